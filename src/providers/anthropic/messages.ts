import type Anthropic from '@anthropic-ai/sdk';
import type { Message, ModelRequest, ToolSpec } from '../../core/provider.ts';
import { tokenEstimate } from '../../core/tokens.ts';
import { isObject, parseJson } from '../json.ts';
import { portableCallIds } from '../portable-call-ids.ts';

type Block = Anthropic.ContentBlockParam;

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

/** Roles must take turns: results of several calls, and what the person says after them, are one user turn. */
export function anthropicMessages(request: ModelRequest): Turn[] {
  const id = portableCallIds(request.messages);
  const turns: Turn[] = [];
  for (const message of request.messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    const content = blocks(message, id);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  return turns;
}

/** One that lives five minutes, anew from each time it is read. */
const CACHED: Anthropic.CacheControlEphemeral = { type: 'ephemeral' };

/**
 * The shortest prompt, in tokens, that a model's cache takes; a shorter one is answered as if it were not marked, at the
 * usual price (platform.claude.com/docs/en/build-with-claude/prompt-caching, "Cache limitations"). Of a model that is not
 * listed the least of all is taken.
 */
const LEAST_CACHEABLE: readonly (readonly [models: RegExp, tokens: number])[] = [
  [/^claude-(haiku-4-5|opus-4-[56])\b/, 4096],
  [/^claude-(sonnet-(4|5)|opus-4)\b/, 1024],
];
const LEAST_OF_ALL = 512;

/** Whether a beginning of a prompt is worth a breakpoint of the cache.. */
export function isCacheable({ model }: Pick<ModelRequest, 'model'>, texts: readonly string[]): boolean {
  const least = LEAST_CACHEABLE.find(([models]) => models.test(model))?.[1] ?? LEAST_OF_ALL;
  return tokenEstimate(texts.join('')) >= least;
}

/**
 * The same turns with a breakpoint where the part ends that will be sent again. Each turn of a talk sets it at its own
 * end, and the cache finds that of the turn before within the twenty blocks before it (the page above).
 */
export function withBreakpoint(turns: readonly Turn[], resent: number): Turn[] {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last === undefined || block === undefined) return [...turns];
  return [...turns.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), ...marked(block, resent)] }];
}

function marked(block: Block, resent: number): readonly Block[] {
  if (block.type === 'tool_result' || block.type === 'tool_use') return [{ ...block, cache_control: CACHED }];
  if (block.type !== 'text' || resent === 0) return [block];
  const [stable, rest] = [block.text.slice(0, resent), block.text.slice(resent)];
  return [{ type: 'text', text: stable, cache_control: CACHED }, ...(rest === '' ? [] : [{ type: 'text', text: rest } as const])];
}

/** The system prompt and, before it, the tools: what several talks of one agent have in common. */
export function cachedSystem(text: string): Anthropic.TextBlockParam[] {
  return [{ type: 'text', text, cache_control: CACHED }];
}

function blocks(message: Message, id: (id: string) => string): Block[] {
  if (message.role === 'tool') return [{ type: 'tool_result', tool_use_id: id(message.callId), content: message.text }];
  // An empty text block is an error.
  const said: Block[] = message.text === '' ? [] : [{ type: 'text', text: message.text }];
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [...said, ...calls.map((call): Block => ({ type: 'tool_use', id: id(call.id), name: call.name, input: input(call.arguments) }))];
}

/** The API takes an object only; arguments that were none were refused by whoever runs the tool. */
function input(json: string): Record<string, unknown> {
  const parsed = parseJson(json);
  return isObject(parsed) ? { ...parsed } : {};
}

export function anthropicTools(tools: readonly ToolSpec[]): Anthropic.Tool[] {
  return tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: { ...parameters, type: 'object' },
  }));
}
