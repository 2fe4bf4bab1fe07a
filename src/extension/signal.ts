import * as vscode from 'vscode';

/** A signal that fires when `token` is cancelled. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** A token that is cancelled when `signal` fires, for the length of `use`. */
export async function withToken<T>(signal: AbortSignal | undefined, use: (token: vscode.CancellationToken) => Thenable<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal?.aborted === true) source.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    return await use(source.token);
  } finally {
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}
