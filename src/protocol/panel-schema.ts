import * as v from 'valibot';

import type { HostMessage, PanelModel, ViewMessage } from './panel.ts';
import { PANEL_COMMANDS, PANEL_SPEND_VIEWS } from './panel.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const uri = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const command = v.picklist(PANEL_COMMANDS);
const action = v.strictObject({ label: v.string(), command });

const saved = v.strictObject({ nanos: v.pipe(v.number(), v.safeInteger()), against: v.string(), how: v.string() });

const spend = v.strictObject({
  todayNanos: count,
  capNanos: v.exactOptional(count),
  heldNanos: count,
  tokens: v.exactOptional(v.strictObject({ used: count, cap: count })),
  neverPay: v.boolean(),
  localShare: v.exactOptional(share),
  saved: v.exactOptional(saved),
});

const row = v.strictObject({
  label: v.string(),
  series: v.array(count),
  nanos: count,
  heldNanos: count,
  calls: count,
  failed: count,
  tokens: count,
  localCalls: count,
});

const report = v.strictObject({
  by: v.picklist(['day', 'model', 'agent', 'task', 'epic']),
  days: count,
  measure: v.picklist(['money', 'tokens']),
  providers: v.array(v.string()),
  rows: v.array(row),
  total: row,
  localCallsShare: v.exactOptional(share),
  localTokensShare: v.exactOptional(share),
  saved: v.exactOptional(saved),
});

const hour = v.strictObject({
  startsAt: count,
  byProvider: v.array(v.strictObject({ provider: v.string(), nanos: count })),
});

const seat = v.strictObject({
  id,
  kind: v.picklist(['generation', 'analysis', 'automation']),
  role: v.string(),
  does: v.string(),
  state: v.picklist(['idle', 'unavailable', 'working', 'waiting', 'needs-you', 'failed']),
  reason: v.exactOptional(v.string()),
  task: v.exactOptional(id),
});

const working = v.strictObject({
  task: id,
  seat: id,
  title: v.string(),
  model: v.string(),
  startedAt: count,
  nanos: count,
  lastLine: v.string(),
});

const need = v.strictObject({ task: id, title: v.string(), what: v.string(), actions: v.array(action) });

const recent = v.strictObject({
  task: id,
  title: v.string(),
  state: v.picklist(['done', 'not-proved', 'failed', 'refused', 'cancelled', 'set-aside', 'interrupted', 'elsewhere', 'parked']),
  verdictText: v.string(),
  nanos: count,
  at: count,
});

const receipt = v.strictObject({
  rows: v.array(
    v.strictObject({
      model: v.string(),
      reason: v.string(),
      at: count,
      outcome: v.string(),
      gates: v.string(),
      nanos: count,
      nanosKnown: v.boolean(),
      tokensIn: count,
      cachedIn: count,
      tokensOut: count,
      ms: count,
    }),
  ),
  totalNanos: count,
  excluded: v.array(v.strictObject({ model: v.string(), reason: v.string() })),
});

const detail = v.strictObject({
  task: id,
  title: v.string(),
  transcript: v.array(
    v.strictObject({
      who: v.picklist(['you', 'earlier', 'model', 'gates', 'host']),
      text: v.string(),
      at: count,
      model: v.exactOptional(v.string()),
    }),
  ),
  receipt,
  links: v.array(v.strictObject({ label: v.string(), uri, line: count })),
});

const parts = {
  spend,
  notices: v.array(v.string()),
  routes: v.array(v.strictObject({ kind: v.picklist(['generation', 'analysis', 'automation']), models: v.string() })),
  hours: v.array(hour),
  seats: v.array(seat),
  working: v.array(working),
  needsYou: v.array(need),
  recent: v.array(recent),
};
const optionalParts = {
  detail: v.exactOptional(detail),
  report: v.exactOptional(report),
  emptyState: v.exactOptional(v.strictObject({ text: v.string(), actions: v.array(action) })),
};

const panelModel: v.GenericSchema<PanelModel> = v.strictObject({ ...parts, ...optionalParts });

const hostMessage: v.GenericSchema<HostMessage> = v.variant('type', [
  v.strictObject({ type: v.literal('model'), seq: count, at: count, model: panelModel }),
  v.strictObject({
    type: v.literal('delta'),
    seq: count,
    changes: v.strictObject({
      spend: v.exactOptional(parts.spend),
      notices: v.exactOptional(parts.notices),
      routes: v.exactOptional(parts.routes),
      hours: v.exactOptional(parts.hours),
      seats: v.exactOptional(parts.seats),
      working: v.exactOptional(parts.working),
      needsYou: v.exactOptional(parts.needsYou),
      recent: v.exactOptional(parts.recent),
      ...optionalParts,
    }),
    removed: v.array(v.picklist(['detail', 'emptyState', 'report'])),
  }),
  v.strictObject({ type: v.literal('no-detail'), task: id, why: v.string() }),
]);

const viewMessage: v.GenericSchema<ViewMessage> = v.variant('type', [
  v.strictObject({ type: v.literal('ready'), selected: v.exactOptional(id), view: v.exactOptional(v.picklist(PANEL_SPEND_VIEWS)) }),
  v.strictObject({ type: v.literal('run'), command, task: v.exactOptional(id) }),
  v.strictObject({ type: v.literal('select'), task: v.exactOptional(id) }),
  v.strictObject({ type: v.literal('view'), view: v.picklist(PANEL_SPEND_VIEWS) }),
  v.strictObject({ type: v.literal('openLink'), uri, line: count }),
]);

/** A message that passed, or why it did not: the place in it and what was expected, never its content. */
export type Parsed<T> = { readonly ok: true; readonly message: T } | { readonly ok: false; readonly why: string };

/** Checks what the view got from the host. */
export function parseHostMessage(input: unknown): Parsed<HostMessage> {
  return parse(hostMessage, input);
}

/** Checks what the host got from the view: a command that is not on the list does not pass. */
export function parseViewMessage(input: unknown): Parsed<ViewMessage> {
  return parse(viewMessage, input);
}

function parse<T>(schema: v.GenericSchema<T>, input: unknown): Parsed<T> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return { ok: true, message: result.output };
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'message';
  return { ok: false, why: `${place}: expected ${issue.expected ?? 'another value'}` };
}
