import { createHash } from 'node:crypto';
import { receiptDocument, type ReceiptDocument } from '../core/receipt-document.ts';
import { foldTask } from '../core/task-fold.ts';
import { reduceTask } from '../core/task.ts';
import type { Store } from './store.ts';

/** The receipt of a task of any window or process, live ones too. Undefined: neither the log nor the ledger knows it. */
export function taskReceipt(
  { ledger, log, owners, spend }: Pick<Store, 'ledger' | 'log' | 'owners' | 'spend'>,
  task: string,
): ReceiptDocument | undefined {
  const events = log.forTask(task);
  const rows = ledger.rows({ task });
  if (events.length === 0 && rows.length === 0) return undefined;
  const state = foldTask(task, events);
  const owner = spend.ownerOf(task);
  const wasInterrupted = state.ending === undefined && owner !== undefined && !owners.isThere(owner);
  const told = wasInterrupted ? reduceTask(state, { type: 'interrupted' }, state.changedAt) : state;
  return receiptDocument({ state: told, rows, reference: (text) => createHash('sha256').update(text, 'utf8').digest('hex') });
}
