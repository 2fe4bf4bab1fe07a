import { ensureModel } from '../../../scripts/fetch-model.mjs';
import type { ModelRequest, Provider } from '../../../src/core/provider.ts';
import { createOllamaProvider } from '../../../src/providers/ollama/create-ollama-provider.ts';
import type { OllamaDeps } from '../../../src/providers/ollama/server.ts';
import type { OllamaServer } from './ollama-server.ts';

/** SmolLM2, with the template that Ollama gives to weights that bring none. */
export const SMOLLM2 = 'smollm2:135m';
/** The same weights with a template that leaves a last message of the assistant open, as those of Ollama's library do. */
export const CONTINUING = 'smollm2-continuing:135m';
/** The same weights with a template of DeepSeek R1's shape. The weights themselves have not learned to think. */
export const R1_SHAPED = 'r1-shaped:135m';

const OPEN_ENDED = `{{- range $i, $_ := .Messages }}
{{- $last := eq (len (slice $.Messages $i)) 1 -}}
<|im_start|>{{ .Role }}
{{ .Content }}{{ if or (ne .Role "assistant") (not $last) }}<|im_end|>
{{ end }}
{{- if and (ne .Role "assistant") $last }}<|im_start|>assistant
{{ end }}
{{- end }}`;

const THINKING = `{{- range $i, $_ := .Messages }}
{{- $last := eq (len (slice $.Messages $i)) 1 -}}
<|im_start|>{{ .Role }}
{{ if and (eq .Role "assistant") $.IsThinkSet (and $.Think .Thinking) }}<think>
{{ .Thinking }}
</think>
{{ end }}{{ .Content }}{{ if or (ne .Role "assistant") (not $last) }}<|im_end|>
{{ end }}
{{- if and (ne .Role "assistant") $last }}<|im_start|>assistant
{{ end }}
{{- end }}`;

/** Makes the models that the tests ask, from the cached weights. */
export async function createModels(server: OllamaServer): Promise<void> {
  const weights = await ensureModel({ log: () => undefined });
  // More threads than free cores make a small model many times slower.
  const base = `FROM ${weights}\nPARAMETER num_thread 1\nPARAMETER temperature 0\nPARAMETER seed 1\n`;
  const stops = 'PARAMETER stop <|im_start|>\nPARAMETER stop <|im_end|>\n';
  await server.create(SMOLLM2, base);
  await server.create(CONTINUING, `${base}${stops}TEMPLATE """${OPEN_ENDED}"""\n`);
  await server.create(R1_SHAPED, `${base}${stops}TEMPLATE """${THINKING}"""\n`);
}

export function providerOf(baseUrl: string, more: Partial<OllamaDeps> = {}): Provider {
  return createOllamaProvider({ id: 'ollama', label: 'Ollama', baseUrl, key: async () => undefined, ...more });
}

export function requestOf(parts: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: SMOLLM2,
    system: '',
    messages: [{ role: 'user', text: 'Say hello to me in one sentence.' }],
    tools: [],
    maxOutputTokens: 40,
    ...parts,
  };
}

/** A request whose answer goes on for minutes. */
export function longRequest(parts: Partial<ModelRequest> = {}): ModelRequest {
  return requestOf({ messages: [{ role: 'user', text: 'Tell me a very long story about a river.' }], maxOutputTokens: 4_000, ...parts });
}

/**
 * A request whose prompt takes seconds to read, and which no cache holds: `salt` must be new. It is not longer, since
 * the server (0.10.1) reads a prompt to its end also when nobody waits for the answer any more.
 */
export function slowToRead(salt: string): ModelRequest {
  const words = Array.from({ length: 150 }, (_, index) => `${salt}${index % 97}`).join(' ');
  return requestOf({ messages: [{ role: 'user', text: words }] });
}
