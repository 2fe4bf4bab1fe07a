import * as vscode from 'vscode';

import { refusalLine } from '../tasks/refusal-line.ts';
import type { LiveTask, TaskHub } from '../tasks/task-hub.ts';
import { progressWords } from './progress-words.ts';

const REFRESH_MS = 500;

/** The code that a task is about, marked while it runs, with a quiet line at its first, the Cancel lens above it, and the key that cancels. */
export interface InlineProgress extends vscode.Disposable {
  /** Shows `task` at `range` of `document` until the returned thing is disposed. */
  show(task: string, document: vscode.TextDocument, range: () => vscode.Range): vscode.Disposable;
  /** The task that runs in `document`, the newest first. */
  taskIn(document: vscode.TextDocument): string | undefined;
}

interface Shown {
  readonly task: string;
  readonly document: vscode.TextDocument;
  readonly range: () => vscode.Range;
}

export function createInlineProgress(hub: TaskHub): InlineProgress {
  const shown = new Set<Shown>();
  const lenses = new vscode.EventEmitter<void>();
  const style = decorationStyle();
  let timer: NodeJS.Timeout | undefined;

  const paint = (): void => paintAll([...shown], hub, style);
  const schedule = (): void => {
    lenses.fire();
    paint();
    if (shown.size > 0 && timer === undefined) timer = setInterval(paint, REFRESH_MS);
    if (shown.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  const registrations = vscode.Disposable.from(
    style,
    lenses,
    onNews(hub, shown, schedule),
    vscode.window.onDidChangeActiveTextEditor(paint),
    vscode.languages.registerCodeLensProvider('*', {
      onDidChangeCodeLenses: lenses.event,
      provideCodeLenses: (document) =>
        [...shown].filter((one) => one.document === document).flatMap((one) => [cancelLens(one, hub), ...whyLens(one, hub)]),
    }),
  );
  return {
    show(task, document, range) {
      const one: Shown = { task, document, range };
      shown.add(one);
      schedule();
      return new vscode.Disposable(() => {
        shown.delete(one);
        schedule();
      });
    },
    taskIn: (document) => [...shown].findLast((one) => one.document === document)?.task,
    dispose() {
      clearInterval(timer);
      registrations.dispose();
    },
  };
}

/** Marks what is shown in all editors, and tells VS Code whether something runs in the one that is used. */
function paintAll(shown: readonly Shown[], hub: TaskHub, style: vscode.TextEditorDecorationType): void {
  const live = new Map(hub.live().map((task) => [task.id, task]));
  for (const editor of vscode.window.visibleTextEditors) {
    const here = shown.filter(({ document }) => document === editor.document);
    editor.setDecorations(
      style,
      here.flatMap((one) => decorations(one, live.get(one.task))),
    );
  }
  const active = vscode.window.activeTextEditor?.document;
  const runningHere = shown.some(({ document }) => document === active);
  void vscode.commands.executeCommand('setContext', 'centuria.runningHere', runningHere);
}

function decorationStyle(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
  });
}

/** The words stand at the end of what they decorate: the first line and the others are two. */
function decorations({ document, range }: Shown, task: LiveTask | undefined): readonly vscode.DecorationOptions[] {
  const { start, end } = document.validateRange(range());
  const words = { after: { contentText: task === undefined ? '' : progressWords(task, Date.now()) } };
  const others = start.line === end.line ? [] : [{ range: new vscode.Range(start.line + 1, 0, end.line, end.character) }];
  return [{ range: document.lineAt(start).range, renderOptions: words }, ...others];
}

function lineOf({ document, range }: Shown): number {
  return document.validateRange(range()).start.line;
}

function cancelLens(one: Shown, hub: TaskHub): vscode.CodeLens {
  const line = lineOf(one);
  const cancel = { title: vscode.l10n.t('$(debug-stop) Cancel'), command: 'centuria.task.cancel', arguments: [one.task] };
  // A lens without a command is text.
  const command = isCancelling(one, hub) ? { title: vscode.l10n.t('Cancelling'), command: '' } : cancel;
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
}

function isCancelling({ task }: Shown, hub: TaskHub): boolean {
  return hub.live().some(({ id, phase }) => id === task && phase === 'cancelling');
}

/** Opens the receipt, which has the whole evidence. */
function whyLens(one: Shown, hub: TaskHub): readonly vscode.CodeLens[] {
  const refusal = refusalOf(one, hub);
  if (refusal === undefined) return [];
  const line = lineOf(one);
  const command = { title: vscode.l10n.t('Why?'), tooltip: refusal, command: 'centuria.task.receipt', arguments: [one.task] };
  return [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command)];
}

function refusalOf({ task }: Shown, hub: TaskHub): string | undefined {
  const state = hub.live().find(({ id }) => id === task)?.state;
  return state && refusalLine(state);
}

/** Calls back when an answer of a shown task was refused or it is being cancelled, and not with every word that is written. */
function onNews(hub: TaskHub, shown: ReadonlySet<Shown>, tell: () => void): vscode.Disposable {
  let told = '';
  return hub.onDidChange(() => {
    const now = [...shown].map((one) => (isCancelling(one, hub) ? 'cancelling' : refusalOf(one, hub))).join('\n');
    if (now === told) return;
    told = now;
    tell();
  });
}
