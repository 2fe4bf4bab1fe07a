import * as vscode from 'vscode';

import { fromDollars, type Nanos } from '../core/money.ts';

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

/** The native settings, read anew at each use: a change needs no restart. */
export interface Settings {
  readonly dayCap: Nanos;
  readonly taskCap: Nanos;
  readonly neverPay: boolean;
  readonly order: readonly string[];
  readonly ollamaBaseUrl: string;
  readonly openaiBaseUrl: string;
  readonly anthropicBaseUrl: string;
  readonly geminiBaseUrl: string;
  readonly servers: readonly ServerSetting[];
  readonly threads: number;
  readonly showAlways: readonly string[];
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly hubUrl: string;
}

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('centuria');
  return {
    dayCap: fromDollars(Math.max(0, settings.get('budget.day', 5))),
    taskCap: fromDollars(Math.max(0, settings.get('budget.task', 0.5))),
    neverPay: settings.get('budget.neverPay', false),
    order: settings.get<string[]>('route.order', []),
    ollamaBaseUrl: settings.get('ollama.baseUrl', 'http://127.0.0.1:11434'),
    openaiBaseUrl: settings.get('openai.baseUrl', ''),
    anthropicBaseUrl: settings.get('anthropic.baseUrl', ''),
    geminiBaseUrl: settings.get('gemini.baseUrl', ''),
    servers: settings.get<ServerSetting[]>('servers', []),
    threads: settings.get('embedded.threads', 1),
    showAlways: settings.get<string[]>('gates.showAlways', []),
    dataDir: settings.get('dataDir', ''),
    modelsDir: settings.get('modelsDir', ''),
    hubUrl: settings.get('hubUrl', 'https://huggingface.co'),
  };
}

/** Whether the person has given Ollama's address: then an Ollama that is not there is a problem, not a state. */
export function isOllamaAddressSet(): boolean {
  return vscode.workspace.getConfiguration('centuria').inspect('ollama.baseUrl')?.globalValue !== undefined;
}

/** Whether tests are run for `uri`. Only the person turns that on; a workspace may turn it off for itself. */
export function areTestsOn(uri: vscode.Uri): boolean {
  const found = vscode.workspace.getConfiguration('centuria', uri).inspect<string>('gates.tests');
  const person = found?.globalValue ?? found?.defaultValue;
  return person === 'sandboxed' && found?.workspaceValue !== 'off' && found?.workspaceFolderValue !== 'off';
}

/** The local-only patterns that hold for `uri`: the person's and the workspace's together, so a workspace only adds. */
export function localOnlyGlobs(uri: vscode.Uri): readonly string[] {
  const found = vscode.workspace.getConfiguration('centuria', uri).inspect<string[]>('privacy.localOnly');
  const layers = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return layers.flatMap((layer) => layer ?? []);
}
