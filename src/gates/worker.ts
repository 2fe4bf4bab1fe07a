import { parentPort } from 'node:worker_threads';
import type { GateResult } from '../core/gate.ts';
import { createAnalysers } from './analysers.ts';
import { gateAssets } from './assets.ts';
import { inspect } from './inspect.ts';
import type { Job, JobAnswer, JobMessage } from './jobs.ts';
import { judge } from './judge.ts';
import { scanSecrets } from './secrets/scan.ts';

/*
 * The thread that analyses. It does one job at a time (the server sends the next one after the answer), may block,
 * and may be ended at any moment.
 */

let flag: Int32Array = new Int32Array(1);
const isCancelled = (): boolean => Atomics.load(flag, 0) !== 0;
const analysers = createAnalysers(gateAssets(import.meta.url), isCancelled);

async function perform(id: number, job: Job): Promise<JobAnswer> {
  switch (job.kind) {
    case 'judge': {
      const onResult = (value: GateResult): void => {
        answer({ id, kind: 'partial', value });
      };
      const value = await judge(job.request, { analysers, isCancelled, now: () => performance.now(), onResult });
      return { id, kind: 'done', value };
    }
    case 'scan':
      return { id, kind: 'done', value: await scanSecrets(job.text) };
    case 'inspect':
      return { id, kind: 'done', value: await inspect(job.request, { analysers, isCancelled, now: () => performance.now() }) };
  }
}

function answer(message: JobAnswer): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (message: JobMessage) => {
  flag = message.flag;
  perform(message.id, message.job).then(answer, (error: unknown) => {
    answer({ id: message.id, kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
});
