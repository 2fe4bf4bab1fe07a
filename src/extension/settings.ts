import * as vscode from 'vscode';

import type { ComplexityLimits, GateLevel, GatePolicy } from '../core/gate-policy.ts';
import type { Cap, Caps } from '../core/ledger.ts';
import type { Nanos } from '../core/money.ts';
import type { Limits } from '../core/traffic/rate-window.ts';
import { readBudget } from './budget-setting.ts';
import { readServers, type RefusedServer, type ServerSetting } from './server-settings.ts';

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
  /** Parked tasks go on by themselves once there is room. */
  readonly continueParked: boolean;
  readonly order: readonly string[];
  readonly ollamaBaseUrl: string;
  readonly openaiBaseUrl: string;
  readonly anthropicBaseUrl: string;
  readonly geminiBaseUrl: string;
  readonly servers: readonly ServerSetting[];
  readonly limits: readonly LimitSetting[];
  /** What stands in `centuria.servers` and is not used. */
  readonly refusedServers: readonly RefusedServer[];
  readonly threads: number;
  readonly showAlways: readonly string[];
  /** As the person wrote it: milliseconds by gate. */
  readonly gateLimits: Readonly<Record<string, unknown>>;
  /** What is wanted of each gate but the tests, whose level is a file's own. */
  readonly gatePolicy: GatePolicy;
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly hubUrl: string;
}

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('centuria');
  const { servers, refused } = readServers(settings.get<unknown>('servers', []));
  const dayCap = budget('centuria.budget.day', settings.get<unknown>('budget.day', 5), 5);
  const taskCap = budget('centuria.budget.task', settings.get<unknown>('budget.task', 0.5), 0.5);
  const agent = settings.get<number | null>('budget.agent', null);
  const call = settings.get<number | null>('budget.call', null);
  return {
    dayCap,
    caps: {
      day: capOf(dayCap, settings.get<number | null>('budget.dayTokens', null)),
      task: capOf(taskCap, settings.get<number | null>('budget.taskTokens', null)),
      ...(agent === null ? {} : { agent: { nanos: budget('centuria.budget.agent', agent, 0) } }),
      ...(call === null ? {} : { call: { nanos: budget('centuria.budget.call', call, 0) } }),
    },
    neverPay: settings.get('budget.neverPay', false),
    continueParked: settings.get('budget.continueParked', false),
    order: settings.get<string[]>('route.order', []),
    ollamaBaseUrl: settings.get('ollama.baseUrl', 'http://127.0.0.1:11434'),
    openaiBaseUrl: settings.get('openai.baseUrl', ''),
    anthropicBaseUrl: settings.get('anthropic.baseUrl', ''),
    geminiBaseUrl: settings.get('gemini.baseUrl', ''),
    servers,
    refusedServers: refused,
    limits: settings.get<LimitSetting[]>('limits', []),
    threads: settings.get('embedded.threads', 1),
    showAlways: settings.get<string[]>('gates.showAlways', []),
    gateLimits: settings.get<Settings['gateLimits']>('gates.limits', {}),
    gatePolicy: gatePolicy(settings),
    dataDir: settings.get('dataDir', ''),
    modelsDir: settings.get('modelsDir', ''),
    hubUrl: settings.get('hubUrl', 'https://huggingface.co'),
  };
}

/** What is no level, no rule and no limit does not count. */
function gatePolicy(settings: vscode.WorkspaceConfiguration): GatePolicy {
  const levels = {
    syntax: settings.get('gates.syntax', 'required'),
    types: settings.get('gates.types', 'required'),
    lint: settings.get('gates.lint', 'required'),
    security: settings.get('gates.security', 'required'),
    imports: settings.get('gates.imports', 'required'),
    secrets: settings.get('gates.secrets', 'required'),
    complexity: settings.get('gates.complexity', 'advisory'),
    documentation: settings.get('gates.documentation', 'advisory'),
  } as const;
  const rules = settings.get<readonly unknown[]>('gates.rulesOff', []);
  const limits = settings.get<Readonly<Record<string, unknown>>>('gates.complexityLimits', {});
  return {
    levels: Object.fromEntries(Object.entries(levels).filter(([, level]) => isLevel(level))),
    rulesOff: rules.filter((rule) => typeof rule === 'string'),
    complexity: Object.fromEntries(LIMITED.flatMap((name) => (isLimit(limits[name]) ? [[name, limits[name]]] : []))),
  };
}

const LEVELS: readonly GateLevel[] = ['off', 'advisory', 'required'];
const LIMITED: readonly (keyof ComplexityLimits)[] = ['cognitive', 'cyclomatic', 'lines', 'nesting'];

function isLevel(value: unknown): value is GateLevel {
  return LEVELS.some((level) => level === value);
}

function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function capOf(nanos: Nanos, tokens: number | null): Cap {
  return { nanos, ...(tokens === null ? {} : { tokens: Math.max(0, Math.floor(tokens)) }) };
}

const warned = new Set<string>();

function budget(name: string, value: unknown, otherwise: number): Nanos {
  const { nanos, wrong } = readBudget(value, otherwise);
  if (wrong === 'too-large') warnOnce(vscode.l10n.t('{0} is more than a million dollars, and counts as a million.', name));
  if (wrong === 'no-amount') warnOnce(vscode.l10n.t('{0} is no amount of dollars. ${1} is used instead.', name, otherwise));
  return nanos;
}

/** The settings are read at every use; what is wrong with them is said once a window. */
export function warnOnce(words: string): void {
  if (warned.has(words)) return;
  warned.add(words);
  void vscode.window.showWarningMessage(words);
}

/** Whether the person has given Ollama's address: then an Ollama that is not there is a problem, not a state. */
export function isOllamaAddressSet(): boolean {
  return vscode.workspace.getConfiguration('centuria').inspect('ollama.baseUrl')?.globalValue !== undefined;
}

/** What is wanted of the tests of `uri`: the least of the person's word and the workspace's, which only lets less be run. */
export function testsLevel(uri: vscode.Uri): GateLevel {
  const found = vscode.workspace.getConfiguration('centuria', uri).inspect<string>('gates.tests');
  const layers = [found?.globalValue ?? found?.defaultValue, found?.workspaceValue, found?.workspaceFolderValue];
  return LEVELS.find((level) => layers.includes(level)) ?? 'required';
}

/** All that is wanted of the gates for `uri`, as one text: a verdict belongs to what was wanted when it was made. */
export function gateWishes(uri: vscode.Uri): string {
  return JSON.stringify([readSettings().gatePolicy, testsLevel(uri), areWorkspaceToolsOn(uri)]);
}

/** Whether the workspace's own linter and type checker are run for `uri`. Only the person turns that on; a workspace may turn it off for itself. */
export function areWorkspaceToolsOn(uri: vscode.Uri): boolean {
  const found = vscode.workspace.getConfiguration('centuria', uri).inspect<boolean>('gates.workspaceTools');
  const person = found?.globalValue ?? found?.defaultValue;
  return person === true && found?.workspaceValue !== false && found?.workspaceFolderValue !== false;
}

/** The local-only patterns that hold for `uri`: the person's and the workspace's together, so a workspace only adds. */
export function localOnlyGlobs(uri: vscode.Uri): readonly string[] {
  const found = vscode.workspace.getConfiguration('centuria', uri).inspect<string[]>('privacy.localOnly');
  const layers = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return layers.flatMap((layer) => layer ?? []);
}
