import type { ModelCard } from '../../core/model-card.ts';
import { benchmarkQuote } from '../../core/model-bench/plan.ts';
import { ABILITY_WORDS, benchmarkRow, RESULT_COLUMNS, ROUTE_COLUMNS, type ResultRow } from '../../core/model-bench/result-table.ts';
import { runBenchmark, type BenchmarkResult, type BenchmarkStep } from '../../core/model-bench/run-benchmark.ts';
import { addNanos, formatMoney } from '../../core/money.ts';
import { spentNanos } from '../../core/receipt.ts';
import { sentence } from '../../core/sentence.ts';
import { aboutWords } from '../../core/time-left.ts';
import { processorLoad } from '../../node/processor-load.ts';
import { within } from '../../node/within.ts';
import { listModels } from '../cards.ts';
import { print, told, type CommandContext } from '../command.ts';
import { terminalText } from '../terminal-text.ts';

interface BenchRequest {
  /** Keys of the models to measure. Absent: all that are free and on this machine. */
  readonly models?: readonly string[];
  readonly seconds: number;
  /** The person has seen the quote for the paid ones, and takes it. */
  readonly pay: boolean;
}

const USUAL_SECONDS = 60;
const MOST_SECONDS = 3600;

const WRONG = 2;

/** The command, or what is wrong with how it was called. */
export function benchCommand(values: {
  readonly models?: string;
  readonly seconds?: string;
  readonly pay?: boolean;
}): ((context: CommandContext) => Promise<number>) | string {
  const seconds = Number(values.seconds ?? USUAL_SECONDS);
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > MOST_SECONDS) return `--seconds takes a number from 5 to ${MOST_SECONDS}.`;
  const models = values.models
    ?.split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  if (models?.length === 0) return '--models takes keys of models, with commas between them: see centuria models.';
  return (context) => bench(context, { seconds, pay: values.pay === true, ...(models === undefined ? {} : { models }) });
}

/** Measures models and keeps what was found. Exit codes: 0 all were measured, 1 not all were, 2 no such model, or a quote that was not taken. */
async function bench(context: CommandContext, request: BenchRequest): Promise<number> {
  const { host, policy, caps } = context;
  const listed = await listModels(host);
  const chosen = chosenCards(context, listed, request);
  if (typeof chosen === 'string') return told(chosen, listed.cards.length === 0 ? 1 : WRONG);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  const busy = await processorLoad();
  const result = await runBenchmark(host.world, {
    id: host.world.ids.next(),
    cards: chosen,
    policy,
    caps,
    busy,
    limitMs: request.seconds * 1000,
    signal: controller.signal,
    within,
    keep: (model) => host.store.measured.put(model),
    onProgress: () => undefined,
    onStep: (step) => void process.stderr.write(`${terminalText(stepLine(step))}\n`),
  }).finally(() => process.removeListener('SIGINT', interrupt));
  return report(context, result);
}

function stepLine({ label, model, models, step, steps, ability, limitMs, leftMs }: BenchmarkStep): string {
  return `model ${model} of ${models}, ${label}: question ${step} of ${steps}, ${ABILITY_WORDS[ability]}, for up to ${Math.ceil(limitMs / 1000)} s; all done in ${aboutWords(leftMs)} at the latest`;
}

/** Who is measured, or why nobody is, with what to do. */
function chosenCards(
  { host }: CommandContext,
  { cards, failures }: Awaited<ReturnType<typeof listModels>>,
  { models, pay }: BenchRequest,
): readonly ModelCard[] | string {
  if (cards.length === 0)
    return ['No model can be asked now.', ...failures.map(({ message, nextStep }) => `${sentence(message)} ${nextStep}`)].join(' ');
  const free = cards.filter(({ local, price }) => local && price === 'free');
  if (models === undefined) return free.length > 0 ? free : 'There is no local model: name others with --models. See centuria models.';
  const unknown = models.filter((key) => !cards.some((card) => card.key === key));
  if (unknown.length > 0) return `There is no model ${unknown.join(', ')} now. See centuria models.`;
  const chosen = cards.filter(({ key }) => models.includes(key));
  const paid = chosen.filter(({ price }) => price !== 'free');
  if (paid.length === 0) return chosen;
  const quotes = paid.map((card) => ({ card, ...benchmarkQuote(host.world, card) }));
  const words = quotes
    .map(({ card, nanos, known }) => `${card.key} may cost ${formatMoney(nanos)}${known ? '' : ' (its price is not known)'}`)
    .join(', ');
  const sum = `${words}: at most ${formatMoney(addNanos(...quotes.map(({ nanos }) => nanos)))} together`;
  if (!pay) return `${sum}. Add --pay to take that.`;
  process.stderr.write(`${terminalText(sum)}\n`);
  return chosen;
}

function report(context: CommandContext, { state, models }: BenchmarkResult): number {
  const spent = spentNanos(state);
  const rows = models.map(benchmarkRow);
  const { ending } = state;
  const cancelled = ending?.type === 'cancelled' ? ['Cancelled.'] : [];
  const value = { ending, spentNanos: spent, models: models.map(({ card, measures }) => ({ model: card.key, measures })) };
  print(context, value, [...rows.flatMap(rowLines), ...cancelled, `spent ${formatMoney(spent)}`]);
  return cancelled.length === 0 && models.every(({ kept }) => kept !== undefined) ? 0 : 1;
}

function rowLines({ model, cells, routes, notes }: ResultRow): readonly string[] {
  const inLines = (columns: readonly string[], values: readonly string[]): readonly string[] =>
    values.map((value, index) => `  ${(columns[index] ?? '').padEnd(18)}${value}`);
  const asked = routes.length === 0 ? [] : ['is asked for', ...inLines(ROUTE_COLUMNS, routes)];
  return [model, ...inLines(RESULT_COLUMNS, cells), ...asked, ...notes, ''];
}
