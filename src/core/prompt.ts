import type { Message, ToolCall, ToolSpec } from './provider.ts';

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
  /** Absent: none. */
  readonly tools?: readonly ToolSpec[];
  readonly maxOutputTokens: number;
  readonly answerPrefix?: string;
  readonly stop?: string;
  /** As in `ModelRequest`. */
  readonly resent?: number;
  /** The variable parts of the messages, for the secrets gate. */
  readonly parts: readonly PromptPart[];
  /** What was left out to fit, in words; empty if nothing was. */
  readonly leftOut: readonly string[];
}

/** Everything in `prompt` that is sent, in order. */
export function promptTexts(prompt: Prompt): readonly string[] {
  const tools = (prompt.tools ?? []).map((tool) => JSON.stringify(tool));
  const stop = prompt.stop === undefined ? [] : [prompt.stop];
  return [prompt.system, ...tools, ...prompt.messages.flatMap(messageTexts), prompt.answerPrefix ?? '', ...stop];
}

/** Everything in a message that is sent. */
export function messageTexts(message: Message): readonly string[] {
  if (message.role === 'user') return [message.text];
  if (message.role === 'tool') return [message.callId, message.name, message.text];
  return [message.text, ...(message.toolCalls ?? []).flatMap(({ id, name, arguments: json }) => [id, name, json])];
}

/** What is sent, as a person reads it in the receipt. */
export function promptAsText(prompt: Prompt): string {
  const tools = (prompt.tools ?? []).map((tool) => JSON.stringify(tool));
  const offered = tools.length === 0 ? [] : [`## tools\n\n${tools.join('\n')}`];
  const turns = prompt.messages.map((message) => `## ${message.role}\n\n${messageAsText(message)}`);
  const prefix = prompt.answerPrefix === undefined ? [] : [`## answer begins with\n\n${prompt.answerPrefix}`];
  return [`## system\n\n${prompt.system}`, ...offered, ...turns, ...prefix].join('\n\n');
}

function messageAsText(message: Message): string {
  return message.role === 'assistant' ? answerAsText(message.text, message.toolCalls ?? []) : message.text;
}

/** What a model said and which tools it called, as a person reads it. */
export function answerAsText(text: string, calls: readonly ToolCall[]): string {
  const called = calls.map(({ name, arguments: json }) => `${name}(${json})`);
  return [...(text === '' && called.length > 0 ? [] : [text]), ...called].join('\n');
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
