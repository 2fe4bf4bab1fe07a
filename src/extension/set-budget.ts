import * as vscode from 'vscode';

import type { LevelTotals } from '../core/ledger.ts';
import { formatMoney } from '../core/money.ts';
import { amountText, budgetWords, emptyWords, neverPayText, neverPayWords, readAmount, refusedFirst, type Budget } from './budgets.ts';
import type { Engine, Services } from './services.ts';
import { readSettings } from './settings.ts';
import { spendToday } from './spend.ts';

const NEVER_PAY = 'neverPay';

/** Centuria: Set Budget. Which one, with what is spent of it, or never to pay; how much; and what it is now. `task`: one that had no room. */
export async function setBudget(services: Services, task?: string): Promise<void> {
  const engine = await services.engine();
  const state = task === undefined ? undefined : services.hub.find(task);
  const refusal = state?.ending !== undefined && 'refusal' in state.ending ? state.ending.refusal : state?.lastRefusal;
  const rows = refusedFirst(refusal).map((budget) => ({
    label: budget.label,
    description: descriptionOf(services, engine, budget),
    budget,
  }));
  const neverPay = { label: vscode.l10n.t('Never pay'), description: neverPayText(readSettings().neverPay), budget: NEVER_PAY } as const;
  const settings = { label: `$(gear) ${vscode.l10n.t('Open Settings')}`, budget: undefined };
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, budget: undefined };
  const chosen = await vscode.window.showQuickPick([...rows, separator, neverPay, settings], { title: vscode.l10n.t('Which budget?') });
  if (chosen === undefined) return;
  if (chosen.budget === undefined) return void (await vscode.commands.executeCommand('workbench.action.openSettings', 'centuria.budget'));
  if (chosen.budget === NEVER_PAY) return switchNeverPay();
  await changeBudget(chosen.budget, usedWords(services, engine, chosen.budget));
}

/** Never to pay, or to pay again. */
async function switchNeverPay(): Promise<void> {
  const before = inSettings(NEVER_PAY);
  await write(NEVER_PAY, !readSettings().neverPay);
  await told(
    () => neverPayWords(readSettings().neverPay),
    () => write(NEVER_PAY, before),
  );
}

/** Says what a setting is now, with a button that takes the change back. */
async function told(words: () => string, takeBack: () => Promise<void>): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  if ((await vscode.window.showInformationMessage(words(), undo)) !== undo) return;
  await takeBack();
  void vscode.window.showInformationMessage(words());
}

async function changeBudget(budget: Budget, used: string | undefined): Promise<void> {
  const before = inSettings(budget.setting);
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Budget: {0}', budget.label),
    value: String(currentAmount(budget) ?? ''),
    prompt: [...(used === undefined ? [] : [used]), emptyWords(budget)].join(' · '),
    ignoreFocusOut: true,
    validateInput(text) {
      const read = readAmount(budget, text);
      return read.ok ? undefined : read.why;
    },
  });
  const read = typed === undefined ? undefined : readAmount(budget, typed);
  if (read?.ok !== true) return;
  await write(budget.setting, read.amount);
  await told(
    () => budgetWords(budget, currentAmount(budget)),
    () => write(budget.setting, before),
  );
}

type Setting = Budget['setting'] | typeof NEVER_PAY;

/**
 * They have application scope: they are the person's, in every workspace. VS Code 1.139 does nothing at the first removal
 * of a window and says nothing of it, so it is looked at and asked again.
 */
async function write(setting: Setting, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration('centuria');
  for (let tries = 0; tries < 2; tries += 1) {
    await settings.update(`budget.${setting}`, value, vscode.ConfigurationTarget.Global);
    if (inSettings(setting) === value) return;
  }
  throw new Error(vscode.l10n.t('VS Code did not write the setting centuria.budget.{0}. Set it in the settings.', setting));
}

/** What stands in the settings, whatever it is; undefined: nothing. */
function inSettings(setting: Setting): unknown {
  return vscode.workspace.getConfiguration('centuria').inspect(`budget.${setting}`)?.globalValue;
}

/** What counts now, in dollars or tokens; undefined: no cap. */
function currentAmount({ level, measure }: Budget): number | undefined {
  const cap = readSettings().caps[level];
  if (measure === 'tokens') return cap?.tokens;
  return cap?.nanos === undefined ? undefined : cap.nanos / 1e9;
}

function descriptionOf(services: Services, engine: Engine, budget: Budget): string {
  const used = usedWords(services, engine, budget);
  return [amountText(budget, currentAmount(budget)), ...(used === undefined ? [] : [used])].join(' · ');
}

/** What is used of a budget that goes on: today's, and the newest task's. */
function usedWords({ hub }: Services, engine: Engine, { level, measure }: Budget): string | undefined {
  if (level === 'day') return vscode.l10n.t('today {0}', totalsText(spendToday(engine), measure));
  const newest = hub.live().at(-1)?.id ?? hub.ended()[0]?.id;
  if (level !== 'task' || newest === undefined) return undefined;
  return vscode.l10n.t('newest task {0}', totalsText(engine.world.ledger.totals({ kind: 'task', id: newest }), measure));
}

function totalsText({ settledNanos, heldNanos, settledTokens, heldTokens }: LevelTotals, measure: Budget['measure']): string {
  const amount = (nanos: LevelTotals['settledNanos'], tokens: number): string =>
    measure === 'money' ? formatMoney(nanos) : `${tokens.toLocaleString('en-US')} tokens`;
  const held = (measure === 'money' ? heldNanos : heldTokens) === 0 ? '' : `, ${amount(heldNanos, heldTokens)} held`;
  return `${amount(settledNanos, settledTokens)}${held}`;
}
