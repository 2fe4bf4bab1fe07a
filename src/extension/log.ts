import { existsSync } from 'node:fs';

import * as vscode from 'vscode';

/** The log people can open. Every line passes the redaction of known keys. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
  /** From now on `secret` never appears in a line. */
  redact(secret: string): void;
  show(): Promise<void>;
  /** The last lines, redacted, for an export. */
  recent(): readonly string[];
  readonly channel: vscode.LogOutputChannel;
}

const RECENT_LINES = 500;
const NAME = 'Centuria';
const LOG_URI = vscode.Uri.from({ scheme: 'centuria-log', path: '/centuria.log' });

/** `folder` is where VS Code writes the logs of this extension. */
export function createLog(folder: vscode.Uri): Log & vscode.Disposable {
  const channel = vscode.window.createOutputChannel(NAME, { log: true });
  const secrets = new Set<string>();
  const lines: string[] = [];
  const shown = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(LOG_URI.scheme, {
    onDidChange: shown.event,
    provideTextDocumentContent: () =>
      lines.length === 0 ? vscode.l10n.t('Nothing has happened in this window yet.') : `${lines.join('\n')}\n`,
  });

  const clean = (message: string): string => {
    let text = message;
    for (const secret of secrets) text = text.replaceAll(secret, '[key]');
    lines.push(`${new Date().toISOString()} ${text}`);
    if (lines.length > RECENT_LINES) lines.shift();
    return text;
  };

  return {
    info: (message) => channel.info(clean(message)),
    warn: (message) => channel.warn(clean(message)),
    error: (message, cause) => channel.error(clean(cause === undefined ? message : `${message}: ${describe(cause)}`)),
    redact: (secret) => void (secret.length >= 8 && secrets.add(secret)),
    // An output channel draws what is in its file. A VS Code without its native log writer writes none: the lines are a read-only document there.
    show: async () => {
      if (existsSync(vscode.Uri.joinPath(folder, `${NAME}.log`).fsPath)) return channel.show();
      shown.fire(LOG_URI);
      await vscode.window.showTextDocument(LOG_URI, { preview: false });
    },
    recent: () => lines,
    channel,
    dispose: () => vscode.Disposable.from(channel, provider, shown).dispose(),
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
