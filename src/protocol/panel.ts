import type { SeatKind } from '../core/roster.ts';
import type { SpendBy } from '../core/spend-report.ts';
import type { TaskLook } from '../core/task-words.ts';

/** What a seat is doing. `unavailable`: it cannot work yet, and `reason` says why; it is not the same as idle. */
export type SeatState = 'idle' | 'unavailable' | 'working' | 'waiting' | 'needs-you' | 'failed';

/**
 * The commands the panel may ask the host for, and so the only ones an action of a model can name. A message
 * with any other command does not pass the validator.
 */
export const PANEL_COMMANDS = [
  'centuria.change.start',
  'centuria.analyse.start',
  'centuria.automate.start',
  'centuria.task.open',
  'centuria.task.receipt',
  'centuria.task.cancel',
  'centuria.task.retry',
  'centuria.task.retryWith',
  'centuria.task.showBest',
  'centuria.task.dismiss',
  'centuria.task.continue',
  'centuria.task.discard',
  'centuria.change.accept',
  'centuria.change.discard',
  'centuria.change.revise',
  'centuria.budget.set',
  'centuria.key.set',
  'centuria.model.download',
  'centuria.model.list',
  'centuria.settings.open',
  'centuria.walkthrough.open',
  'centuria.panel.open',
  'centuria.log.show',
] as const;

export type PanelCommand = (typeof PANEL_COMMANDS)[number];

/** A button. */
export interface PanelAction {
  /** A verb, in sentence case. */
  readonly label: string;
  readonly command: PanelCommand;
}

/** Today's money. All amounts are whole nano-dollars. */
export interface PanelSpend {
  readonly todayNanos: number;
  /** The day's cap; absent if there is none. */
  readonly capNanos?: number;
  readonly heldNanos: number;
  /** Used or held today, of the day's token budget; absent if there is none. */
  readonly tokens?: { readonly used: number; readonly cap: number };
  /** No cloud may be paid: nothing is asked that costs anything. */
  readonly neverPay: boolean;
  /** From 0 to 1: the share of today's answers that came from this machine. Absent if it was not measured. */
  readonly localShare?: number;
  /** By today's answers. Absent if it was not measured. */
  readonly saved?: PanelSaved;
}

export interface PanelSaved {
  /** Below zero: it cost more than the alternative would have. */
  readonly nanos: number;
  /** The alternative it is measured against: `all on claude-sonnet`. */
  readonly against: string;
  /** How it was computed, in a sentence or two. */
  readonly how: string;
}

/** What the spend section shows: the last 24 hours, or a report. */
export const PANEL_SPEND_VIEWS = ['hour', 'day', 'model', 'agent', 'task', 'epic'] as const satisfies readonly ('hour' | SpendBy)[];

export type PanelSpendView = (typeof PANEL_SPEND_VIEWS)[number];

/** A bar of the chart, and a row of the table. */
export interface PanelReportRow {
  /** A day as `2026-11-23`, else a name. */
  readonly label: string;
  /** Of each provider, in the report's measure. */
  readonly series: readonly number[];
  readonly nanos: number;
  readonly heldNanos: number;
  readonly calls: number;
  readonly failed: number;
  readonly tokens: number;
  readonly localCalls: number;
}

/** What was spent on the last days, added up. */
export interface PanelReport {
  readonly by: SpendBy;
  /** How many days, today included. */
  readonly days: number;
  /** What is drawn: nano-dollars, or tokens where nothing was paid. */
  readonly measure: 'money' | 'tokens';
  /** Those who were paid most first. */
  readonly providers: readonly string[];
  /** Days in their order, empty ones too; all else the dearest first. */
  readonly rows: readonly PanelReportRow[];
  readonly total: PanelReportRow;
  /** From 0 to 1; absent if there was nothing to measure. */
  readonly localCallsShare?: number;
  readonly localTokensShare?: number;
  readonly saved?: PanelSaved;
}

export interface PanelHour {
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  readonly byProvider: readonly { readonly provider: string; readonly nanos: number }[];
}

export interface PanelSeat {
  readonly id: string;
  readonly kind: SeatKind;
  /** The role's title. */
  readonly role: string;
  /** What the role does, in a sentence. */
  readonly does: string;
  readonly state: SeatState;
  /** Why it is unavailable, waiting, failed or in need of the person. */
  readonly reason?: string;
  /** The task it sits on. */
  readonly task?: string;
}

export interface PanelWorking {
  readonly task: string;
  readonly seat: string;
  readonly title: string;
  /** The short name of the model that is asked now; empty before one is. */
  readonly model: string;
  /** Milliseconds since the epoch, by the host's clock. */
  readonly startedAt: number;
  readonly nanos: number;
  /** The last line of what streams; empty before anything did. */
  readonly lastLine: string;
}

