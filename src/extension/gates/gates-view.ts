import * as vscode from 'vscode';

import type { Finding, GateResult } from '../../core/gate.ts';
import type { TaskState } from '../../core/task.ts';
import type { Services } from '../services.ts';
import { throttle } from '../tasks/tasks-view.ts';

type Node =
  | { readonly type: 'file'; readonly uri: vscode.Uri; readonly state: TaskState; readonly results: readonly GateResult[] }
  | { readonly type: 'gate'; readonly uri: vscode.Uri; readonly result: GateResult }
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
  if (node.type === 'file') return node.results.map((result) => ({ type: 'gate', uri: node.uri, result }));
  return node.type === 'gate' ? node.result.findings.map((finding) => ({ type: 'finding', uri: node.uri, finding })) : [];
}

/** The newest judged change of each file. */
function files(services: Services): Node[] {
  const seen = new Set<string>();
  const nodes: Node[] = [];
  for (const state of services.hub.ended()) {
    const uri = state.subject?.uri;
    const results = state.attempts.findLast((attempt) => attempt.results !== undefined)?.results;
    if (uri === undefined || results === undefined || state.subject?.kind !== 'edit' || seen.has(uri)) continue;
    seen.add(uri);
    nodes.push({ type: 'file', uri: vscode.Uri.parse(uri), state, results });
  }
  return nodes;
}

const ICONS = {
  pass: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  fail: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
  'not-applicable': new vscode.ThemeIcon('dash'),
} as const;

function itemOf(node: Node): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  if (node.type === 'file') {
    const item = new vscode.TreeItem(node.uri, Expanded);
    item.description = node.state.decision ?? node.state.ending?.type ?? '';
    item.iconPath = vscode.ThemeIcon.File;
    return item;
  }
  if (node.type === 'finding') {
    const { startLine, startColumn } = node.finding.range;
    const item = new vscode.TreeItem(node.finding.message, None);
    item.description = `${node.finding.rule}, line ${startLine + 1}`;
    const selection = new vscode.Range(startLine, startColumn, startLine, startColumn);
    item.command = { title: '', command: 'vscode.open', arguments: [node.uri, { selection }] };
    return item;
  }
  const { gate, verdict, required, why, tool, findings, known } = node.result;
  const item = new vscode.TreeItem(gate, findings.length > 0 ? Collapsed : None);
  const old = known > 0 ? `, ${known} known before` : '';
  item.description = `${verdict}${required ? '' : ', advisory'}${old}${why === undefined ? '' : `: ${why}`}`;
  item.iconPath = ICONS[verdict];
  item.tooltip = tool;
  return item;
}
