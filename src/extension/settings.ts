import * as vscode from 'vscode';

import type { Cap, Caps } from '../core/ledger.ts';
import { fromDollars, type Nanos } from '../core/money.ts';
import type { Limits } from '../core/traffic/rate-window.ts';

export interface ServerSetting {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly {
    readonly model: string;
    readonly contextWindow: number;
    readonly maxOutputTokens?: number;
    readonly tools?: boolean;
  }[];
}

/** How much of a provider may be used. */
export interface LimitSetting extends Limits {
  readonly provider: string;
}

/** The native settings, read anew at each use: a change needs no restart. */
export interface Settings {
  readonly dayCap: Nanos;
  /** All caps together, the day's money too. */
  readonly caps: Caps;
  readonly neverPay: boolean;
  readonly order: readonly string[];
  readonly ollamaBaseUrl: string;
  readonly openaiBaseUrl: string;
  readonly anthropicBaseUrl: string;
  readonly geminiBaseUrl: string;
  readonly servers: readonly ServerSetting[];
  readonly limits: readonly LimitSetting[];
  readonly threads: number;
  readonly showAlways: readonly string[];
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly hubUrl: string;
}

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('centuria');
  const dayDollars = settings.get('budget.day', 5);
  const day = capOf(dayDollars, settings.get<number | null>('budget.dayTokens', null));
  const task = capOf(settings.get('budget.task', 0.5), settings.get<number | null>('budget.taskTokens', null));
  const agent = settings.get<number | null>('budget.agent', null);
  const call = settings.get<number | null>('budget.call', null);
  return {
    dayCap: dollars(dayDollars),
    caps: { day, task, ...(agent === null ? {} : { agent: capOf(agent) }), ...(call === null ? {} : { call: capOf(call) }) },
    neverPay: settings.get('budget.neverPay', false),
    order: settings.get<string[]>('route.order', []),
    ollamaBaseUrl: settings.get('ollama.baseUrl', 'http://127.0.0.1:11434'),
    openaiBaseUrl: settings.get('openai.baseUrl', ''),
    anthropicBaseUrl: settings.get('anthropic.baseUrl', ''),
    geminiBaseUrl: settings.get('gemini.baseUrl', ''),
    servers: settings.get<ServerSetting[]>('servers', []),
    limits: settings.get<LimitSetting[]>('limits', []),
    threads: settings.get('embedded.threads', 1),
    showAlways: settings.get<string[]>('gates.showAlways', []),
    dataDir: settings.get('dataDir', ''),
    modelsDir: settings.get('modelsDir', ''),
    hubUrl: settings.get('hubUrl', 'https://huggingface.co'),
  };
}

function capOf(amount: number, tokens: number | null = null): Cap {
  return { nanos: dollars(amount), ...(tokens === null ? {} : { tokens: Math.max(0, Math.floor(tokens)) }) };
}

function dollars(amount: number): Nanos {
  return fromDollars(Math.max(0, amount));
}

/** Whether the person has given Ollama's address: then an Ollama that is not there is a problem, not a state. */
export function isOllamaAddressSet(): boolean {
  return vscode.workspace.getConfiguration('centuria').inspect('ollama.baseUrl')?.globalValue !== undefined;
}

/** The local-only patterns that hold for `uri`: the person's and the workspace's together, so a workspace only adds. */
export function localOnlyGlobs(uri: vscode.Uri): readonly string[] {
  const found = vscode.workspace.getConfiguration('centuria', uri).inspect<string[]>('privacy.localOnly');
  const layers = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return layers.flatMap((layer) => layer ?? []);
}