export interface PanelNeed {
  readonly task: string;
  readonly title: string;
  /** What is needed, in a sentence. */
  readonly what: string;
  readonly actions: readonly PanelAction[];
}

export interface PanelRecent {
  readonly task: string;
  readonly title: string;
  readonly state: TaskLook;
  /** What ran and what it said: `types, lint passed`. */
  readonly verdictText: string;
  readonly nanos: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface TranscriptEntry {
  /** `earlier`: an answer of another task that this one is to change. */
  readonly who: 'you' | 'earlier' | 'model' | 'gates' | 'host';
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The short name of the model that said it. */
  readonly model?: string;
}

/** One attempt. */
export interface ReceiptRow {
  readonly model: string;
  /** Why it was asked. */
  readonly reason: string;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: string;
  /** What the gates said of its answer; empty if there was none to judge. */
  readonly gates: string;
  readonly nanos: number;
  /** False: the price is not known and `nanos` is the worst case. */
  readonly nanosKnown: boolean;
  /** All prompt tokens, the cached ones included. */
  readonly tokensIn: number;
  readonly cachedIn: number;
  readonly tokensOut: number;
  readonly ms: number;
}

export interface PanelReceipt {
  readonly rows: readonly ReceiptRow[];
  readonly totalNanos: number;
  /** Models that were no candidates, each with the reason. */
  readonly excluded: readonly { readonly model: string; readonly reason: string }[];
}

export interface PanelLink {
  readonly label: string;
  readonly uri: string;
  /** Zero-based. */
  readonly line: number;
}

export interface PanelDetail {
  readonly task: string;
  readonly title: string;
  readonly transcript: readonly TranscriptEntry[];
  readonly receipt: PanelReceipt;
  readonly links: readonly PanelLink[];
}

/** Whom the seats of one kind would ask now. */
export interface PanelRoute {
  readonly kind: SeatKind;
  /** `smollm2 here, then claude-haiku`; empty if nobody. */
  readonly models: string;
}

export interface PanelEmptyState {
  readonly text: string;
  readonly actions: readonly PanelAction[];
}

/** All the panel shows. Ready to draw: the view folds nothing. It never holds a key or a secret. */
export interface PanelModel {
  readonly spend: PanelSpend;
  /** Providers that are left alone just now, a line each: `Anthropic asked to wait until 14:03`. */
  readonly notices: readonly string[];
  readonly routes: readonly PanelRoute[];
  /** The last 24 hours, oldest first; an hour without spending may be left out. */
  readonly hours: readonly PanelHour[];
  /** Absent if none is asked for, or the first one is not added up yet. */
  readonly report?: PanelReport;
  readonly seats: readonly PanelSeat[];
  readonly working: readonly PanelWorking[];
  readonly needsYou: readonly PanelNeed[];
  /** Newest first. */
  readonly recent: readonly PanelRecent[];
  /** The selected task; absent if none is. */
  readonly detail?: PanelDetail;
  /** Present when nothing can work yet or nothing was ever asked. */
  readonly emptyState?: PanelEmptyState;
}

/** The parts of a model that changed, whole, and the optional ones that are gone. */
export interface PanelDelta {
  readonly changes: Partial<PanelModel>;
  readonly removed: readonly ('detail' | 'emptyState' | 'report')[];
}

/** From the host to the view. `seq` counts the messages that carry a model: a view that missed one asks for a whole model. */
export type HostMessage =
  /** `at` is the host's clock, in milliseconds since the epoch: the view's may differ on a remote machine. */
  | { readonly type: 'model'; readonly seq: number; readonly at: number; readonly model: PanelModel }
  | ({ readonly type: 'delta'; readonly seq: number } & PanelDelta)
  /** The selected task cannot be shown, and why. */
  | { readonly type: 'no-detail'; readonly task: string; readonly why: string };

/** From the view to the host. */
export type ViewMessage =
  /** The view is there and wants a whole model; `selected` is what it had open before it was hidden. */
  | { readonly type: 'ready'; readonly selected?: string; readonly view?: PanelSpendView }
  | { readonly type: 'run'; readonly command: PanelCommand; readonly task?: string }
  /** Without `task`: nothing is selected any more. */
  | { readonly type: 'select'; readonly task?: string }
  /** What the spend section is to show. */
  | { readonly type: 'view'; readonly view: PanelSpendView }
  | { readonly type: 'openLink'; readonly uri: string; readonly line: number };
