import * as v from 'valibot';
import { ABILITIES, type MeasuredModel } from '../core/model-bench/measures.ts';
import type { Database } from './database.ts';
import { numberOf, textOf, type Row } from './row.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const tally = v.pipe(
  v.object({ asked: whole, inForm: whole, right: whole }),
  v.check(({ asked, inForm, right }) => right <= inForm && inForm <= asked, 'more right answers than answers'),
);

/** A later version may know more: what is not known here is left out. */
const measuredText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    day: v.string(),
    gaps: v.array(v.string()),
    tallies: v.object({
      edit: v.optional(tally),
      'long-edit': v.optional(tally),
      json: v.optional(tally),
      tools: v.optional(tally),
      review: v.optional(tally),
      recall: v.optional(tally),
    }),
    recallTokens: v.optional(whole),
    tokensPerSecond: v.optional(positive),
    readPerSecond: v.optional(positive),
    firstTokenMs: v.optional(positive),
    loadMs: v.optional(positive),
    timeUp: v.optional(v.array(v.picklist(ABILITIES))),
    load: v.optional(v.array(v.string())),
  }),
);

/** What benchmarks showed of models, over all windows and processes of this person on this machine. */
export class MeasuredModels {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the place of what was known of the model. Durable when it returns; waits up to two seconds for a busy store. */
  put({ model, label, fingerprint, at, measured }: MeasuredModel): void {
    this.#database.write(() => {
      this.#database.run(
        `INSERT INTO measured_models (model, label, fingerprint, at, measured) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (model) DO UPDATE SET label = excluded.label, fingerprint = excluded.fingerprint, at = excluded.at, measured = excluded.measured`,
        ...[model, label, fingerprint, at, JSON.stringify(measured)],
      );
    });
  }

  /** By their keys. A row that a later version wrote in another form is passed over: that model counts as not measured. */
  all(): readonly MeasuredModel[] {
    return this.#database.all('SELECT * FROM measured_models ORDER BY model').flatMap(measuredModel);
  }
}

function measuredModel(row: Row): readonly MeasuredModel[] {
  const parsed = v.safeParse(measuredText, textOf(row, 'measured'));
  if (!parsed.success) return [];
  const { tallies, ...rest } = parsed.output;
  const measured = { ...present(rest), gaps: rest.gaps, day: rest.day, tallies: present(tallies) };
  return [
    {
      model: textOf(row, 'model'),
      label: textOf(row, 'label'),
      fingerprint: textOf(row, 'fingerprint'),
      at: numberOf(row, 'at'),
      measured,
    },
  ];
}

/** Members that are there but undefined are no members. */
function present<T extends object>(value: T): { readonly [key in keyof T]?: NonNullable<T[key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    readonly [key in keyof T]?: NonNullable<T[key]>;
  };
}
