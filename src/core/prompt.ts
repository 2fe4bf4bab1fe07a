import type { Message } from './provider.ts';

/** A piece of what is sent, named so that the receipt can show it and a secret in it can be placed. */
export interface PromptPart {
  readonly label: string;
  readonly text: string;
  /** For a piece of a file: the file's own line, zero-based, at which `text` starts. */
  readonly firstLine?: number;
  /** For a piece of a file: whole lines of the file that are not sent. What makes a secret known as one may stand there. */
  readonly around?: { readonly before: string; readonly after: string };
}

/** Exactly what one attempt sends. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly Message[];
  readonly maxOutputTokens: number;
  readonly answerPrefix?: string;
  readonly stop?: string;
  /** The variable parts of the messages, for the secrets gate. */
  readonly parts: readonly PromptPart[];
  /** What was left out to fit, in words; empty if nothing was. */
  readonly leftOut: readonly string[];
}

/** Everything in `prompt` that is sent, in order. */
export function promptTexts(prompt: Prompt): readonly string[] {
  return [prompt.system, ...prompt.messages.map((message) => message.text), prompt.answerPrefix ?? ''];
}

/** What is sent, as a person reads it in the receipt. */
export function promptAsText(prompt: Prompt): string {
  const turns = prompt.messages.map((message) => `## ${message.role}\n\n${message.text}`);
  const prefix = prompt.answerPrefix === undefined ? [] : [`## answer begins with\n\n${prompt.answerPrefix}`];
  return [`## system\n\n${prompt.system}`, ...turns, ...prefix].join('\n\n');
}

/** A fence that cannot be closed by anything inside `text`. */
export function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  return '`'.repeat(longest + 1);
}

/** `text` between fences that nothing inside it can close. */
export function fenced(text: string, language: string): string {
  const fence = fenceFor(text);
  return `${fence}${language}\n${text}\n${fence}`;
}
