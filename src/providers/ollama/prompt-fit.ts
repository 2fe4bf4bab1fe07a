import type { ModelRequest } from '../../core/provider.ts';

/**
 * Ollama cuts a prompt that does not fit to about half of `num_ctx` and says nothing. Counts of characters, since its
 * tokenizers are the models' own.
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
 * True if the count after the cut shows that there was one: what was read is far less than the prompt has, and about
 * what a cut leaves. The count is absent or 0 on a cache hit: then nothing can be said.
 */
export function wasTruncated(characters: number, counted: number, contextWindow: number): boolean {
  const estimate = characters / 4;
  return counted > 0 && counted < contextWindow && estimate > contextWindow * 0.6 && counted < estimate * 0.6;
}
