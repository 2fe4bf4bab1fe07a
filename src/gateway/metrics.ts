import type { ServerResponse } from 'node:http';

import type { CallEvent } from '../core/call-events.ts';
import type { Usage } from '../core/usage.ts';

/** What passed through this gateway since it started. The ledger, not this, is the truth about money. */
export interface Metrics {
  count(this: void, event: CallEvent): void;
  /** As Prometheus reads it (text format 0.0.4). */
  text(): string;
  send(response: ServerResponse): void;
}

const FAMILIES = {
  centuria_calls_total: ['counter', 'Attempts at a model that have ended.'],
  centuria_failures_total: ['counter', 'Attempts that gave no answer, by kind.'],
  centuria_tokens_total: ['counter', 'Tokens, in buckets that do not overlap.'],
  centuria_settled_nanodollars_total: ['counter', 'What the attempts cost, in billionths of a dollar.'],
  centuria_held_nanodollars: ['gauge', 'What is reserved for attempts under way, in billionths of a dollar.'],
  centuria_in_flight: ['gauge', 'Attempts under way.'],
  centuria_refusals_total: ['counter', 'Times a model was passed over, by reason.'],
  centuria_requests_total: ['counter', 'Calls, by how they ended.'],
} as const;

type Family = keyof typeof FAMILIES;

const BUCKETS: readonly (readonly [bucket: string, field: keyof Usage])[] = [
  ['input', 'inputTokens'],
  ['cache_read', 'cacheReadTokens'],
  ['cache_write_5m', 'cacheWrite5mTokens'],
  ['cache_write_1h', 'cacheWrite1hTokens'],
  ['output', 'outputTokens'],
];

type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly labels: Labels;
  value: number;
}

export function createMetrics(): Metrics {
  const values = new Map<Family, Map<string, Series>>();
  const add = (family: Family, labels: Labels, by: number): void => {
    const known = values.get(family) ?? new Map<string, Series>();
    values.set(family, known);
    // The labels of one family are always the same, in the same order.
    const key = Object.values(labels).join('\0');
    const series = known.get(key) ?? { labels, value: 0 };
    known.set(key, series);
    series.value += by;
  };
  const text = (): string => [...values].map(([family, series]) => familyText(family, series)).join('');
  return {
    count: (event) => count(event, add),
    text,
    send(response) {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text());
    },
  };
}

function count(event: CallEvent, add: (family: Family, labels: Labels, by: number) => void): void {
  if (event.type === 'end') {
    add('centuria_requests_total', { outcome: event.end.outcome }, 1);
    return;
  }
  if (event.type !== 'attempt' && event.type !== 'attempt-ended' && event.type !== 'skipped') return;
  const { provider, model } = event.type === 'attempt-ended' ? event.ended.card : event.card;
  if (event.type === 'skipped') {
    const reason = event.refusal === undefined ? 'policy' : `budget_${event.refusal.level.kind}`;
    add('centuria_refusals_total', { provider, model, reason }, 1);
    return;
  }
  if (event.type === 'attempt') {
    add('centuria_in_flight', { provider, model }, 1);
    add('centuria_held_nanodollars', { provider, model }, event.reservedNanos);
    return;
  }
  const { outcome, usage, nanos, reservedNanos } = event.ended;
  add('centuria_in_flight', { provider, model }, -1);
  add('centuria_held_nanodollars', { provider, model }, -reservedNanos);
  add('centuria_calls_total', { provider, model }, 1);
  add('centuria_settled_nanodollars_total', { provider, model }, nanos);
  if (outcome !== 'ok') add('centuria_failures_total', { provider, model, kind: outcome }, 1);
  for (const [bucket, field] of BUCKETS) if (usage[field] > 0) add('centuria_tokens_total', { provider, model, bucket }, usage[field]);
}

function familyText(family: Family, series: ReadonlyMap<string, Series>): string {
  const [type, help] = FAMILIES[family];
  const lines = [...series.values()].map(({ labels, value }) => `${family}{${labelText(labels)}} ${value}\n`);
  return `# HELP ${family} ${help}\n# TYPE ${family} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
    .join(',');
}
