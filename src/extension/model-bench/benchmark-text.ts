import { RESULT_COLUMNS, type ResultRow } from '../../core/model-bench/result-table.ts';
import { escapeMarkdown } from '../markdown.ts';

const EXPLAINED: readonly string[] = [
  '**Edits**: changes of up to 20 lines, asked for and read as your own changes are; longer edits have up to 80 lines. *In form*: the answer could be read, but the code was not right.',
  '**JSON**: one object of a given shape. **Tool calls**: the right tool with the right argument. **Planted mistakes**: found in the form an analysis asks for.',
  '**Recall**: a fact far back in a prompt of a quarter and half of the model’s window, for paid models of at most 4,000 tokens.',
  '**First token**: from the request to the first piece of an answer, with the model in memory. **Load**: to get it into memory.',
  '*Not measured* says nothing about the model: there was no time for it, or a call broke off.',
];

/** The results as Markdown, for the preview. */
export function benchmarkText(rows: readonly ResultRow[]): string {
  if (rows.length === 0) return '# Model benchmark\n\nNo model has been measured yet. Run **Centuria: Benchmark Models**: it takes up to a minute.\n';
  const columns = ['model', ...RESULT_COLUMNS, 'measured'];
  const table = [columns, columns.map(() => '---'), ...rows.map(({ model, day, cells }) => [model, ...cells, day].map(escapeMarkdown))];
  const notes = rows.map(({ model, notes: all }) => `- **${escapeMarkdown(model)}**: ${escapeMarkdown(all.join(' '))}`);
  return [
    '# Model benchmark',
    table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    `## What follows\n\n${notes.join('\n')}`,
    `## What was measured\n\n${EXPLAINED.map((line) => `- ${line}`).join('\n')}`,
    '',
  ].join('\n\n');
}
