import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { GateId, JudgeRequest } from '../core/gate.ts';
import type { JobOutcome } from './analysis-thread.ts';
import { createGatesEngine } from './engine.ts';
import type { Job } from './jobs.ts';
import type { PoolOptions } from './worker-pool.ts';

const never = new AbortController().signal;
const fine: JobOutcome = { ok: true, value: { analysis: { ok: true, complaints: [] }, tool: 't', dependencies: [] }, elapsedMs: 1 };
const request = (result: string): JudgeRequest => ({
  files: [{ uri: 'file:///a.py', languageId: 'python', base: '', result }],
  overlays: [],
  trusted: false,
});

type Answer = (job: Job, options: PoolOptions) => JobOutcome | Promise<JobOutcome>;

/** An engine over threads that answer at once, and what they were asked. */
function engineOver(answer: Answer, cacheBytes = 1_000_000, policy: () => GatePolicy = () => ({})) {
  const jobs: Job[] = [];
  const run = (job: Job, options: PoolOptions): Promise<JobOutcome> => {
    jobs.push(job);
    if (job.kind === 'suppressions') return Promise.resolve({ ok: true, value: [], elapsedMs: 0 });
    return Promise.resolve(answer(job, options));
  };
  const engine = createGatesEngine({
    pool: { run, ticket: () => ({ turn: 0, number: 0 }) },
    limits: () => ({}),
    policy,
    cacheBytes: () => cacheBytes,
  });
  return { engine, jobs };
}

async function judged(engine: ReturnType<typeof engineOver>['engine'], result = 'x = 1\n', signal = never) {
  const [file] = await engine.judge(request(result), signal);
  return file?.results ?? [];
}

const gateOf = (job: Job): GateId | undefined => (job.kind === 'analyse' ? job.gate : undefined);

/** What `imports` says depends on folders, and what pyright has read it does not tell: both are asked each time. */
const isKept = (job: Job): boolean => gateOf(job) !== 'imports' && gateOf(job) !== 'types';

test('a gate that timed out is unknown with its reason, and the others keep their verdict', async () => {
  const { engine } = engineOver((job) => (gateOf(job) === 'lint' ? { ok: false, why: 'timed out after 1 s' } : fine));
  assert.deepEqual(
    (await judged(engine)).map(({ gate, verdict, why }) => [gate, verdict, why]),
    [
      ['secrets', 'pass', undefined],
      ['syntax', 'pass', undefined],
      ['lint', 'unknown', 'timed out after 1 s'],
      ['security', 'pass', undefined],
      ['imports', 'pass', undefined],
      ['complexity', 'pass', undefined],
      ['documentation', 'pass', undefined],
      ['types', 'pass', undefined],
    ],
  );
});

test('an answer of the thread that is none is unknown, not a pass', async () => {
  for (const value of [
    undefined,
    [],
    { analysis: { ok: true }, tool: 't' },
    { analysis: { ok: true, complaints: [{ rule: 5 }] }, tool: 't' },
  ]) {
    const { engine } = engineOver(() => ({ ok: true, value, elapsedMs: 0 }));
    const [secrets] = await judged(engine);
    assert.equal(secrets?.verdict, 'unknown');
    assert.match(secrets?.why ?? '', /not valid/u);
  }
});

test('the base that many changes share is analysed once, and the same change not again', async () => {
  const { engine, jobs } = engineOver(() => fine);
  const of = (text: string): number => jobs.filter((job) => isKept(job) && job.kind === 'analyse' && job.subject.text === text).length;
  for (const result of ['x = 1\n', 'x = 2\n', 'x = 1\n']) await judged(engine, result);
  assert.deepEqual([of(''), of('x = 1\n'), of('x = 2\n')], [6, 6, 6]);
});

test('a verdict is not told again under another policy', async () => {
  let policy: GatePolicy = {};
  const { engine } = engineOver(
    () => fine,
    1_000_000,
    () => policy,
  );
  const files = [{ uri: 'file:///a.yaml', languageId: 'yaml', base: '', result: 'a: 1\n' }];
  const syntax = async () =>
    (await engine.judge({ files, overlays: [], trusted: false }, never))[0]?.results.find(({ gate }) => gate === 'syntax');
  assert.equal((await syntax())?.verdict, 'pass');
  policy = { levels: { syntax: 'off' } };
  assert.equal((await syntax())?.off, true);
  policy = {};
  assert.equal((await syntax())?.verdict, 'pass');
});

test('the two doors share what they know of a text that silences nothing, and not of one that does', async () => {
  const { engine, jobs } = engineOver(() => fine);
  const asked = async (text: string): Promise<number> => {
    await judged(engine, text);
    const before = jobs.filter(isKept).length;
    await engine.inspect({ uri: 'file:///a.py', languageId: 'python', text, overlays: [] }, never);
    return jobs.filter(isKept).length - before;
  };
  assert.equal(await asked('x = 1\n'), 0);
  assert.equal(await asked('x = 1  # noqa\n'), 5);
});

test('unknown is never kept: it is asked again', async () => {
  let isFine = false;
  const { engine } = engineOver(() =>
    isFine ? fine : { ok: true, value: { analysis: { ok: false, verdict: 'unknown', why: 'w' }, tool: 't' }, elapsedMs: 0 },
  );
  assert.equal((await judged(engine))[2]?.verdict, 'unknown');
  isFine = true;
  assert.equal((await judged(engine))[2]?.verdict, 'pass');
});

test('without room nothing is kept', async () => {
  const { engine, jobs } = engineOver(() => fine, 0);
  await judged(engine);
  const { length } = jobs;
  await judged(engine);
  assert.equal(jobs.length, 2 * length);
});

test('those who ask the same at the same time share a run, which goes on until nobody waits', async () => {
  const runs: PoolOptions[] = [];
  const { engine, jobs } = engineOver((_job, options) => {
    runs.push(options);
    return new Promise((resolve) => {
      options.signal.addEventListener('abort', () => {
        resolve({ ok: false, why: 'cancelled' });
      });
    });
  });
  const [one, other] = [new AbortController(), new AbortController()];
  const question = { uri: 'file:///a.json', languageId: 'json', text: '{}', overlays: [], gates: ['secrets'] as const };
  const first = engine.inspect(question, one.signal);
  const second = engine.inspect(question, other.signal, 'editor');
  assert.equal(jobs.length, 1);
  assert.equal(runs[0]?.urgency.priority, 'editor');
  one.abort();
  assert.equal((await first)[0]?.why, 'cancelled');
  assert.equal(runs[0]?.signal.aborted, false);
  other.abort();
  assert.equal((await second)[0]?.why, 'cancelled');
  assert.equal(runs[0]?.signal.aborted, true);
});

test('a text that could not be inspected is unknown, told apart from nothing found', async () => {
  const { engine } = engineOver(() => ({ ok: false, why: 'w' }));
  const question = { uri: 'file:///a.json', languageId: 'json', text: '', overlays: [] };
  assert.deepEqual(
    (await engine.inspect(question, never)).map(({ verdict, why }) => [verdict, why]),
    [
      ['unknown', 'w'],
      ['unknown', 'w'],
    ],
  );
});

test('an analyser that throws is unknown by its name', async () => {
  const { engine } = engineOver(() => ({ ok: false, why: 'ruff failed: no memory' }));
  assert.equal((await judged(engine))[2]?.why, 'ruff failed: no memory');
});
