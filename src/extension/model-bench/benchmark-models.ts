import * as vscode from 'vscode';

import type { ModelCard } from '../../core/model-card.ts';
import { benchmarkQuote } from '../../core/model-bench/plan.ts';
import { benchmarkSubject, runBenchmark, type BenchmarkResult } from '../../core/model-bench/run-benchmark.ts';
import { addNanos, formatMoney } from '../../core/money.ts';
import { spentNanos } from '../../core/receipt.ts';
import { sentence } from '../../core/sentence.ts';
import { processorLoad } from '../../node/processor-load.ts';
import { within } from '../../node/within.ts';
import { whyNobody } from '../absences.ts';
import { optionsFor } from '../run-options.ts';
import type { Engine, Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { signalOf } from '../signal.ts';
import { withHub } from '../tasks/with-hub.ts';
import { toldProgress } from './benchmark-progress.ts';
import { showBenchmark } from './show-benchmark.ts';

const LIMIT_MS = 60_000;

/** Centuria: Benchmark Models. Asks which, shows what it may cost, measures for a minute and shows the results. */
export async function benchmarkModels(services: Services): Promise<void> {
  const engine = await services.engine();
  const cards = await pickModels(engine);
  if (cards === undefined || !(await takesQuote(engine, cards))) return;
  const result = await measure(services, engine, cards);
  // What was measured counts from now on.
  await engine.cards(true);
  await tell(services, result);
}

interface Row extends vscode.QuickPickItem {
  readonly card: ModelCard;
}

/** Undefined: none was picked, or there is none, which is said. */
async function pickModels(engine: Engine): Promise<readonly ModelCard[] | undefined> {
  const report = await engine.cards(true);
  const { neverPay } = readSettings();
  const rows = report.cards.filter(({ price }) => price === 'free' || !neverPay).map((card) => rowOf(engine, card));
  if (rows.length === 0) {
    await tellNobody(
      report.cards.length === 0
        ? (whyNobody(report, 'ask') ?? '')
        : vscode.l10n.t('All models cost something, and "Never pay" is on. Download a local model, or turn it off in the settings.'),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Which models shall be measured?'),
    placeHolder: vscode.l10n.t('Up to a minute for all together. Fixed questions are asked, nothing of your code.'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ card }) => card);
}

function rowOf(engine: Engine, card: ModelCard): Row {
  const isFree = card.price === 'free';
  const { nanos, known } = benchmarkQuote(engine.world, card);
  const cost = isFree
    ? vscode.l10n.t('free')
    : vscode.l10n.t('{0}at most {1}', known ? '' : vscode.l10n.t('price unknown, '), formatMoney(nanos));
  const last = card.measured === undefined ? vscode.l10n.t('not measured yet') : vscode.l10n.t('measured {0}', card.measured.day);
  return {
    label: `$(${card.local ? 'device-desktop' : 'cloud'}) ${card.label}`,
    description: `${card.local ? vscode.l10n.t('on this machine, ') : ''}${cost} · ${last}`,
    picked: card.local && isFree,
    card,
  };
}

async function tellNobody(words: string): Promise<void> {
  const download = vscode.l10n.t('Download a Local Model');
  const key = vscode.l10n.t('Set API Key');
  const chosen = await vscode.window.showWarningMessage(words, download, key);
  if (chosen === download) await vscode.commands.executeCommand('centuria.model.download');
  if (chosen === key) await vscode.commands.executeCommand('centuria.key.set');
}

/** The quote for the paid ones, to be taken or not. */
async function takesQuote(engine: Engine, cards: readonly ModelCard[]): Promise<boolean> {
  const paid = cards.filter(({ price }) => price !== 'free');
  if (paid.length === 0) return true;
  const quotes = paid.map((card) => ({ card, ...benchmarkQuote(engine.world, card) }));
  const most = formatMoney(addNanos(...quotes.map(({ nanos }) => nanos)));
  const lines = quotes.map(
    ({ card, nanos, known }) =>
      `${card.label}: ${known ? '' : vscode.l10n.t('price unknown, ')}${vscode.l10n.t('at most {0}', formatMoney(nanos))}`,
  );
  const go = vscode.l10n.t('Measure');
  const detail = vscode.l10n.t(
    '{0}\n\nThis is the worst case, usually far from what it will be; your budgets hold. Fixed questions are sent, nothing of your code.',
    lines.join('\n'),
  );
  return (
    (await vscode.window.showInformationMessage(
      vscode.l10n.t('Measuring paid models may cost {0} at most.', most),
      { modal: true, detail },
      go,
    )) === go
  );
}

async function measure(services: Services, engine: Engine, cards: readonly ModelCard[]): Promise<BenchmarkResult> {
  const { world, store } = engine;
  const task = { id: world.ids.next(), startedAt: world.clock.now(), subject: benchmarkSubject(cards) };
  const { policy, caps } = optionsFor(cards, undefined);
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Measuring models') };
  let result: BenchmarkResult | undefined;
  const busy = await processorLoad();
  await vscode.window.withProgress(options, (progress, token) =>
    withHub(services, task, async (cancelled, onProgress) => {
      const told = toldProgress((message, increment) => progress.report({ message, increment }));
      result = await runBenchmark(world, {
        id: task.id,
        cards,
        policy,
        caps,
        busy,
        limitMs: LIMIT_MS,
        signal: AbortSignal.any([cancelled, signalOf(token)]),
        within,
        keep: (model) => store.measured.put(model),
        onProgress(now) {
          told.onProgress(now);
          onProgress(now);
        },
        onStep: told.onStep,
      });
      return result.state;
    }),
  );
  if (result === undefined) throw new Error('a benchmark ended without a result');
  return result;
}

async function tell(services: Services, { state, models }: BenchmarkResult): Promise<void> {
  const spent = formatMoney(spentNanos(state));
  const kept = models.filter((one) => one.kept !== undefined).length;
  if (state.ending?.type === 'cancelled') {
    const what =
      kept === 0
        ? vscode.l10n.t('No model was measured to the end.')
        : vscode.l10n.t('{0} of {1} models were measured, and that is kept.', kept, models.length);
    return void vscode.window.showInformationMessage(vscode.l10n.t('Cancelled. Spent: {0}. {1}', spent, what));
  }
  if (state.ending?.type !== 'failed') return showBenchmark(services);
  const receipt = vscode.l10n.t('Show Receipt');
  const words = `${sentence(state.ending.why)} ${sentence(state.ending.nextStep)}`;
  if ((await vscode.window.showWarningMessage(words, receipt)) === receipt)
    await vscode.commands.executeCommand('centuria.task.receipt', state.id);
}
