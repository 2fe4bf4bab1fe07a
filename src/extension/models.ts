import * as vscode from 'vscode';

import type { ModelCard } from '../core/model-card.ts';
import { formatMoney } from '../core/money.ts';
import { proofWords, servedKinds } from '../core/proved-ability.ts';
import { timeLeft } from '../core/time-left.ts';
import { CATALOGUE, type CatalogueEntry } from '../providers/embedded/catalogue.ts';
import { downloadModel } from '../providers/embedded/download.ts';
import { modelState } from '../providers/embedded/model-store.ts';
import { whyNobody } from './absences.ts';
import { fileInHandWords } from './file-in-hand.ts';
import type { Services } from './services.ts';
import { readSettings } from './settings.ts';
import { signalOf } from './signal.ts';

/** Centuria: Download a Local Model. The list says size, memory, licence and what each is good for. */
export async function downloadLocalModel(services: Services): Promise<void> {
  const engine = await services.engine();
  const recommendedFirst = CATALOGUE.toSorted((one, other) => Number(other.recommended) - Number(one.recommended));
  const rows = await Promise.all(recommendedFirst.map((entry) => rowOf(engine.modelsFolder, entry)));
  const chosen = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Download a local model'),
    placeHolder: vscode.l10n.t('It runs on this machine: free, and nothing leaves it.'),
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  if (chosen.present) return void vscode.window.showInformationMessage(vscode.l10n.t('{0} is already here.', chosen.entry.label));
  await download(services, chosen.entry, engine.modelsFolder);
}

async function rowOf(folder: string, entry: CatalogueEntry) {
  const state = await modelState(folder, entry);
  const here = {
    present: vscode.l10n.t(' · downloaded'),
    partial: vscode.l10n.t(' · begun'),
    damaged: vscode.l10n.t(' · damaged'),
    absent: '',
  }[state.state];
  return {
    label: `${entry.recommended ? '$(star-full) ' : ''}${entry.label}`,
    description: `${entry.recommended ? vscode.l10n.t('recommended · ') : ''}${entry.sizeText}, memory ${entry.memoryText}, ${entry.licence}${here}`,
    detail: entry.goodFor,
    entry,
    present: state.state === 'present',
  };
}

async function download(services: Services, entry: CatalogueEntry, folder: string): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('Downloading {0}', entry.label),
  };
  const result = await vscode.window.withProgress(options, (progress, token) => {
    let shown = 0;
    let first: { readonly bytes: number; readonly at: number } | undefined;
    return downloadModel({
      entry,
      folder,
      fetch: globalThis.fetch,
      hubUrl: readSettings().hubUrl,
      signal: signalOf(token),
      onProgress(bytes, size) {
        const percent = (bytes / size) * 100;
        first ??= { bytes, at: Date.now() };
        const left = timeLeft({ done: bytes - first.bytes, of: size - first.bytes, elapsedMs: Date.now() - first.at });
        progress.report({
          increment: percent - shown,
          message: `${mega(bytes)} of ${mega(size)} MB${left === undefined ? '' : `, ${left}`}`,
        });
        shown = percent;
      },
    });
  });
  if (result.ok) {
    const engine = await services.engine();
    await engine.cards(true);
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is ready.', entry.label));
    return;
  }
  services.log.warn(result.message);
  if (result.reason === 'cancelled') return void vscode.window.setStatusBarMessage(result.message, 8000);
  const again = vscode.l10n.t('Download Again');
  const answer = await vscode.window.showErrorMessage(`${result.message} ${result.nextStep} ${fileInHandWords(entry, folder)}`, again);
  if (answer === again) await download(services, entry, folder);
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** What is known of a model but its price: its window, what it is asked for, what it has shown, what it is too small for. */
function modelWords(card: ModelCard): readonly string[] {
  const window = vscode.l10n.t('{0} tokens', card.contextWindow.toLocaleString('en-US'));
  const shown = proofWords(card, { task: 'edit' }) ?? vscode.l10n.t('not measured yet');
  return [window, servedKinds(card).join(', '), shown, ...[card.floor, card.whyNotLocal].filter((one) => one !== undefined)];
}

/** Centuria: Show Models. Which can be asked now, what each may do, and which providers could not say. */
export async function showModels(services: Services): Promise<void> {
  const engine = await services.engine();
  const report = await engine.cards(true);
  const { cards, failures, notRunning = [] } = report;
  const price = (card: ModelCard): string => {
    if (card.price === 'free') return 'free';
    const thousand = engine.world.prices.worst(card.provider, card.model, 1000, 1000, Date.now());
    return `${thousand.known ? '' : 'price unknown, '}at most ${formatMoney(thousand.nanos)} for 1,000 tokens in and out`;
  };
  const rows: vscode.QuickPickItem[] = [
    ...cards.map((card) => ({
      label: `$(${card.local ? 'device-desktop' : 'cloud'}) ${card.label}`,
      description: card.key,
      detail: [price(card), ...modelWords(card)].join(' · '),
    })),
    ...failures.map(({ label, failure }) => ({
      label: `$(warning) ${label}`,
      description: failure.kind === 'untrusted' ? vscode.l10n.t('not asked: this workspace is not trusted') : failure.message,
      detail: failure.nextStep,
    })),
    ...notRunning.map(({ label, failure }) => ({
      label: `$(circle-slash) ${label}`,
      description: failure.message,
      detail: failure.nextStep,
    })),
  ];
  const title = failures.length === 0 ? vscode.l10n.t('Models that can be asked now') : vscode.l10n.t('Models, and who could not say');
  if (cards.length === 0 && failures.length === 0) rows.push({ label: whyNobody(report, 'ask') ?? '' });
  await vscode.window.showQuickPick(rows, { title, matchOnDescription: true });
}
