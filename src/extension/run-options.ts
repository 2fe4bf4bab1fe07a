import * as vscode from 'vscode';

import type { ModelCard } from '../core/model-card.ts';
import type { Nanos } from '../core/money.ts';
import type { RoutePolicy } from '../core/router.ts';
import { readSettings } from './settings.ts';

export interface TaskOptions {
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  readonly caps: { readonly day: Nanos; readonly task: Nanos };
  readonly localOnly: string | undefined;
}

/** What the person said for this one task: the model to ask first, and the providers that code may be sent to. */
export type TaskWishes = Pick<RoutePolicy, 'first' | 'allowed'>;

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
    caps: { day: settings.dayCap, task: settings.taskCap },
    localOnly,
  };
}
