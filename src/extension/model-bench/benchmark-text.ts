import { RESULT_COLUMNS, type ResultRow } from '../../core/model-bench/result-table.ts';
import { escapeMarkdown } from '../markdown.ts';

const EXPLAINED: readonly string[] = [
  '**Edits**: changes of up to 20 lines, asked for and read as your own changes are; longer edits have up to 80 lines. *In form*: the answer could be read, but the code was not right.',
  '**JSON**: one object of a given shape. **Tool calls**: the right tool with the right argument. **Planted mistakes**: found in the form an analysis asks for.',
  '**Recall**: a fact far back in a prompt of a quarter and half of the model’s window, for paid models of at most 4,000 tokens.',
  '**First token**: from the request to the first piece of an answer, with the model in memory. **Load**: to get it into memory.',
  '*Not measured* says nothing about the model: there was no time for it, or a call broke off. What was measured under load says so above.',
];

/** Models side by side, as many as have room in a preview of common width. */
const SIDE_BY_SIDE = 4;

function inTables(rows: readonly ResultRow[]): readonly (readonly ResultRow[])[] {
  return Array.from({ length: Math.ceil(rows.length / SIDE_BY_SIDE) }, (_, table) =>
    rows.slice(table * SIDE_BY_SIDE, (table + 1) * SIDE_BY_SIDE),
  );
}

/** A line for each measure, a column for each model. */
function tableText(models: readonly ResultRow[]): string {
  const lines = [
    ['', ...models.map(({ model }) => model)].map(escapeMarkdown),
    ['---', ...models.map(() => '---')],
    ...RESULT_COLUMNS.map((measure, index) => [measure, ...models.map(({ cells }) => cells[index] ?? '')].map(escapeMarkdown)),
    ['measured', ...models.map(({ day }) => day)],
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The results as Markdown, for the preview. */
export function benchmarkText(rows: readonly ResultRow[]): string {
  if (rows.length === 0)
    return '# Model benchmark\n\nNo model has been measured yet. Run **Centuria: Benchmark Models**: it takes up to a minute.\n';
  const notes = rows.map(({ model, notes: all }) => `- **${escapeMarkdown(model)}**: ${escapeMarkdown(all.join(' '))}`);
  return [
    '# Model benchmark',
    ...inTables(rows).map(tableText),
    `## What follows\n\n${notes.join('\n')}`,
    `## What was measured\n\n${EXPLAINED.map((line) => `- ${line}`).join('\n')}`,
    '',
  ].join('\n\n');
}
