import type { ModelList } from '../core/provider.ts';
import { clause, sentence } from '../core/sentence.ts';

/** What a vendor said of a key, when it was asked for its models. */
export interface KeyVerdict {
  readonly is: 'accepted' | 'refused' | 'unknown';
  readonly words: string;
}

export function keyVerdict(label: string, list: ModelList): KeyVerdict {
  if (list.ok) {
    const { length } = list.cards;
    return { is: 'accepted', words: `${label} accepted the key: ${length} ${length === 1 ? 'model' : 'models'}.` };
  }
  const { kind, message, nextStep } = list.failure;
  if (kind === 'auth')
    return { is: 'refused', words: sentence(message.startsWith(label) ? message : `${label} refused the key: ${message}`) };
  if (kind === 'aborted') return unchecked(label, 'you stopped the check');
  return { is: 'unknown', words: `${unchecked(label, message).words} ${sentence(nextStep)}` };
}

/** A key that is kept and that nobody has looked at. */
export function unchecked(label: string, why: string): KeyVerdict {
  return { is: 'unknown', words: `The key for ${label} is set, not checked: ${clause(why)}.` };
}
