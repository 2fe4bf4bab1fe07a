import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { BudgetLevel, ReserveRequest, Settlement } from '../../src/core/ledger.ts';
import { nanos } from '../../src/core/money.ts';
import { NO_USAGE } from '../../src/core/usage.ts';
import { type Store, type StoreOptions, openStore } from '../../src/node/store.ts';

export const NOON = Date.UTC(2026, 10, 23, 12);
export const DAY = '2026-11-23';

const cleanups = new WeakMap<TestContext, (() => void)[]>();

/** Runs `body` when the test ends, what was asked for last first. */
export function atEnd(t: TestContext, body: () => void): void {
  const known = cleanups.get(t);
  if (known) {
    known.push(body);
    return;
  }
  const all = [body];
  cleanups.set(t, all);
  t.after(() => all.toReversed().forEach((each) => each()));
}

/** A folder of its own that goes with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'centuria-ledger-'));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that is closed with the test, its clock standing still at noon. */
export function openedStore(t: TestContext, options: Partial<StoreOptions> = {}): Store {
  const store = openStore({ dataDir: options.dataDir ?? temporaryFolder(t), now: () => NOON, ...options });
  atEnd(t, () => store.dispose());
  return store;
}

export function dayAndTask(caps: { readonly day?: number; readonly task?: number } = {}, task = 'task-1'): readonly BudgetLevel[] {
  const cap = (value: number | undefined) => (value === undefined ? {} : { capNanos: nanos(value) });
  return [
    { kind: 'day', id: DAY, ...cap(caps.day) },
    { kind: 'task', id: task, ...cap(caps.task) },
  ];
}

export function request(attempt: string, amount: number, more: Partial<ReserveRequest> = {}): ReserveRequest {
  return {
    attempt,
    task: 'task-1',
    agent: 'generation-01',
    provider: 'anthropic',
    model: 'a-model',
    local: false,
    nanos: nanos(amount),
    tokens: 40,
    path: dayAndTask(),
    at: NOON,
    ...more,
  };
}

export function settlement(attempt: string, amount: number, more: Partial<Settlement> = {}): Settlement {
  return {
    attempt,
    outcome: 'ok',
    usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
    usageSource: 'reported',
    nanos: nanos(amount),
    at: NOON + 1_000,
    ...more,
  };
}
