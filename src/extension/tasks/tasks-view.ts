import * as vscode from 'vscode';

import { formatMoney } from '../../core/money.ts';
import { receiptOf } from '../../core/receipt.ts';
import type { TaskState } from '../../core/task.ts';
import { isCutOff, isDone, isParked, resultAttempt, taskLook, taskWords, type TaskLook } from '../../core/task-words.ts';
import { isBehaviourProved, leavesOld } from '../../core/verdicts.ts';
import { progressWords } from '../change/progress-words.ts';
import type { Engine, Services } from '../services.ts';
import { answeredAttempt } from './answered-attempt.ts';
import { followTasks } from './follow-tasks.ts';
import { followUndo } from './follow-undo.ts';
import { offerParked } from './offer-parked.ts';
import { refusalLine } from './refusal-line.ts';
import { rowLabel } from './row-label.ts';
import type { LiveTask } from './task-hub.ts';

type Node =
  | { readonly type: 'group'; readonly label: string; readonly children: readonly Node[] }
  | { readonly type: 'live'; readonly task: LiveTask }
  | { readonly type: 'ended'; readonly state: TaskState };

/** The Tasks view: Needs you · Running · Done · Not done. */
export function registerTasksView(services: Services, loaded: () => Engine | undefined): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const refresh = services.hub.onDidChange(
    throttle(250, () => {
      changed.fire(undefined);
      view.badge = badgeOf(services);
      void vscode.commands.executeCommand('setContext', 'centuria.running', services.hub.live().length > 0);
    }),
  );
  const view = vscode.window.createTreeView<Node>('centuria.tasks', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => (node === undefined ? groups(services) : node.type === 'group' ? [...node.children] : []),
      getTreeItem: (node) => itemOf(services, node),
    },
  });
  return vscode.Disposable.from(view, refresh, changed, followTasks(services, loaded), followUndo(services), offerParked(services, loaded));
}

/** On the activity bar too: how many wait for the person. */
function badgeOf(services: Services): vscode.ViewBadge | undefined {
  const { length } = services.hub.ended().filter((state) => needsYou(services, state));
  return length === 0
    ? undefined
    : { value: length, tooltip: length === 1 ? vscode.l10n.t('1 task needs you') : vscode.l10n.t('{0} tasks need you', length) };
}

/** Whether a task waits for the person: a result to accept, or an end that asks for a decision. */
export function needsYou(services: Pick<Services, 'results'>, state: TaskState): boolean {
  if (isParked(state) || isCutOff(state)) return true;
  if (state.decision !== undefined || state.subject?.kind !== 'edit') return false;
  const hasResult = state.ending?.type === 'proved' || state.ending?.type === 'not-proved';
  return hasResult || (state.ending !== undefined && services.results.get(state.id) !== undefined);
}

function groups(services: Services): Node[] {
  const ended = services.hub.ended();
  const live = services.hub.live().map((task) => ({ type: 'live', task }) as const);
  const isElsewhere = (state: TaskState): boolean => taskLook(state) === 'elsewhere';
  const over = ended.filter((state) => !needsYou(services, state) && !isElsewhere(state));
  const all: readonly { label: string; children: readonly Node[] }[] = [
    {
      label: vscode.l10n.t('Needs you'),
      children: ended.filter((state) => needsYou(services, state)).map((state) => ({ type: 'ended', state })),
    },
    {
      label: vscode.l10n.t('Running'),
      children: [...live, ...ended.filter(isElsewhere).map((state) => ({ type: 'ended', state }) as const)],
    },
    { label: vscode.l10n.t('Done'), children: over.filter(isDone).map((state) => ({ type: 'ended', state })) },
    { label: vscode.l10n.t('Not done'), children: over.filter((state) => !isDone(state)).map((state) => ({ type: 'ended', state })) },
  ];
  return all.filter(({ children }) => children.length > 0).map((group) => ({ type: 'group', ...group }));
}

function itemOf(services: Services, node: Node): vscode.TreeItem {
  if (node.type === 'group') return new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Expanded);
  return node.type === 'live' ? liveItem(node.task) : endedItem(services, node.state);
}

function liveItem(task: LiveTask): vscode.TreeItem {
  const item = new vscode.TreeItem(rowLabel(task.title, task.uri));
  item.id = task.id;
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  item.description = progressWords(task, Date.now()).replace('Centuria · ', '');
  item.contextValue = 'running receipt';
  const refusal = task.state && refusalLine(task.state);
  item.tooltip = [task.title, refusal, task.lastLine].filter((line) => line !== undefined && line !== '').join('\n');
  item.command = { title: '', command: 'centuria.task.open', arguments: [task.id] };
  return item;
}

function endedItem(services: Services, state: TaskState): vscode.TreeItem {
  const words = taskWords(state);
  const item = new vscode.TreeItem(state.subject === undefined ? state.id : rowLabel(state.subject.title, state.subject.uri));
  item.id = state.id;
  item.iconPath = iconOf(state);
  item.description = `${words} · ${formatMoney(receiptOf(state).totalNanos)}`;
  const contexts = ['receipt', ...(isParked(state) ? ['parked'] : ['retry', ...(state.decision === undefined ? ['dismiss'] : [])])];
  if (services.results.get(state.id) !== undefined || answeredAttempt(state) !== undefined) contexts.push('best');
  item.contextValue = contexts.join(' ');
  item.tooltip = `${state.subject?.title ?? state.id}\n${words}`;
  item.command = { title: '', command: 'centuria.task.open', arguments: [state.id] };
  return item;
}

/** A change that passed its gates looks passed only where tests that ran have proved it and nothing old is left that would fail it. */
function iconOf(state: TaskState): vscode.ThemeIcon {
  const look = taskLook(state);
  const results = resultAttempt(state)?.results ?? [];
  const isProved = isBehaviourProved(results) && !results.some(leavesOld);
  return look === 'done' && state.subject?.kind === 'edit' && !isProved ? new vscode.ThemeIcon('check') : ICONS[look];
}

const ICONS: Readonly<Record<TaskLook, vscode.ThemeIcon>> = {
  done: themed('pass', 'testing.iconPassed'),
  'not-proved': themed('question', 'list.warningForeground'),
  failed: themed('error', 'list.errorForeground'),
  refused: themed('warning', 'list.warningForeground'),
  cancelled: themed('circle-slash', 'disabledForeground'),
  'set-aside': themed('circle-slash', 'disabledForeground'),
  interrupted: themed('debug-disconnect', 'disabledForeground'),
  parked: themed('debug-pause', 'list.warningForeground'),
  elsewhere: new vscode.ThemeIcon('loading~spin'),
};

function themed(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

/** At once, and at most every `ms` after that, the last call never lost. */
export function throttle(ms: number, run: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const fire = (): void => {
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        fire();
      }
    }, ms);
  };
  return () => {
    if (timer === undefined) fire();
    else again = true;
  };
}
