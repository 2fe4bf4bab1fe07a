import * as vscode from 'vscode';

/** The log people can open. Every line passes the redaction of known keys. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
  /** From now on `secret` never appears in a line. */
  redact(secret: string): void;
  show(): void;
  /** The last lines, redacted, for an export. */
  recent(): readonly string[];
  readonly channel: vscode.LogOutputChannel;
}

const RECENT_LINES = 500;

export function createLog(): Log & vscode.Disposable {
  const channel = vscode.window.createOutputChannel('Centuria', { log: true });
  const secrets = new Set<string>();
  const lines: string[] = [];

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
    show: () => channel.show(),
    recent: () => lines,
    channel,
    dispose: () => channel.dispose(),
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
