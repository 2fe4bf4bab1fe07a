import * as vscode from 'vscode';

import type { Caps } from '../core/ledger.ts';
import type { ModelCard } from '../core/model-card.ts';
import type { RoutePolicy } from '../core/router.ts';
import { readSettings } from './settings.ts';

export interface TaskOptions {
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  readonly caps: Caps;
  readonly localOnly: string | undefined;
}

/** What holds for this one task: the model to ask first, with why, and the providers that code may be sent to. */
export type TaskWishes = Pick<RoutePolicy, 'first' | 'firstBecause' | 'allowed'>;

/** The person's settings as a task's options. */
export function optionsFor(cards: readonly ModelCard[], localOnly: string | undefined, wishes: TaskWishes = {}): TaskOptions {
  const settings = readSettings();
  return {
    cards,
    policy: {
      neverPay: settings.neverPay,
      order: settings.order,
      trusted: vscode.workspace.isTrusted,
      ...wishes,
    },
    caps: settings.caps,
    localOnly,
  };
}
