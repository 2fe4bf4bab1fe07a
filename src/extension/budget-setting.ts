import { fromDollars, MOST, ZERO, type Nanos } from '../core/money.ts';

export interface BudgetSetting {
  readonly nanos: Nanos;
  readonly wrong?: 'too-large' | 'no-amount';
}

/** A budget as it stands in the settings, which may hold anything. Less than nothing is nothing. */
export function readBudget(dollars: unknown, otherwise: number): BudgetSetting {
  if (dollars === undefined) return { nanos: fromDollars(otherwise) };
  if (typeof dollars !== 'number' || Number.isNaN(dollars)) return { nanos: fromDollars(otherwise), wrong: 'no-amount' };
  if (dollars <= 0) return { nanos: ZERO };
  return dollars * 1e9 > MOST ? { nanos: MOST, wrong: 'too-large' } : { nanos: fromDollars(dollars) };
}
