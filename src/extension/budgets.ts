import type { LevelKind, Measure, Refusal } from '../core/ledger.ts';
import { formatMoney, fromDollars, MOST } from '../core/money.ts';

/** One budget of the settings. */
export interface Budget {
  /** Below `centuria.budget`. */
  readonly setting: 'day' | 'dayTokens' | 'task' | 'taskTokens' | 'agent' | 'call';
  readonly level: LevelKind;
  readonly measure: Measure;
  readonly label: string;
  /** What it is called in a sentence. */
  readonly name: string;
  /** In dollars, where nothing is set: days and tasks always have a cap in money. Absent: no cap. */
  readonly usual?: number;
}

export const BUDGETS: readonly Budget[] = [
  { setting: 'day', level: 'day', measure: 'money', label: 'Day, in dollars', name: 'The day’s budget', usual: 5 },
  { setting: 'task', level: 'task', measure: 'money', label: 'Task, in dollars', name: 'The budget of a task', usual: 0.5 },
  {
    setting: 'agent',
    level: 'agent',
    measure: 'money',
    label: 'One agent of a task, in dollars',
    name: 'The budget of one agent of a task',
  },
  { setting: 'call', level: 'call', measure: 'money', label: 'One call, in dollars', name: 'The budget of one call' },
  { setting: 'dayTokens', level: 'day', measure: 'tokens', label: 'Day, in tokens', name: 'The day’s token budget' },
  { setting: 'taskTokens', level: 'task', measure: 'tokens', label: 'Task, in tokens', name: 'The token budget of a task' },
];

/** The one that had no room first. */
export function refusedFirst(refusal: Pick<Refusal, 'level' | 'measure'> | undefined): readonly Budget[] {
  const isRefused = ({ level, measure }: Budget): boolean => level === refusal?.level.kind && measure === refusal.measure;
  return [...BUDGETS.filter(isRefused), ...BUDGETS.filter((budget) => !isRefused(budget))];
}

/** Dollars or tokens, as the setting holds them; undefined: no cap. */
export function amountText({ measure }: Pick<Budget, 'measure'>, amount: number | undefined): string {
  if (amount === undefined) return 'no cap';
  return measure === 'money' ? formatMoney(fromDollars(amount)) : `${amount.toLocaleString('en-US')} tokens`;
}

/** `amount` is undefined where nothing was typed. */
export type ReadAmount = { readonly ok: true; readonly amount: number | undefined } | { readonly ok: false; readonly why: string };

const MOST_TOKENS = Number.MAX_SAFE_INTEGER;

/** What was typed: `2.50`, `2,50`, `$2.50` or `1,000`; `100000` or `100,000` tokens. */
export function readAmount({ measure }: Pick<Budget, 'measure'>, typed: string): ReadAmount {
  const text = typed.trim();
  if (text === '') return { ok: true, amount: undefined };
  return measure === 'money' ? readDollars(text) : readTokens(text);
}

function readDollars(text: string): ReadAmount {
  // A comma before one or two digits is a decimal one, before three it groups.
  const [, digits] = /^\$?\s*(\d+(?:\.\d+)?|\.\d+|\d+,\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d+)?)$/.exec(text) ?? [];
  if (digits === undefined) return { ok: false, why: 'Type an amount of dollars, such as 2.50.' };
  const amount = Number(/,\d{1,2}$/.test(digits) ? digits.replace(',', '.') : digits.replaceAll(',', ''));
  return amount * 1e9 > MOST ? { ok: false, why: 'A million dollars is the most.' } : { ok: true, amount };
}

function readTokens(text: string): ReadAmount {
  if (!/^(?:\d+|\d{1,3}(?:[, ]\d{3})+)$/.test(text)) return { ok: false, why: 'Type a whole number of tokens, such as 100,000.' };
  const amount = Number(text.replaceAll(/[, ]/g, ''));
  return amount > MOST_TOKENS ? { ok: false, why: 'That is more tokens than can be counted.' } : { ok: true, amount };
}

/** What an empty box does. */
export function emptyWords({ measure, usual }: Budget): string {
  return usual === undefined ? 'Empty: no cap.' : `Empty: the usual ${amountText({ measure }, usual)}.`;
}

/** What a budget is now; undefined: no cap. */
export function budgetWords({ name, measure }: Budget, amount: number | undefined): string {
  if (amount === undefined) return `${name} has no cap now: it is unlimited.`;
  const is = amountText({ measure }, amount);
  return amount === 0
    ? `${name} is ${is} now: nothing is asked that ${measure === 'money' ? 'costs money' : 'uses tokens'}.`
    : `${name} is ${is} now.`;
}

/** The switch that stands above all budgets, beside them. */
export function neverPayText(on: boolean): string {
  return on ? 'on: nothing that costs money is asked' : 'off: paid models are asked, within the budgets';
}

export function neverPayWords(on: boolean): string {
  return on
    ? 'Never pay is on now: nothing that costs money is asked.'
    : 'Never pay is off now: paid models are asked, within the budgets.';
}
