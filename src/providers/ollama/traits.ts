import { isObject, text } from '../json.ts';
import { OLLAMA_CONTEXT_TOKENS, type OllamaDeps, type OllamaTraits } from './server.ts';

/** Where `/api/show` does not say: Ollama's own default window. */
const WINDOW_IF_UNKNOWN = 4_096;

/** Reads an answer of `/api/show`. Servers before 0.6 say nothing of capabilities: then there are none. */
export function traitsOf(deps: OllamaDeps, model: string, shown: unknown): OllamaTraits {
  const show = isObject(shown) ? shown : {};
  const info = isObject(show['model_info']) ? show['model_info'] : {};
  const capabilities = Array.isArray(show['capabilities']) ? show['capabilities'] : [];
  const length = Object.entries(info).find(([name]) => name.endsWith('.context_length'))?.[1];
  const window = typeof length === 'number' && length > 0 ? length : WINDOW_IF_UNKNOWN;
  const size = billions(info['general.parameter_count'], isObject(show['details']) ? show['details']['parameter_size'] : '');
  return {
    contextWindow: Math.min(window, deps.contextTokens ?? OLLAMA_CONTEXT_TOKENS),
    // DeepSeek R1 answers a request with tools with HTTP 400, whatever its page says.
    tools: capabilities.includes('tools') && !/(^|\/)deepseek-r1(:|$)/.test(model),
    thinking: capabilities.includes('thinking'),
    continues: continuesAnswers(text(show['template']) ?? ''),
    ...(size === undefined ? {} : { billions: size }),
  };
}

/**
 * The templates of Ollama's own library leave a last message of the assistant open (`if not $last`), and those without
 * `.Messages` always do. The ones that Ollama itself gives to weights that bring none close it.
 */
function continuesAnswers(template: string): boolean {
  return !template.includes('.Messages') || /\b(not|ne) \$last\b/.test(template);
}

/** The exact count, else the label: `1.2B`, `494.03M`. */
function billions(count: unknown, label: unknown): number | undefined {
  if (typeof count === 'number' && count > 0) return count / 1e9;
  const match = /^([\d.]+)\s*([KMBT])$/i.exec(text(label) ?? '');
  const unit = { K: 1e-6, M: 1e-3, B: 1, T: 1e3 }[match?.[2]?.toUpperCase() ?? ''];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}
