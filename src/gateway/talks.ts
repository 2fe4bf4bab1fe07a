import { createHash } from 'node:crypto';

import type { CachedPrefix } from '../core/cached-prefix.ts';
import type { Conversation } from '../core/conversation.ts';

/** What vendors have cached of the conversations of this gateway. In memory only: a cache lives for minutes. */
export interface Talks {
  /** What is cached of this conversation's earlier turns; undefined: nothing that is known of. */
  cached(conversation: Conversation): CachedPrefix | undefined;
  /** What is cached of it now that it was answered. */
  note(conversation: Conversation, cached: CachedPrefix): void;
}

/** A turn is known by what it begins with: all messages of an earlier one. Remembers so many, the latest. */
export function createTalks(most = 1_000): Talks {
  const known = new Map<string, CachedPrefix>();
  const last = (conversation: Conversation): string | undefined => beginningsOf(conversation).findLast((one) => known.has(one));
  return {
    cached: (conversation) => (known.size === 0 ? undefined : known.get(last(conversation) ?? '')),
    note(conversation, cached) {
      const earlier = last(conversation);
      if (earlier !== undefined) known.delete(earlier);
      const whole = beginningsOf(conversation).at(-1);
      if (whole !== undefined) known.set(whole, cached);
      const oldest = known.size > most ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}

/** Hashes of its first message, its first two, and so on, each with the system prompt and the tools before them. */
function beginningsOf({ system, tools, messages }: Conversation): readonly string[] {
  const hash = createHash('sha256').update(JSON.stringify([system, tools]));
  return messages.map((message) =>
    hash
      .update(`\n${JSON.stringify(message)}`)
      .copy()
      .digest('base64'),
  );
}
