import { decide } from '../../src/core/budget.ts';
import type { BudgetLevel, Ledger, LedgerRow, ReserveResult, Settlement } from '../../src/core/ledger.ts';
import { nanos, ZERO } from '../../src/core/money.ts';
import { NO_USAGE, totalTokens } from '../../src/core/usage.ts';

export interface FakeLedger extends Ledger {
  /** What is held and settled in all. */
  readonly sums: () => { readonly held: number; readonly settled: number };
}

/** The books in memory, on the same decision as the real ones. */
export function fakeLedger(calls: string[] = [], busy = 0): FakeLedger {
  const rows = new Map<string, LedgerRow & { readonly path: readonly BudgetLevel[] }>();
  let busyFor = busy;
  const totals: Ledger['totals'] = ({ kind, id }) => {
    const on = [...rows.values()].filter(({ path }) => path.some((level) => level.kind === kind && level.id === id));
    const held = on.filter(({ state }) => state === 'reserved').reduce((sum, row) => sum + row.reservedNanos, 0);
    return {
      heldNanos: nanos(held),
      settledNanos: nanos(on.reduce((sum, row) => sum + row.settledNanos, 0)),
      heldTokens: on.filter(({ state }) => state === 'reserved').reduce((sum, row) => sum + row.reservedTokens, 0),
      settledTokens: on.reduce((sum, row) => sum + row.settledTokens, 0),
    };
  };
  const end = (attempt: string, change: Partial<LedgerRow>): boolean => {
    const row = rows.get(attempt);
    if (row?.state !== 'reserved') return false;
    rows.set(attempt, { ...row, ...change });
    return true;
  };
  return {
    reserve(request): ReserveResult {
      if (busyFor > 0) {
        busyFor -= 1;
        return { granted: false, busy: true };
      }
      if (rows.has(request.attempt)) throw new Error(`attempt ${request.attempt} was reserved before`);
      const decision = decide(
        request.path.map((level) => ({ level, totals: totals(level) })),
        request,
      );
      calls.push(`${decision.granted ? 'reserve' : 'refuse'} ${request.attempt}`);
      if (!decision.granted) return decision;
      const { attempt, task, agent, provider, model, local, path, at } = request;
      const day = path.find(({ kind }) => kind === 'day')?.id ?? '';
      const open = { state: 'reserved', outcome: undefined, usage: NO_USAGE, usageSource: undefined, endedAt: undefined } as const;
      rows.set(attempt, {
        attempt,
        task,
        agent,
        provider,
        model,
        local,
        path,
        day,
        reservedAt: at,
        reservedNanos: request.nanos,
        settledNanos: ZERO,
        reservedTokens: request.tokens,
        settledTokens: 0,
        ...open,
      });
      return decision;
    },
    settle({ attempt, nanos: settledNanos, outcome, usage, usageSource, at }: Settlement) {
      calls.push(`settle ${attempt}`);
      return end(attempt, { state: 'settled', settledNanos, settledTokens: totalTokens(usage), outcome, usage, usageSource, endedAt: at });
    },
    release(attempt, outcome, at) {
      calls.push(`release ${attempt}`);
      return end(attempt, { state: 'released', outcome, endedAt: at });
    },
    correct({ attempt, outcome, usage, usageSource, nanos: settledNanos, at }) {
      calls.push(`correct ${attempt}`);
      const row = rows.get(attempt);
      if (row === undefined || row.state === 'reserved') return false;
      rows.set(attempt, {
        ...row,
        state: 'settled',
        settledNanos,
        settledTokens: totalTokens(usage),
        outcome,
        usage,
        usageSource,
        endedAt: at,
      });
      return true;
    },
    totals,
    row: (attempt) => rows.get(attempt),
    rows: ({ task }) => [...rows.values()].filter((row) => task === undefined || row.task === task),
    sums() {
      const all = [...rows.values()];
      return {
        held: all.filter(({ state }) => state === 'reserved').reduce((sum, row) => sum + row.reservedNanos, 0),
        settled: all.reduce((sum, row) => sum + row.settledNanos, 0),
      };
    },
  };
}
