import * as vscode from 'vscode';

import { isDeadEnd, lacksTrust } from '../../core/cascade.ts';
import { formatMoney } from '../../core/money.ts';
import { receiptOf } from '../../core/receipt.ts';
import { sentence } from '../../core/sentence.ts';
import type { TaskState } from '../../core/task.ts';
import type { Services } from '../services.ts';

interface Button {
  readonly label: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

/** Says how a task without a result ended: what happened, why, what to do, and the buttons that do it. */
export async function reportEnding(services: Services, state: TaskState): Promise<void> {
  const ending = state.ending;
  if (ending === undefined || ending.type === 'proved' || ending.type === 'not-proved') return;
  if (ending.type === 'cancelled') {
    const spent = formatMoney(receiptOf(state).totalNanos);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Cancelled. Spent: {0}.', spent), 8000);
    return;
  }
  const buttons = buttonsFor(services, state);
  const parked = ending.type === 'parked' ? vscode.l10n.t('Parked: ') : '';
  const message = `${parked}${sentence(ending.why)} ${sentence(ending.nextStep)}`;
  const chosen = await vscode.window.showWarningMessage(message, ...buttons.map(({ label }) => label));
  const button = buttons.find(({ label }) => label === chosen);
  if (button !== undefined) await vscode.commands.executeCommand(button.command, ...button.args);
}

function buttonsFor(services: Services, state: TaskState): readonly Button[] {
  const id = state.id;
  const receipt: Button = { label: vscode.l10n.t('Show Evidence'), command: 'centuria.task.receipt', args: [id] };
  const raise: Button = { label: vscode.l10n.t('Raise the Budget'), command: 'centuria.budget.set', args: [id] };
  const key: Button = { label: vscode.l10n.t('Set API Key'), command: 'centuria.key.set', args: providerWithoutKey(state) };
  if (state.ending?.type === 'refused') {
    return state.ending.refusal === undefined ? [...setUpButtons(state), receipt] : [raise, receipt];
  }
  if (state.ending?.type === 'parked') {
    const go: Button = { label: vscode.l10n.t('Continue'), command: 'centuria.task.continue', args: [id] };
    const discard: Button = { label: vscode.l10n.t('Discard'), command: 'centuria.task.discard', args: [id] };
    return [raise, go, discard, receipt];
  }
  const best: Button = { label: vscode.l10n.t('Show Best Attempt'), command: 'centuria.task.showBest', args: [id] };
  const retry: Button = { label: vscode.l10n.t('Retry With…'), command: 'centuria.task.retryWith', args: [id] };
  const cause = [...(state.lastRefusal === undefined ? [] : [raise]), ...(key.args.length === 0 ? [] : [key])];
  return [
    ...(services.results.get(id) === undefined ? [] : [best]),
    ...cause,
    receipt,
    ...(isDeadEnd(state) ? setUpButtons(state) : [retry]),
  ];
}

/** What can be set up where nobody may be asked, by what keeps them. */
function setUpButtons(state: TaskState): readonly Button[] {
  const trust: Button = { label: vscode.l10n.t('Manage Trust'), command: 'workbench.trust.manage', args: [] };
  const model: Button = { label: vscode.l10n.t('Download a Model'), command: 'centuria.model.download', args: [] };
  const key: Button = { label: vscode.l10n.t('Set API Key'), command: 'centuria.key.set', args: [] };
  return lacksTrust(state) ? [trust, model] : [model, key];
}

/** The provider that did not accept its key at the last attempt, for the command that sets it. */
function providerWithoutKey(state: TaskState): readonly string[] {
  const last = state.attempts.at(-1);
  const wrong = last?.outcome?.type === 'failure' && last.outcome.failure.kind === 'auth';
  return wrong ? [last.card.slice(0, last.card.indexOf('/'))] : [];
}
