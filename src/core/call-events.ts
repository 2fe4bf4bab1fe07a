import type { Piece } from './attempt.ts';
import type { CachedPrefix } from './cached-prefix.ts';
import type { CleanTexts } from './clean-texts.ts';
import type { Conversation } from './conversation.ts';
import type { Failure } from './failure.ts';
import type { Caps, Refusal } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import type { Nanos } from './money.ts';
import type { Finish } from './provider.ts';
import type { RoutePolicy } from './router.ts';
import type { TaskSubject } from './task.ts';
import type { Usage } from './usage.ts';

/** One answer through the router that nobody judges: a program asks, and judges for itself. */
export interface RoutedCall {
  /** The call's own task in the log. */
  readonly id: string;
  readonly subject: TaskSubject;
  /** The task whose budget pays. */
  readonly payer: string;
  readonly conversation: Conversation;
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  readonly caps: Caps;
  /** What a vendor has cached of the conversation. Absent: nothing that is known of. */
  readonly cached?: CachedPrefix | undefined;
  /** The caller shows nothing before the end, so that an answer that breaks off may be asked for again. */
  readonly mayRestart: boolean;
  /** Shared by the calls of a host: what was scanned for secrets is not scanned again. */
  readonly clean: CleanTexts;
  readonly signal: AbortSignal;
  /** A promise holds back the model: a slow reader slows the provider. */
  onEvent(event: CallEvent): Promise<void> | undefined;
}

/** One model that was asked, and what came of it. */
export interface CallAttempt {
  readonly attempt: string;
  readonly card: ModelCard;
  readonly reason: string;
  readonly reservedNanos: Nanos;
  /** `ok`, or a failure's kind. */
  readonly outcome: string;
  readonly usage: Usage;
  readonly nanos: Nanos;
}

export type CallEvent =
  /** A model is asked; pieces of an earlier attempt are void. */
  | { readonly type: 'attempt'; readonly attempt: string; readonly card: ModelCard; readonly reservedNanos: Nanos }
  | { readonly type: 'loading'; readonly card: ModelCard }
  | Piece
  | { readonly type: 'attempt-ended'; readonly ended: CallAttempt }
  | { readonly type: 'skipped'; readonly card: ModelCard; readonly why: string; readonly refusal?: Refusal; readonly failure?: Failure }
  /** The last one. The money is settled; the log may still be written. */
  | { readonly type: 'end'; readonly end: CallEnd };

/** Why no model was asked. */
export type RefusedBecause = 'budget' | 'secret' | 'window' | 'nobody';

export type CallEnd = { readonly attempts: readonly CallAttempt[] } & (
  | { readonly outcome: 'answered'; readonly last: CallAttempt; readonly reason: Finish['reason'] }
  | { readonly outcome: 'failed'; readonly failure: Failure }
  | {
      readonly outcome: 'refused';
      readonly because: RefusedBecause;
      readonly why: string;
      readonly nextStep: string;
      readonly refusal?: Refusal;
    }
  | { readonly outcome: 'cancelled' }
);
