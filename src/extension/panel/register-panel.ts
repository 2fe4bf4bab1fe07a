import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

import { panelHtml } from './panel-html.ts';
import { PanelSession, type PanelSessionDeps } from './panel-session.ts';
import type { PanelSource } from './panel-source.ts';

/** The webview view in the side bar. */
export const TEAM_VIEW_ID = 'centuria.team';
/** The same bundle in the editor area; also the id of its serializer. */
export const PANEL_VIEW_TYPE = 'centuria.panel';

export interface RegisterPanelOptions {
  readonly context: vscode.ExtensionContext;
  readonly source: PanelSource;
  readonly log: vscode.LogOutputChannel;
}

export interface TeamPanel extends vscode.Disposable {
  /** Opens the panel in the editor area, or brings it to the front. */
  open(): void;
}

/** Registers the Team view, and the Team panel with its serializer. */
export function registerPanel(options: RegisterPanelOptions): TeamPanel {
  let open: vscode.WebviewPanel | undefined;

  const adopt = (panel: vscode.WebviewPanel): void => {
    open = panel;
    panel.iconPath = new vscode.ThemeIcon('shield');
    const session = connect(options, panel.webview, panel.visible);
    panel.onDidChangeViewState(() => session.setVisible(panel.visible));
    panel.onDidDispose(() => {
      session.dispose();
      if (open === panel) open = undefined;
    });
  };

  const registrations = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(TEAM_VIEW_ID, {
      resolveWebviewView(view) {
        const session = connect(options, view.webview, view.visible);
        view.onDidChangeVisibility(() => session.setVisible(view.visible));
        view.onDidDispose(() => session.dispose());
      },
    }),
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
      deserializeWebviewPanel(panel) {
        adopt(panel);
        return Promise.resolve();
      },
    }),
    { dispose: () => open?.dispose() },
  );
  return {
    open() {
      if (open !== undefined) open.reveal();
      else adopt(vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, vscode.l10n.t('Centuria'), vscode.ViewColumn.Active));
    },
    dispose: () => registrations.dispose(),
  };
}

function connect(
  options: RegisterPanelOptions,
  webview: vscode.Webview,
  visible: boolean,
): vscode.Disposable & {
  setVisible(visible: boolean): void;
} {
  const session = new PanelSession(sessionDeps(options, webview), visible);
  const subscription = webview.onDidReceiveMessage((message: unknown) => session.receive(message));
  loadPage(options.context.extensionUri, webview);
  return {
    setVisible: (now) => session.setVisible(now),
    dispose() {
      subscription.dispose();
      session.dispose();
    },
  };
}

function loadPage(extensionUri: vscode.Uri, webview: vscode.Webview): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = panelHtml({
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.js')).toString(),
    styleUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.css')).toString(),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
  });
}

function sessionDeps({ source, log }: RegisterPanelOptions, webview: vscode.Webview): PanelSessionDeps {
  const report = (what: string) => (error: unknown) => {
    log.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };
  return {
    source,
    log,
    clock: {
      now: () => performance.now(),
      time: () => Date.now(),
      after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    post: (message) => void webview.postMessage(message).then(undefined, report('The panel could not be updated')),
    run(command, task) {
      const done = vscode.commands.executeCommand(command, ...(task === undefined ? [] : [task]));
      done.then(undefined, report(`The command ${command}, asked for in the panel, failed`));
    },
    openLink(uri, line) {
      openAt(uri, line).then(undefined, (error: unknown) => {
        report('A link in the panel could not be opened')(error);
        const text = vscode.l10n.t('This file could not be opened. It may have been moved or deleted since.');
        void vscode.window.showErrorMessage(text);
      });
    },
  };
}

async function openAt(uri: string, line: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const start = new vscode.Position(Math.min(line, Math.max(0, document.lineCount - 1)), 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
}
