import * as vscode from 'vscode';

import { destinationOf } from '../core/destination.ts';
import type { ModelCard } from '../core/model-card.ts';
import type { Services } from './services.ts';
import { VENDORS } from './vendors.ts';

const KEY = 'centuria.consent';

/** The destinations the person has agreed to send code to: a provider that moves to another address is asked about anew. */
export function consented(services: Pick<Services, 'context'>): readonly string[] {
  return services.context.globalState.get<readonly string[]>(KEY, []);
}

/**
 * Before a cloud's first use, says once what will be sent and to whom. Returns the destinations that code may be sent
 * to, also those `cards` does not name; undefined if the person closed the question, which cancels the task.
 */
export async function askConsent(services: Services, cards: readonly ModelCard[], what: string): Promise<readonly string[] | undefined> {
  const agreed = consented(services);
  const clouds = new Map(cards.filter(({ local }) => !local).map((card) => [destinationOf(card), card]));
  const fresh = [...clouds].filter(([destination]) => !agreed.includes(destination));
  if (fresh.length === 0) return agreed;
  const allow = vscode.l10n.t('Allow');
  const localOnly = vscode.l10n.t('Only This Machine');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('May Centuria send code to {0}?', fresh.map(([, card]) => labelOf(card)).join(', ')),
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
    const now = [...agreed, ...fresh.map(([destination]) => destination)];
    await services.context.globalState.update(KEY, now);
    return now;
  }
  return answer === localOnly ? agreed : undefined;
}

/** A server of the settings is what its address is. */
function labelOf({ provider, origin }: ModelCard): string {
  const vendor = VENDORS.find(({ id }) => id === provider)?.label;
  return vendor ?? (origin === undefined ? provider : `${provider} (${origin})`);
}
