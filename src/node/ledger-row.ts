import type { LedgerRow } from '../core/ledger.ts';
import { nanos } from '../core/money.ts';
import type { Usage } from '../core/usage.ts';
import { type Row, numberOf, optionalNumber, optionalText, textOf } from './row.ts';

/** A row of the table `attempts`. */
export function ledgerRow(row: Row): LedgerRow {
  return {
    attempt: textOf(row, 'attempt'),
    task: textOf(row, 'task'),
    agent: textOf(row, 'agent'),
    provider: textOf(row, 'provider'),
    model: textOf(row, 'model'),
    local: numberOf(row, 'local') === 1,
    state: stateOf(row),
    reservedNanos: nanos(numberOf(row, 'reserved')),
    settledNanos: nanos(numberOf(row, 'settled')),
    reservedTokens: numberOf(row, 'reserved_tokens'),
    settledTokens: numberOf(row, 'settled_tokens'),
    outcome: optionalText(row, 'outcome'),
    usage: usageOf(row),
    usageSource: usageSourceOf(row),
    day: textOf(row, 'day'),
    reservedAt: numberOf(row, 'reserved_at'),
    endedAt: optionalNumber(row, 'ended_at'),
  };
}

export function usageOf(row: Row): Usage {
  return {
    inputTokens: numberOf(row, 'input_tokens'),
    cacheReadTokens: numberOf(row, 'cache_read_tokens'),
    cacheWrite5mTokens: numberOf(row, 'cache_write_5m_tokens'),
    cacheWrite1hTokens: numberOf(row, 'cache_write_1h_tokens'),
    outputTokens: numberOf(row, 'output_tokens'),
    reasoningTokens: numberOf(row, 'reasoning_tokens'),
  };
}

function stateOf(row: Row): LedgerRow['state'] {
  const state = textOf(row, 'state');
  if (state === 'reserved' || state === 'settled' || state === 'released' || state === 'expired') return state;
  throw new TypeError(`no state of an attempt: ${state}`);
}

function usageSourceOf(row: Row): LedgerRow['usageSource'] {
  const source = optionalText(row, 'usage_source');
  if (source === undefined || source === 'reported' || source === 'estimated') return source;
  throw new TypeError(`no source of a usage: ${source}`);
}
