import type { Message } from '../core/provider.ts';

/** What Anthropic (`^[a-zA-Z0-9_-]+$`) and OpenAI (at most 40 characters) both accept. */
const PORTABLE = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * Names for the calls of a conversation that every vendor accepts: an id that another vendor made may be too long or
 * have characters that this one refuses. A call and its result get the same name.
 */
export function portableCallIds(messages: readonly Message[]): (id: string) => string {
  const foreign = new Map<string, string>();
  for (const message of messages) {
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    for (const { id } of calls) {
      if (!PORTABLE.test(id) && !foreign.has(id)) foreign.set(id, `call_x${foreign.size}`);
    }
  }
  return (id) => foreign.get(id) ?? id;
}
