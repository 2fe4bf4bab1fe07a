import { parentPort, workerData } from 'node:worker_threads';
import type { PyrightAnswer, PyrightMessage } from './question.ts';
import { Session } from './session.ts';

/*
 * The thread that pyright runs in. It is asked one question at a time, blocks while it checks, and may be ended at any moment; it
 * ends with the thread that started it.
 */

const { folder }: { readonly folder: string } = workerData;
const session = new Session(folder);

function answer(message: PyrightAnswer): void {
  parentPort?.postMessage(message);
}

let last: Promise<void> = Promise.resolve();

async function perform({ id, question }: PyrightMessage): Promise<void> {
  try {
    answer({ id, found: [...(await session.ask(question))] });
  } catch (error) {
    answer({ id, found: [], failed: error instanceof Error ? error.message : String(error) });
  }
}

// One that nobody waits for any more goes on: the next one waits for it, and who asks ends the thread if it takes long.
parentPort?.on('message', (message: PyrightMessage) => {
  last = last.then(() => perform(message));
});
