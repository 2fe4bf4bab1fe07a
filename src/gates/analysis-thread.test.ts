import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { AnalysisThread } from './analysis-thread.ts';
import type { Job } from './jobs.ts';

/** A thread that does as the scanned text says; it speaks the protocol of the real one. */
const obedient = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, job }) => {
  if (job.text === 'crash') throw new Error('no luck');
  if (job.text === 'exit') process.exit(3);
  if (job.text === 'hang') for (;;) {}
  if (job.text === 'fail') parentPort.postMessage({ id, kind: 'failed', why: 'could not' });
  else parentPort.postMessage({ id, kind: 'done', value: job.text });
});`;

const never = new AbortController().signal;
const scan = (text: string): Job => ({ kind: 'scan', text });

async function withThread(body: (thread: AnalysisThread, starts: () => number) => Promise<void>): Promise<void> {
  let starts = 0;
  const thread = new AnalysisThread(() => {
    starts += 1;
    return new Worker(obedient, { eval: true });
  });
  try {
    await body(thread, () => starts);
  } finally {
    await thread.dispose();
  }
}

test('a thread that crashes or exits fails its job, and the next job has a new one', async () => {
  await withThread(async (thread, starts) => {
    const options = { signal: never, limitMs: 10_000 };
    const jobs = ['crash', 'exit', 'fine', 'fail', 'fine'].map((text) => thread.run(scan(text), options));
    assert.deepEqual(await Promise.all(jobs), [
      { ok: false, why: 'the analysing thread ended: no luck' },
      { ok: false, why: 'the analysing thread ended with code 3' },
      { ok: true, value: 'fine' },
      { ok: false, why: 'could not' },
      { ok: true, value: 'fine' },
    ]);
    assert.equal(starts(), 3);
  });
});

test('a job that does not end is ended, and waiting does not count for the next', async () => {
  await withThread(async (thread) => {
    const hung = thread.run(scan('hang'), { signal: never, limitMs: 300 });
    const next = thread.run(scan('fine'), { signal: never, limitMs: 5_000 });
    assert.deepEqual(await hung, { ok: false, why: 'timed out after 0.3 s' });
    assert.deepEqual(await next, { ok: true, value: 'fine' });
  });
});

test('a waiting job that is cancelled is never started', async () => {
  await withThread(async (thread, starts) => {
    const controller = new AbortController();
    const first = thread.run(scan('fine'), { signal: never, limitMs: 10_000 });
    const waiting = thread.run(scan('crash'), { signal: controller.signal, limitMs: 10_000 });
    controller.abort();
    assert.deepEqual(await waiting, { ok: false, why: 'cancelled' });
    assert.deepEqual(await first, { ok: true, value: 'fine' });
    assert.equal(starts(), 1);
  });
});

test('a running job that does not heed its cancellation loses its thread', async () => {
  await withThread(async (thread) => {
    const controller = new AbortController();
    const hung = thread.run(scan('hang'), { signal: controller.signal, limitMs: 60_000 });
    controller.abort();
    assert.deepEqual(await hung, { ok: false, why: 'cancelled' });
    assert.deepEqual(await thread.run(scan('fine'), { signal: never, limitMs: 10_000 }), { ok: true, value: 'fine' });
  });
});

test('after dispose every job is refused', async () => {
  await withThread(async (thread) => {
    const hung = thread.run(scan('hang'), { signal: never, limitMs: 60_000 });
    await thread.dispose();
    assert.deepEqual(await hung, { ok: false, why: 'the gates were shut down' });
    assert.equal((await thread.run(scan('fine'), { signal: never, limitMs: 1 })).ok, false);
  });
});
