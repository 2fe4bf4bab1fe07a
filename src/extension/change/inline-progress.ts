import * as vscode from 'vscode';

import { formatMoney } from '../../core/money.ts';
import { spentNanos } from '../../core/receipt.ts';
import { refusalLine } from '../tasks/refusal-line.ts';
import type { LiveTask, TaskHub } from '../tasks/task-hub.ts';

const REFRESH_MS = 500;

/** The quiet line at the selection while a task runs there, the Cancel lens above it, and the key that cancels. */
export interface InlineProgress extends vscode.Disposable {
  /** Shows `task` at `line` of `document` until the returned thing is disposed. */
  show(task: string, document: vscode.TextDocument, line: () => number): vscode.Disposable;
  /** The task that runs in `document`, the newest first. */
  taskIn(document: vscode.TextDocument): string | undefined;
}

interface Shown {
  readonly task: string;
  readonly document: vscode.TextDocument;
  readonly line: () => number;
}

export function createInlineProgress(hub: TaskHub): InlineProgress {
  const shown = new Set<Shown>();
  const lenses = new vscode.EventEmitter<void>();
  const style = decorationStyle();
  let timer: NodeJS.Timeout | undefined;

  const paint = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = [...shown].filter(({ document }) => document === editor.document);
      editor.setDecorations(style, here.map((one) => decoration(one, hub.live().find(({ id }) => id === one.task))));
    }
    const active = vscode.window.activeTextEditor?.document;
    const runningHere = [...shown].some(({ document }) => document === active);
    void vscode.commands.executeCommand('setContext', 'centuria.runningHere', runningHere);
  };
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
    vscode.window.onDidChangeActiveTextEditor(paint),
    vscode.languages.registerCodeLensProvider('*', {
      onDidChangeCodeLenses: lenses.event,
      provideCodeLenses: (document) =>
        [...shown].filter((one) => one.document === document).map((one) => cancelLens(one)),
    }),
  );
  return {
    show(task, document, line) {
      const one: Shown = { task, document, line };
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

function decorationStyle(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
  });
}

function decoration(one: Shown, task: LiveTask | undefined): vscode.DecorationOptions {
  const line = Math.min(one.line(), one.document.lineCount - 1);
  return {
    range: one.document.lineAt(line).range,
    renderOptions: { after: { contentText: task === undefined ? '' : progressWords(task) } },
  };
}

const DOING: Readonly<Record<LiveTask['phase'], string>> = {
  starting: 'is being routed',
  asked: 'has been asked',
  waiting: 'waits for its turn',
  loading: 'is loading',
  writing: 'is writing',
  judging: 'answered, the gates are checking',
  testing: 'answered, the tests are running',
};

/** `Centuria · smollm2 is writing · 2 s · $0`. */
export function progressWords(task: LiveTask): string {
  const seconds = Math.floor((Date.now() - task.startedAt) / 1000);
  const spent = task.state === undefined ? '$0' : formatMoney(spentNanos(task.state));
  const refused = task.state === undefined ? undefined : refusalLine(task.state);
  return `Centuria · ${task.label === '' ? 'the task' : task.label} ${DOING[task.phase]} · ${seconds} s · ${spent}${refused === undefined ? '' : ` · ${refused}`}`;
}

function cancelLens(one: Shown): vscode.CodeLens {
  const line = Math.min(one.line(), one.document.lineCount - 1);
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: vscode.l10n.t('$(debug-stop) Cancel'),
    command: 'centuria.task.cancel',
    arguments: [one.task],
  });
}
