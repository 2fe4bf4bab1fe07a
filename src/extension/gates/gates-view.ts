import * as vscode from 'vscode';

import type { Finding, GateResult } from '../../core/gate.ts';
import type { TaskState } from '../../core/task.ts';
import { hashOf } from '../change/open-results.ts';
import type { Services } from '../services.ts';
import { needsYou, throttle } from '../tasks/tasks-view.ts';
import { isNotJudged } from './checked-files.ts';
import { showCheckedProblems } from './checked-problems.ts';
import { explanation } from './explanation.ts';
import { type GateLook, gateLook, gateWords, judgedFiles, judgedWords, standingWords } from './judged-files.ts';
import { filesWithFindings, knownFindings } from './known-findings.ts';

type Node =
  | {
      readonly type: 'file';
      readonly uri: vscode.Uri;
      readonly state: TaskState;
      readonly results: readonly GateResult[];
      readonly waits: boolean;
      readonly edited: boolean;
    }
  /** `edited`: what it said is of another text than the file has now. */
  | { readonly type: 'gate'; readonly uri: vscode.Uri; readonly line: number; readonly result: GateResult; readonly edited: boolean }
  /** `here`: it is in the file as it stands, not in a change of it. */
  | { readonly type: 'finding'; readonly uri: vscode.Uri; readonly finding: Finding; readonly here: boolean }
  | {
      readonly type: 'standing';
      readonly uri: vscode.Uri;
      readonly findings: readonly Finding[];
      readonly unjudged: readonly GateResult[];
      readonly stale: boolean;
    };

/** The Gates view: by file, what each gate last said of a change to it; then what is found in files as they stand. */
export function registerGatesView(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const draw = throttle(500, () => changed.fire(undefined));
  const refresh = vscode.Disposable.from(
    services.hub.onDidChange(draw),
    services.checked.onDidChange(draw),
    vscode.languages.onDidChangeDiagnostics(draw),
  );
  const edited = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    const isJudged = services.hub
      .ended()
      .some(({ id, subject }) => services.results.judgedHash(id) !== undefined && subject?.uri === document.uri.toString());
    if (isJudged) draw();
  });
  const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (services.checked.get(uri) === undefined) return;
    const again = import('./check-workspace.ts').then(({ checkAgain }) => checkAgain(services, uri));
    again.catch((error: unknown) => services.log.error('the saved file could not be checked', error));
  });
  const view = vscode.window.createTreeView<Node>('centuria.gates', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => childrenOf(services, node),
      getTreeItem: itemOf,
    },
  });
  return vscode.Disposable.from(view, refresh, edited, saved, changed, showCheckedProblems(services));
}

function childrenOf(services: Services, node: Node | undefined): Node[] {
  if (node === undefined) return [...files(services), ...standing(services)];
  if (node.type === 'standing') {
    const findings = node.findings.map((finding): Node => ({ type: 'finding', uri: node.uri, finding, here: true }));
    return [...findings, ...node.unjudged.map((result): Node => ({ type: 'gate', uri: node.uri, line: 0, result, edited: false }))];
  }
  if (node.type === 'file') return gatesOf(node);
  return node.type === 'gate' ? node.result.findings.map((finding) => ({ type: 'finding', uri: node.uri, finding, here: false })) : [];
}

function gatesOf({ uri, state, results, edited }: Extract<Node, { type: 'file' }>): Node[] {
  return results.map((result) => ({ type: 'gate', uri, line: state.subject?.range.startLine ?? 0, result, edited }));
}

function files(services: Services): Node[] {
  const texts = new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]));
  return judgedFiles(services.hub.ended()).map(({ state, uri, results }) => {
    const judged = services.results.judgedHash(state.id);
    const document = judged === undefined ? undefined : texts.get(uri);
    const edited = document !== undefined && hashOf(document.getText()) !== judged;
    return { type: 'file', uri: vscode.Uri.parse(uri), state, results, waits: needsYou(services, state), edited };
  });
}

