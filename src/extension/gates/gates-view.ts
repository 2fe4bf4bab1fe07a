import * as vscode from 'vscode';

import type { Finding, GateResult } from '../../core/gate.ts';
import type { TaskState } from '../../core/task.ts';
import { verdictWords } from '../../core/verdicts.ts';
import type { Services } from '../services.ts';
import { needsYou, throttle } from '../tasks/tasks-view.ts';
import { gateWords, judgedFiles } from './judged-files.ts';

type Node =
  | { readonly type: 'file'; readonly uri: vscode.Uri; readonly state: TaskState; readonly results: readonly GateResult[]; readonly waits: boolean }
  | { readonly type: 'gate'; readonly uri: vscode.Uri; readonly line: number; readonly result: GateResult }
  | { readonly type: 'finding'; readonly uri: vscode.Uri; readonly finding: Finding };

/** The Gates view: by file, what each gate last said of a change to it. */
export function registerGatesView(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const refresh = services.hub.onDidChange(throttle(500, () => changed.fire(undefined)));
  const view = vscode.window.createTreeView<Node>('centuria.gates', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => childrenOf(services, node),
      getTreeItem: itemOf,
    },
  });
  return vscode.Disposable.from(view, refresh, changed);
}

function childrenOf(services: Services, node: Node | undefined): Node[] {
  if (node === undefined) return files(services);
  if (node.type === 'file') return node.results.map((result) => ({ type: 'gate', uri: node.uri, line: node.state.subject?.range.startLine ?? 0, result }));
  return node.type === 'gate' ? node.result.findings.map((finding) => ({ type: 'finding', uri: node.uri, finding })) : [];
}

function files(services: Services): Node[] {
  return judgedFiles(services.hub.ended()).map(({ state, uri, results }) => ({ type: 'file', uri: vscode.Uri.parse(uri), state, results, waits: needsYou(services, state) }));
}

const ICONS = {
  pass: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  fail: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
  'not-applicable': new vscode.ThemeIcon('dash'),
} as const;

function itemOf(node: Node): vscode.TreeItem {
  if (node.type === 'file') return fileItem(node);
  return node.type === 'finding' ? findingItem(node.uri, node.finding) : gateItem(node);
}

function fileItem({ uri, state, results, waits }: Extract<Node, { type: 'file' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.description = `${state.decision === undefined ? '' : `${state.decision}, `}${verdictWords(results)}`;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = waits ? 'receipt result' : 'receipt';
  return item;
}

function findingItem(uri: vscode.Uri, { message, rule, range: { startLine, startColumn }, uri: elsewhere }: Finding): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  const file = elsewhere === undefined ? '' : `${vscode.Uri.parse(elsewhere).path.split('/').at(-1)} `;
  item.description = `${rule}, ${file}line ${startLine + 1}`;
  item.command = openAt(elsewhere === undefined ? uri : vscode.Uri.parse(elsewhere), new vscode.Position(startLine, startColumn));
  return item;
}

function gateItem({ uri, line, result }: Extract<Node, { type: 'gate' }>): vscode.TreeItem {
  const { gate, verdict, tool, findings } = result;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(gate, findings.length > 0 ? Collapsed : None);
  item.description = gateWords(result);
  item.iconPath = ICONS[verdict];
  item.tooltip = tool;
  const first = findings[0]?.range;
  item.command = openAt(uri, new vscode.Position(first?.startLine ?? line, first?.startColumn ?? 0));
  return item;
}

function openAt(uri: vscode.Uri, at: vscode.Position): vscode.Command {
  return { title: '', command: 'vscode.open', arguments: [uri, { selection: new vscode.Range(at, at) }] };
}
