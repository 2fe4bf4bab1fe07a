import * as vscode from 'vscode';

import type { Prices } from '../core/ledger.ts';
import { spendCsv, spendDocument } from '../core/spend-export.ts';
import { lastDays, SPEND_BY, type DayRange, type SpendBy } from '../core/spend-report.ts';
import { addSavings, NO_SAVING, savingOf, type Saving } from '../core/spend-saving.ts';
import { askWhereToSave, saveWhole, tellSaved } from './save-file.ts';
import type { Engine, Services } from './services.ts';
import { dayNow } from './spend.ts';

/** Centuria: Export Ledger. Asks for the days, the view and the place; the file's name says whether it is CSV or JSON. */
export async function exportLedger(services: Services): Promise<void> {
  const engine = await services.engine();
  const range = await askRange(dayNow(engine));
  const by = range && (await askBy());
  if (range === undefined || by === undefined) return;
  const place = await askWhereToSave({
    name: `centuria-ledger-by-${by}.csv`,
    title: vscode.l10n.t('Export Ledger'),
    filters: { CSV: ['csv'], JSON: ['json'] },
  });
  if (place === undefined) return;
  await saveWhole(place, await ledgerText(engine, { by, range, json: /\.json$/i.test(place.path) }));
  tellSaved(place);
}

/** Later and earlier than any day there can be. */
const EVERYTHING: DayRange = { from: '0000-01-01', to: '9999-12-31' };

async function askRange(today: string): Promise<DayRange | undefined> {
  const choices: readonly (vscode.QuickPickItem & { readonly range: DayRange })[] = [
    { label: vscode.l10n.t('Today'), range: { from: today, to: today } },
    { label: vscode.l10n.t('The last 7 days'), range: lastDays(today, 7) },
    { label: vscode.l10n.t('The last 30 days'), range: lastDays(today, 30) },
    { label: vscode.l10n.t('This month'), range: { from: `${today.slice(0, 7)}-01`, to: today } },
    { label: vscode.l10n.t('This year'), range: { from: `${today.slice(0, 4)}-01-01`, to: today } },
    { label: vscode.l10n.t('Everything'), range: EVERYTHING },
  ];
  return (await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Export Ledger'), placeHolder: vscode.l10n.t('Which days?') }))
    ?.range;
}

async function askBy(): Promise<SpendBy | undefined> {
  const words: Readonly<Record<SpendBy, string>> = {
    day: vscode.l10n.t('A row for each day'),
    model: vscode.l10n.t('A row for each model'),
    agent: vscode.l10n.t('A row for each agent'),
    task: vscode.l10n.t('A row for each task'),
    epic: vscode.l10n.t('A row for each epic'),
  };
  const choices = SPEND_BY.map((by) => ({ label: words[by], by }));
  return (
    await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Export Ledger'), placeHolder: vscode.l10n.t('Added up by what?') })
  )?.by;
}

interface LedgerText {
  readonly by: SpendBy;
  readonly range: DayRange;
  readonly json: boolean;
}

async function ledgerText({ store, world }: Engine, { by, range, json }: LedgerText): Promise<string> {
  const report = store.spend.report(by, range);
  const titles = by === 'task' ? store.spend.titles(report.groups.map(({ key }) => key)) : new Map<string, string>();
  if (!json) return spendCsv(report, titles);
  const cost: Prices['cost'] = (...call) => world.prices.cost(...call);
  let saving: Saving = NO_SAVING;
  for (const day of store.spend.days(range)) {
    saving = addSavings(saving, savingOf(store.spend.tasksOf(day), { cost }));
    // A long ledger must not keep the other extensions waiting.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return `${JSON.stringify(spendDocument(report, { titles, saving }), undefined, 2)}\n`;
}
