import * as vscode from 'vscode';

import type { ModelCard } from '../core/model-card.ts';
import { VENDORS } from './keys.ts';
import type { Services } from './services.ts';

const KEY = 'centuria.consent';

/** The providers the person has agreed to send code to. */
export function consented(services: Pick<Services, 'context'>): readonly string[] {
  return services.context.globalState.get<readonly string[]>(KEY, []);
}

/**
 * Before a cloud's first use, says once what will be sent and to whom. Returns the providers that code may be sent to,
 * also those `cards` does not name; undefined if the person closed the question, which cancels the task.
 */
export async function askConsent(services: Services, cards: readonly ModelCard[], what: string): Promise<readonly string[] | undefined> {
  const agreed = consented(services);
  const clouds = new Set(cards.filter(({ local }) => !local).map(({ provider }) => provider));
  const fresh = [...clouds].filter((provider) => !agreed.includes(provider));
  if (fresh.length === 0) return agreed;
  const allow = vscode.l10n.t('Allow');
  const localOnly = vscode.l10n.t('Only This Machine');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('May Centuria send code to {0}?', fresh.map(labelOf).join(', ')),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Local models are asked first. If their answer is not good enough, this would be sent: {0}. Each receipt shows exactly what was sent. Files that hold keys never are.',
        what,
      ),
    },
    allow,
    localOnly,
  );
  if (answer === allow) {
    await services.context.globalState.update(KEY, [...agreed, ...fresh]);
    return [...agreed, ...fresh];
  }
  return answer === localOnly ? agreed : undefined;
}

function labelOf(provider: string): string {
  return VENDORS.find(({ id }) => id === provider)?.label ?? provider;
}
