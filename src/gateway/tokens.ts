import { randomBytes, timingSafeEqual } from 'node:crypto';

import type { TaskKind } from '../core/model-card.ts';
import type { Nanos } from '../core/money.ts';

/** What the bearer of a token may do, and who pays. */
export interface Grant {
  /** What people call the task it was made for. */
  readonly name: string;
  /** The task whose budget pays. */
  readonly task: string;
  /** Absent: no cap but the day's. */
  readonly capNanos?: Nanos;
  /** The agent that asks, for the books. Absent: `gateway`. */
  readonly agent?: string;
  /** Which models may serve it. Absent: `ask`. */
  readonly kind?: TaskKind;
}

/** The tokens of one gateway. They are in memory only, and end with it. */
export interface Tokens {
  /** A new token: 32 random bytes. */
  issue(grant: Grant): string;
  /** From the next request on it is unknown. */
  revoke(token: string): void;
  /** Takes as long wherever a `token` of the right length is wrong. */
  find(token: string): Grant | undefined;
}

export function createTokens(): Tokens {
  const known: { readonly token: Buffer; readonly grant: Grant }[] = [];
  return {
    issue(grant) {
      const token = `centuria-${randomBytes(32).toString('base64url')}`;
      known.push({ token: Buffer.from(token), grant });
      return token;
    },
    revoke(token) {
      const asked = Buffer.from(token);
      const index = known.findIndex((one) => isSame(one.token, asked));
      if (index >= 0) known.splice(index, 1);
    },
    find(token) {
      const asked = Buffer.from(token);
      let found: Grant | undefined;
      for (const one of known) if (isSame(one.token, asked)) found = one.grant;
      return found;
    },
  };
}

/** The task that pays for a token of this name in every gateway on these books: its budget holds over restarts. */
export function payerOf(name: string): string {
  return `token/${name}`;
}

/** All tokens are of one length, which is no secret. */
function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
