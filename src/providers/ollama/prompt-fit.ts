import type { ModelRequest } from '../../core/provider.ts';

/**
 * Servers that do not know `truncate: false` cut a prompt that does not fit and say nothing: whole messages go first,
 * then the middle of the last one, so that what is left fills `num_ctx` (seen of 0.10.1; older ones left about half).
 * Counts of characters, since Ollama's tokenizers are the models' own.
 */
export function promptCharacters(request: ModelRequest): number {
  const said = request.messages.reduce((sum, { text }) => sum + text.length, request.system.length);
  return said + (request.tools.length === 0 ? 0 : JSON.stringify(request.tools).length);
}

/** No tokenizer of the models in question makes fewer tokens of code or prose than one for eight characters. */
const MOST_CHARACTERS_PER_TOKEN = 8;

/** True if the prompt cannot fit, whatever the tokenizer. */
export function cannotFit(characters: number, contextWindow: number): boolean {
  return characters / MOST_CHARACTERS_PER_TOKEN > contextWindow;
}

/**
 * True if the count of what was read shows a cut: it fills the window, which leaves no room for an answer either, or it
 * is far less than the prompt has. The count is absent or 0 on a cache hit of old servers: then nothing can be said.
 */
export function wasTruncated(characters: number, counted: number, contextWindow: number): boolean {
  if (counted >= contextWindow) return true;
  const estimate = characters / 4;
  return counted > 0 && estimate > contextWindow * 0.6 && counted < estimate * 0.6;
}
