import * as vscode from 'vscode';

import { formatMoney } from '../core/money.ts';
import { isNear, statusParts, usedTokens, type SpendToday } from './status-parts.ts';

/** The one status-bar item: what it is doing, and what it has cost. */
export function createStatusBar(): vscode.Disposable & { show(spend: SpendToday): void } {
  const item = vscode.window.createStatusBarItem('centuria.spend', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Centuria';
  item.command = 'centuria.panel.open';
  item.text = '$(shield) Centuria';
  item.show();
  return {
    show(spend) {
      const icon = spend.working > 0 ? '$(loading~spin)' : '$(shield)';
      const parts = statusParts(spend);
      item.text = `${icon} ${parts.join(' · ')}`;
      const near = isNear(spend);
      item.backgroundColor = near ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
      item.tooltip = tooltip(spend, near);
      item.accessibilityInformation = { label: `Centuria, ${parts.join(', ')} today` };
    },
    dispose: () => item.dispose(),
  };
}

function tooltip(spend: SpendToday, near: boolean): vscode.MarkdownString {
  const lines = [
    `Spent today: ${formatMoney(spend.settledNanos)}`,
    ...spend.providers.map(providerLine),
    `Held by calls under way: ${formatMoney(spend.heldNanos)}`,
    spend.neverPay ? 'Never pay is on: nothing that costs money is asked.' : `The day's budget: ${formatMoney(spend.capNanos)}`,
    ...tokenLine(spend),
    ...(near ? ['80 % or more is used or held.'] : []),
    `Working now: ${spend.working} · waiting for you: ${spend.needsYou}`,
    ...spend.notes.map(escaped),
    '',
    '[Set Budget](command:centuria.budget.set) · [Show Log](command:centuria.log.show)',
  ];
  const markdown = new vscode.MarkdownString(lines.join('  \n'));
  markdown.isTrusted = { enabledCommands: ['centuria.budget.set', 'centuria.log.show'] };
  return markdown;
}

function tokenLine(spend: SpendToday): readonly string[] {
  const { capTokens } = spend;
  if (capTokens === undefined) return [];
  return [`The day's token budget: ${usedTokens(spend)} of ${capTokens.toLocaleString('en-US')} tokens used or held`];
}

function providerLine({ provider, settledNanos, heldNanos, calls }: SpendToday['providers'][number]): string {
  const held = heldNanos === 0 ? '' : `, ${formatMoney(heldNanos)} held`;
  return `\u2003${escaped(provider)}: ${formatMoney(settledNanos)}${held} · ${calls} ${calls === 1 ? 'call' : 'calls'}`;
}

/** The words of providers and gates are text here, no Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~&$]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
}