/** Files in which something is found, or that a gate could not judge. */
function standing({ checked }: Services): Node[] {
  return filesWithFindings(checked).flatMap((uri): Node[] => {
    const file = checked.get(uri);
    const findings = knownFindings(uri, checked);
    const unjudged = file?.stale === false ? file.results.filter(isNotJudged) : [];
    const stale = file?.stale === true;
    return findings.length + unjudged.length === 0 && !stale ? [] : [{ type: 'standing', uri, findings, unjudged, stale }];
  });
}

const SEVERITY_ICONS = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  information: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
} as const;

const ICONS = {
  pass: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  'old-left': new vscode.ThemeIcon('check'),
  fail: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  advice: new vscode.ThemeIcon('info'),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
  'not-told': new vscode.ThemeIcon('question'),
  'not-applicable': new vscode.ThemeIcon('dash'),
} as const satisfies Record<GateLook, vscode.ThemeIcon>;

const EDITED = new vscode.ThemeIcon('history', new vscode.ThemeColor('disabledForeground'));

function itemOf(node: Node): vscode.TreeItem {
  if (node.type === 'file') return fileItem(node);
  if (node.type === 'standing') return standingItem(node);
  return node.type === 'finding' ? findingItem(node) : gateItem(node);
}

function standingItem({ uri, findings, unjudged, stale }: Extract<Node, { type: 'standing' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = standingWords({ findings: findings.length, unjudged: unjudged.map(({ gate }) => gate), stale });
  item.iconPath = vscode.ThemeIcon.File;
  return item;
}

function fileItem({ uri, state, results, waits, edited }: Extract<Node, { type: 'file' }>): vscode.TreeItem {
  // The row is about a change: what colours the file in the Explorer (a problem, a Git status) is no verdict on it.
  const item = new vscode.TreeItem(uri.with({ scheme: 'centuria-row' }), vscode.TreeItemCollapsibleState.Expanded);
  item.description = judgedWords(state, results, edited);
  item.tooltip = vscode.workspace.asRelativePath(uri);
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = waits ? 'receipt result' : 'receipt';
  return item;
}

function findingItem({ uri, finding, here }: Extract<Node, { type: 'finding' }>): vscode.TreeItem {
  const {
    message,
    rule,
    severity,
    range: { startLine, startColumn },
    uri: elsewhere,
    fix,
  } = finding;
  const item = new vscode.TreeItem(message);
  const file = elsewhere === undefined ? '' : `${vscode.Uri.parse(elsewhere).path.split('/').at(-1)} `;
  item.description = `${rule}, ${file}line ${startLine + 1}`;
  item.iconPath = SEVERITY_ICONS[severity];
  item.tooltip = new vscode.MarkdownString([message.replaceAll('<', '&lt;'), ...explanation(finding)].join('\n\n'));
  if (here) item.contextValue = fix === undefined ? 'finding explain' : 'finding explain fix';
  item.command = openAt(elsewhere === undefined ? uri : vscode.Uri.parse(elsewhere), new vscode.Position(startLine, startColumn));
  return item;
}

function gateItem({ uri, line, result, edited }: Extract<Node, { type: 'gate' }>): vscode.TreeItem {
  const { gate, tool, findings } = result;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(gate, findings.length > 0 ? Collapsed : None);
  item.description = gateWords(result);
  item.iconPath = edited ? EDITED : ICONS[gateLook(result)];
  item.tooltip = tool;
  const first = findings[0]?.range;
  item.command = openAt(uri, new vscode.Position(first?.startLine ?? line, first?.startColumn ?? 0));
  return item;
}

function openAt(uri: vscode.Uri, at: vscode.Position): vscode.Command {
  return { title: '', command: 'vscode.open', arguments: [uri, { selection: new vscode.Range(at, at) }] };
}
