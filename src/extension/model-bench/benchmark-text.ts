import { RESULT_COLUMNS, ROUTE_COLUMNS, type ResultRow } from '../../core/model-bench/result-table.ts';
import { escapeMarkdown } from '../markdown.ts';

const EXPLAINED: readonly (readonly [row: string, what: string])[] = [
  [
    'edits',
    'changes of up to 20 lines, asked for and read as your own changes are. *In form*: the answer could be read, but the code was not right',
  ],
  ['longer edits', 'the same with up to 80 lines'],
  ['JSON', 'one object of a given shape'],
  ['tool calls', 'the right tool with the right argument'],
  ['planted mistakes', 'found, in the form that an analysis asks for'],
  ['recall', 'a fact far back in a prompt of a quarter and half of the model’s window, for paid models of at most 4,000 tokens'],
  ['first token', 'from the request to the first piece of an answer, with the model in memory'],
  ['load', 'to get it into memory'],
  ['not measured', 'there was no time for it, or a call broke off: it says nothing about the model'],
];

/** Models side by side, as many as have room in a preview of common width. */
const SIDE_BY_SIDE = 4;

function inTables(rows: readonly ResultRow[]): readonly (readonly ResultRow[])[] {
  return Array.from({ length: Math.ceil(rows.length / SIDE_BY_SIDE) }, (_, table) =>
    rows.slice(table * SIDE_BY_SIDE, (table + 1) * SIDE_BY_SIDE),
  );
}

function tableText(lines: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = lines.map((cells) => cells.map(escapeMarkdown));
  return [head, head.map(() => '---'), ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A line for each measure, a column for each model. */
function measuresText(models: readonly ResultRow[]): string {
  const measures = RESULT_COLUMNS.map((measure, index) => [measure, ...models.map(({ cells }) => cells[index] ?? '')]);
  return tableText([['', ...models.map(({ model }) => model)], ...measures, ['measured', ...models.map(({ day }) => day)]]);
}

/** A line for each model: what it is asked for from now on, which is what a benchmark is for. */
function routesText(rows: readonly ResultRow[]): string {
  return tableText([
    ['', ...ROUTE_COLUMNS],
    ...rows.map(({ model, routes }) => [model, ...ROUTE_COLUMNS.map((_, index) => routes[index] ?? '')]),
  ]);
}

function notesText(rows: readonly ResultRow[]): readonly string[] {
  const told = rows.filter(({ notes }) => notes.length > 0);
  const lines = told.flatMap(({ model, notes }) => [
    `- **${escapeMarkdown(model)}**`,
    ...notes.map((note) => `  - ${escapeMarkdown(note)}`),
  ]);
  return lines.length === 0 ? [] : [`## What to know of these figures\n\n${lines.join('\n')}`];
}

/** The results as Markdown, for the preview. */
export function benchmarkText(rows: readonly ResultRow[]): string {
  if (rows.length === 0)
    return '# Model benchmark\n\nNo model has been measured yet. Run **Centuria: Benchmark Models**: it takes up to a minute.\n';
  return [
    '# Model benchmark',
    `## What each model is asked for\n\n${routesText(rows)}`,
    `## What was measured\n\n${inTables(rows).map(measuresText).join('\n\n')}`,
    ...notesText(rows),
    `## What the lines mean\n\n${EXPLAINED.map(([row, what]) => `- **${row}**: ${what}.`).join('\n')}`,
    '',
  ].join('\n\n');
}
