import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { JobOutcome } from './analysis-thread.ts';
import type { Job } from './jobs.ts';
import { WorkerPool } from './worker-pool.ts';
import type { Priority } from './work-queue.ts';

/** A thread that does as the scanned text says; it speaks the protocol of the real one. */
const obedient = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, job, flag }) => {
  parentPort.postMessage({ id, kind: 'begun' });
  const text = job.text ?? job.subject.text;
  if (text === 'crash') throw new Error('no luck');
  if (text === 'exit') process.exit(3);
  if (text === 'hang') for (;;) {}
  if (text === 'greedy') for (const all = []; ; ) all.push(new Array(1e6).fill(all.length));
  if (text === 'heed') while (Atomics.load(flag, 0) === 0);
  if (text === 'strange') parentPort.postMessage({ nothing: true });
  if (text === 'fail') parentPort.postMessage({ id, kind: 'failed', why: 'could not' });
  else parentPort.postMessage({ id, kind: 'done', value: text, elapsedMs: 0 });
});`;

const never = new AbortController().signal;
const scan = (text: string): Job => ({ kind: 'scan', text });
const check = (text: string): Job => ({
  kind: 'analyse',
  gate: 'types',
  subject: { uri: 'file:///a.ts', languageId: 'typescript', text, overlays: [], declared: [], honourComments: false },
});

interface Told {
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  readonly priority?: Priority;
  readonly agent?: string;
}

async function withPool(
  body: (run: (job: Job, told?: Told) => Promise<JobOutcome>, pool: WorkerPool, starts: () => number) => Promise<void>,
  size = 1,
): Promise<void> {
  let starts = 0;
  const pool = new WorkerPool({
    start: () => {
      starts += 1;
      return new Worker(obedient, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64 } });
    },
    size,
  });
  const run = (job: Job, { signal = never, limitMs = 60_000, priority = 'agent', agent = '' }: Told = {}): Promise<JobOutcome> =>
    pool.run(job, { signal, limitMs, ticket: pool.ticket(agent), urgency: { priority } });
  try {
    await body(run, pool, () => starts);
  } finally {
    await pool.dispose();
  }
}

const said = (outcome: JobOutcome): unknown => (outcome.ok ? outcome.value : outcome.why);

test('a thread that crashes, exits or runs out of memory fails its job, and the next job has another one', async () => {
  await withPool(async (run) => {
    const outcomes: unknown[] = [];
    for (const text of ['crash', 'exit', 'greedy', 'fine', 'fail', 'fine']) outcomes.push(said(await run(check(text))));
    assert.deepEqual(outcomes.slice(0, 2), ['the analysing thread ended: no luck', 'the analysing thread ended with code 3']);
    assert.match(String(outcomes[2]), /^the analysing thread ended: .*memory/u);
    assert.deepEqual(outcomes.slice(3), ['fine', 'could not', 'fine']);
  });
});

test('a job that does not end is ended, and waiting does not count for the next', async () => {
  await withPool(async (run) => {
    const hung = run(check('hang'), { limitMs: 300 });
    const next = run(check('fine'));
    assert.deepEqual(await hung, { ok: false, why: 'timed out after 0.3 s' });
    assert.equal(said(await next), 'fine');
  });
});

test('what is light does not wait for what is heavy', async () => {
  await withPool(async (run) => {
    const stop = new AbortController();
    const heavy = run(check('heed'), { signal: stop.signal });
    assert.equal(said(await run(scan('fine'))), 'fine');
    stop.abort();
    await heavy;
  });
});

test('a waiting job that is cancelled is never started', async () => {
  await withPool(async (run, _pool, starts) => {
    const stop = new AbortController();
    const first = run(check('fine'));
    const waiting = run(check('crash'), { signal: stop.signal });
    stop.abort();
    assert.deepEqual(await waiting, { ok: false, why: 'cancelled' });
    assert.equal(said(await first), 'fine');
    assert.equal(starts(), 1);
    assert.deepEqual(await run(check('crash'), { signal: AbortSignal.abort() }), { ok: false, why: 'cancelled' });
  });
});

test('a running job that heeds its cancellation keeps its thread, one that does not loses it', async () => {
  await withPool(async (run) => {
    for (const text of ['heed', 'hang']) {
      const stop = new AbortController();
      const running = run(check(text), { signal: stop.signal });
      stop.abort();
      const outcome = said(await running);
      assert.ok(outcome === 'cancelled' || outcome === 'heed');
      assert.equal(said(await run(check('fine'))), 'fine');
    }
  });
});

test('the editor goes first, then a person, then agents by turns', async () => {
  await withPool(async (run) => {
    const stop = new AbortController();
    const order: string[] = [];
    const ask = async (name: string, told: Told): Promise<void> => {
      await run(check('fine'), told);
      order.push(name);
    };
    const blocked = run(check('heed'), { signal: stop.signal });
    const asked = [
      ask('a1', { agent: 'a' }),
      ask('a2', { agent: 'a' }),
      ask('a3', { agent: 'a' }),
      ask('b1', { agent: 'b' }),
      ask('b2', { agent: 'b' }),
      ask('person', { priority: 'person' }),
      ask('editor', { priority: 'editor' }),
    ];
    stop.abort();
    await Promise.all([blocked, ...asked]);
    assert.deepEqual(order, ['editor', 'person', 'a1', 'b1', 'a2', 'b2', 'a3']);
  });
});

test('an answer that is none is not taken for one', async () => {
  await withPool(async (run) => {
    assert.equal(said(await run(scan('strange'))), 'strange');
  });
});

test('after dispose every job is refused, those that wait and those that run too', async () => {
  await withPool(async (run, pool) => {
    const hung = [run(check('hang')), run(check('hang')), run(scan('hang'))];
    await pool.dispose();
    for (const outcome of [...hung, run(scan('fine'))]) assert.deepEqual(await outcome, { ok: false, why: 'the gates were shut down' });
  });
});
