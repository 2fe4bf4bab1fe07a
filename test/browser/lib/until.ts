import { setTimeout as delay } from 'node:timers/promises';

import { patience } from './vscode-window.ts';

/** Waits until something outside of the window has come about: a request, a process, a row of a file. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = patience): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`never came about: ${isSo.toString()}`);
    await delay(20);
  }
}
