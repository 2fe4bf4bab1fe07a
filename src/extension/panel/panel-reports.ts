import type { Prices } from '../../core/ledger.ts';
import { daysOf, lastDays, spendReport, type SpendBy, type SpendCell } from '../../core/spend-report.ts';
import { addSavings, NO_SAVING, savedNanos, savingOf, savingWords, type Saving } from '../../core/spend-saving.ts';
import type { Spend } from '../../node/spend.ts';
import type { BooksPosition } from '../../node/task-spend.ts';
import type { PanelReport, PanelSaved, PanelSpendView } from '../../protocol/panel.ts';
import { panelReport, REST, SHOWN_GROUPS } from './panel-report.ts';

/** The days of a report, today's included. */
const REPORT_DAYS = 30;
/** The least time between two looks at the days that have changed. */
const LOOK_AGAIN_MS = 1000;
/** Of a day's tasks; those that are shown are looked up one by one. */
const KEPT_TASKS = SHOWN_GROUPS * 4;

export interface PanelReportsDeps {
  readonly books: Pick<Spend, 'report' | 'ofTask' | 'tasksOf' | 'position' | 'daysTouched' | 'titles'>;
  readonly cost: Prices['cost'];
  /** The person's calendar day. */
  today(): string;
  /** Milliseconds; never goes backwards. */
  now(): number;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** What `read` returns may be another now. */
  onChange(): void;
  onTrouble(error: unknown): void;
}

/**
 * Reports for the panel. What is not known yet is added up a day at a time, each in a turn of its own, so that nothing waits
 * for a long ledger; only days to which something has happened are added up again, once a second. Nothing is done unless `read`.
 */
export class PanelReports {
  readonly #deps: PanelReportsDeps;
  /** By view and day. */
  readonly #cells = new Map<string, readonly SpendCell[]>();
  readonly #savings = new Map<string, Saving>();
  readonly #built = new Map<SpendBy, { readonly at: number; readonly today: string; readonly report: PanelReport }>();
  #position: BooksPosition | undefined;
  /** How often the books had changed. */
  #changes = 0;
  #lookedAt: number | undefined;
  #callOff: (() => void) | undefined;
  #endWait: (() => void) | undefined;

  constructor(deps: PanelReportsDeps) {
    this.#deps = deps;
  }

  /** What is known now, at once: a report that is being added up anew is told as it was, the first one is absent. */
  read(view: PanelSpendView): { readonly report?: PanelReport; readonly savedToday?: PanelSaved } {
    this.#look();
    const today = this.#deps.today();
    const isWhole = this.#missing(view, today) === undefined;
    if (!isWhole) this.#work(view);
    const savedToday = savedIn(this.#savings.get(today) ?? NO_SAVING);
    const report = view === 'hour' ? undefined : this.#report(view, today, isWhole);
    return { ...(savedToday === undefined ? {} : { savedToday }), ...(report === undefined ? {} : { report }) };
  }

  dispose(): void {
    this.#callOff?.();
    this.#endWait?.();
  }

  /** Forgets what is no longer so. */
  #look(): void {
    const { books, now, after, onChange } = this.#deps;
    const wait = this.#lookedAt === undefined ? 0 : this.#lookedAt + LOOK_AGAIN_MS - now();
    if (wait > 0) {
      this.#endWait ??= after(wait, () => {
        this.#endWait = undefined;
        onChange();
      });
      return;
    }
    this.#lookedAt = now();
    const [before, position] = [this.#position, books.position()];
    this.#position = position;
    if (before !== undefined) this.#forget(before, position);
  }

  #forget(before: BooksPosition, now: BooksPosition): void {
    if (now.entry === before.entry && now.event === before.event) return;
    this.#changes += 1;
    // Fewer than before: all data was deleted.
    const isLess = now.entry < before.entry || now.event < before.event;
    const touched = isLess ? [] : this.#deps.books.daysTouched(before);
    for (const key of [...this.#cells.keys()]) if (isLess || touched.includes(key.slice(-DAY_LENGTH))) this.#cells.delete(key);
    for (const day of [...this.#savings.keys()]) if (isLess || touched.includes(day)) this.#savings.delete(day);
  }

  /** Adds up one day of what the view needs, the latest first. Undefined: nothing is missing. */
  #missing(view: PanelSpendView, today: string): (() => void) | undefined {
    const { books } = this.#deps;
    const days = view === 'hour' ? [today] : daysOf(lastDays(today, REPORT_DAYS)).toReversed();
    const unpriced = days.find((day) => !this.#savings.has(day));
    if (unpriced !== undefined) return () => void this.#savings.set(unpriced, savingOf(books.tasksOf(unpriced), this.#deps));
    if (view === 'hour') return undefined;
    const unread = days.find((day) => !this.#cells.has(`${view} ${day}`));
    return unread === undefined ? undefined : () => void this.#cells.set(`${view} ${unread}`, dayCells(books, view, unread));
  }

  #work(view: PanelSpendView): void {
    this.#callOff ??= this.#deps.after(0, () => {
      this.#callOff = undefined;
      this.#step(view);
    });
  }

  #step(view: PanelSpendView): void {
    const { today, onChange, onTrouble } = this.#deps;
    try {
      this.#missing(view, today())?.();
      if (this.#missing(view, today()) === undefined) onChange();
      else this.#work(view);
    } catch (error) {
      onTrouble(error);
    }
  }

  #report(by: SpendBy, today: string, isWhole: boolean): PanelReport | undefined {
    const kept = this.#built.get(by);
    if (!isWhole || (kept?.at === this.#changes && kept.today === today)) return kept?.report;
    const { books } = this.#deps;
    const range = lastDays(today, REPORT_DAYS);
    const days = daysOf(range);
    const whole = spendReport(
      by,
      range,
      days.flatMap((day) => this.#cells.get(`${by} ${day}`) ?? []),
    );
    const saved = savedIn(days.reduce((sum, day) => addSavings(sum, this.#savings.get(day) ?? NO_SAVING), NO_SAVING));
    const report = panelReport(whole, { days, saved, titles: (tasks) => books.titles(tasks), ofTask: (task) => books.ofTask(task, range) });
    this.#built.set(by, { at: this.#changes, today, report });
    return report;
  }
}

const DAY_LENGTH = '2026-11-23'.length;

function dayCells(books: PanelReportsDeps['books'], by: SpendBy, day: string): readonly SpendCell[] {
  const { groups } = books.report(by, { from: day, to: day });
  return groups.flatMap((group, index) => {
    const key = by === 'task' && index >= KEPT_TASKS ? REST : group.key;
    return group.byProvider.map((sums) => ({ key, ...sums }));
  });
}

function savedIn(saving: Saving): PanelSaved | undefined {
  const nanos = savedNanos(saving);
  return nanos === undefined ? undefined : { nanos, ...savingWords(saving) };
}
