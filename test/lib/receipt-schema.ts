import * as v from 'valibot';
import type { ReceiptDocument } from '../../src/core/receipt-document.ts';
import { nanos } from '../../src/core/money.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const money = v.strictObject({ nanos: v.pipe(count, v.transform(nanos)), usd: v.pipe(v.string(), v.regex(/^\d+\.\d{9}$/)) });
const moment = v.pipe(v.string(), v.isoTimestamp());
const text = v.pipe(v.string(), v.nonEmpty());
const tokens = v.strictObject({
  input: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  output: count,
  reasoning: count,
  total: count,
});
const routed = v.array(v.strictObject({ model: text, label: text, why: v.string() }));

const finding = v.strictObject({
  rule: text,
  message: text,
  severity: v.picklist(['error', 'warning', 'information']),
  blocks: v.boolean(),
  line: v.pipe(count, v.minValue(1)),
  column: v.pipe(count, v.minValue(1)),
  cwe: v.exactOptional(text),
  url: v.exactOptional(text),
});

const gate = v.strictObject({
  gate: v.picklist(['format', 'syntax', 'types', 'lint', 'security', 'secrets', 'tests']),
  verdict: v.picklist(['pass', 'fail', 'not-applicable', 'unknown']),
  required: v.boolean(),
  tool: text,
  elapsedMs: v.number(),
  why: v.exactOptional(text),
  findings: v.array(finding),
  known: count,
});

const attempt = v.strictObject({
  attempt: text,
  model: v.pipe(v.string(), v.regex(/^[^/]+\/./)),
  label: text,
  servedModel: v.exactOptional(text),
  local: v.boolean(),
  why: text,
  nearCap: v.array(text),
  startedAt: moment,
  endedAt: v.exactOptional(moment),
  reserved: money,
  state: v.picklist(['held', 'settled', 'released', 'expired']),
  outcome: v.exactOptional(text),
  message: v.exactOptional(text),
  usage: tokens,
  usageIs: v.exactOptional(v.picklist(['reported', 'estimated'])),
  cost: money,
  priceKnown: v.exactOptional(v.boolean()),
  prompt: v.exactOptional(text),
  answer: v.exactOptional(text),
  leftOut: v.array(text),
  evidence: v.exactOptional(v.strictObject({ of: text, lines: v.array(text), answer: v.exactOptional(text) })),
  judgement: v.exactOptional(v.picklist(['proved', 'not-proved', 'refused'])),
  gates: v.array(gate),
  note: v.exactOptional(text),
});

/** Receipts, version 1, as docs/receipt.md describes them: a field that is not here must not be there. */
export const receiptSchema: v.GenericSchema<unknown, ReceiptDocument> = v.strictObject({
  schema: v.literal('centuria.receipt'),
  version: v.literal(1),
  task: text,
  title: text,
  kind: v.exactOptional(text),
  agent: v.exactOptional(text),
  instruction: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  createdAt: v.exactOptional(moment),
  route: v.strictObject({ candidates: routed, notAsked: routed }),
  attempts: v.array(attempt),
  ending: v.strictObject({
    type: v.picklist(['proved', 'not-proved', 'failed', 'refused', 'cancelled', 'interrupted', 'under-way']),
    attempt: v.exactOptional(text),
    why: v.exactOptional(text),
    nextStep: v.exactOptional(text),
  }),
  decision: v.exactOptional(v.picklist(['accepted', 'discarded', 'dismissed'])),
  total: v.strictObject({ attempts: count, cost: money, held: money, tokens }),
});

/** The names of all fields, in the order of the schema, each once. */
export const RECEIPT_FIELDS: readonly string[] = [
  ...new Set([
    ...Object.keys(attempt.entries),
    ...Object.keys(gate.entries),
    ...Object.keys(finding.entries),
    ...Object.keys(tokens.entries),
    ...Object.keys(money.entries),
    ...[
      'schema',
      'version',
      'task',
      'title',
      'kind',
      'agent',
      'instruction',
      'createdAt',
      'route',
      'candidates',
      'notAsked',
      'attempts',
      'ending',
      'decision',
      'total',
      'held',
    ],
  ]),
];
