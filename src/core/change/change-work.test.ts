import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeCard, fakeResult, fakeWorld } from '../../../test/fakes/fake-world.ts';
import { FAKE_SUBJECT } from '../../../test/fakes/fake-work.ts';
import type { FileJudgement, GateResult, Verdict } from '../gate.ts';
import type { Proof, ProofRequest } from '../proof.ts';
import { judgementOf } from '../verdicts.ts';
import type { ToolsRequest } from '../workspace-tools.ts';
import { applyReplacement, changeWork, judgeReplacement, selectedOf, wholeAnswer, type ChangeJob } from './change-work.ts';

const signal = new AbortController().signal;
const TEXT = 'function a() {\r\n  return 1;\r\n}\r\n';

function job(text: string, selection: string): ChangeJob {
  const start = text.indexOf(selection);
  return {
    subject: FAKE_SUBJECT,
    input: {
      instruction: 'do',
      languageId: 'typescript',
      fileName: 'a.ts',
      before: '',
      selection,
      after: '',
      firstLine: 0,
      diagnostics: [],
      signatures: [],
      role: '',
    },
    document: { uri: 'file:///a.ts', languageId: 'typescript', text },
    start,
    end: start + selection.length,
    overlays: [{ uri: 'file:///b.ts', text: 'unsaved' }],
    trusted: false,
  };
}

const text = fc.string({ unit: 'binary' });

test('everything outside the selection is unchanged, to the byte', () => {
  fc.assert(
    fc.property(
      fc.record({ before: text, selection: text, after: text, replacement: text }),
      ({ before, selection, after, replacement }) => {
        const whole = {
          document: { uri: '', languageId: '', text: before + selection + after },
          start: before.length,
          end: before.length + selection.length,
        };
        assert.equal(applyReplacement(whole, replacement), before + replacement + after);
      },
    ),
  );
});

test('a document in CRLF is told as such', () => {
  const selected = selectedOf(job(TEXT, '  return 1;'), 'full');
  assert.deepEqual([selected.text, selected.eol], ['  return 1;', '\r\n']);
  assert.equal(selectedOf(job('a\nb', 'a'), 'full').eol, '\n');
});

test('the gates judge the whole changed document against the buffer, with the other unsaved files', async () => {
  const world = fakeWorld({ judge: () => Promise.resolve([{ uri: 'file:///a.ts', results: [fakeResult('types', 'pass')] }]) });
  const told: string[] = [];
  const work = changeWork(job(TEXT, '  return 1;'), world, (replacement) => told.push(replacement));
  const { results } = await work.check({ text: '```ts\nreturn 2;\n```', truncated: false, card: fakeCard('big') }, signal);
  assert.deepEqual(
    results.map(({ gate, verdict }) => [gate, verdict]),
    [
      ['format', 'pass'],
      ['types', 'pass'],
    ],
  );
  assert.deepEqual(told, ['  return 2;']);
  assert.deepEqual(world.judged, [
    {
      files: [{ uri: 'file:///a.ts', languageId: 'typescript', base: TEXT, result: 'function a() {\r\n  return 2;\r\n}\r\n' }],
      overlays: [{ uri: 'file:///b.ts', text: 'unsaved' }],
      trusted: false,
      priority: 'person',
    },
  ]);
});

test('an answer without the right form is judged by no other gate and is told to nobody', async () => {
  const world = fakeWorld();
  const work = changeWork(job(TEXT, '  return 1;'), world, () => assert.fail('it was told'));
  const { results } = await work.check({ text: 'no code', truncated: false, card: fakeCard('big') }, signal);
  assert.deepEqual(
    results.map(({ gate, verdict }) => [gate, verdict]),
    [['format', 'fail']],
  );
  assert.deepEqual(world.judged, []);
});

test('a small model that was stopped before its closing fence has given a whole answer', () => {
  assert.equal(wholeAnswer('```ts\na', 'small'), '```ts\na\n```');
  assert.equal(wholeAnswer('````md\na\n```\nb', 'small'), '````md\na\n```\nb\n````');
});

test('a small model that closed its fence is left alone', () => {
  assert.equal(wholeAnswer('```ts\na\n```\n', 'small'), '```ts\na\n```\n');
});

test("another model's open fence is not closed for it", () => {
  assert.equal(wholeAnswer('```ts\na', 'full'), '```ts\na');
});

function provedBy(judged: readonly GateResult[], stop?: AbortController) {
  const asked: ProofRequest[] = [];
  const proof: Proof = {
    run(request) {
      asked.push(request);
      return Promise.resolve(fakeResult('tests', 'pass'));
    },
  };
  const judge = (): Promise<readonly FileJudgement[]> => {
    stop?.abort();
    return Promise.resolve([{ uri: 'file:///a.ts', results: judged }]);
  };
  return { asked, proof, ...fakeWorld({ judge }) };
}

test('after the other gates the tests run, on the same texts, and that is told', async () => {
  const world = provedBy([fakeResult('types', 'unknown')]);
  const told: string[] = [];
  const results = await judgeReplacement(job(TEXT, '  return 1;'), world, {
    replacement: '  return 2;',
    signal,
    onTests: () => told.push('tests'),
  });
  assert.deepEqual(
    results.map(({ gate }) => gate),
    ['types', 'tests'],
  );
  assert.deepEqual(told, ['tests']);
  assert.deepEqual(world.asked, [
    {
      uri: 'file:///a.ts',
      base: TEXT,
      result: 'function a() {\r\n  return 2;\r\n}\r\n',
      overlays: [{ uri: 'file:///b.ts', text: 'unsaved' }],
      trusted: false,
    },
  ]);
});

test('no test runs once a required gate has failed, or the task was cancelled, or where the host has none', async () => {
  const stop = new AbortController();
  const refused = provedBy([fakeResult('types', 'fail')]);
  const cancelled = provedBy([fakeResult('types', 'pass')], stop);
  await judgeReplacement(job(TEXT, '  return 1;'), refused, { replacement: '', signal });
  await judgeReplacement(job(TEXT, '  return 1;'), cancelled, { replacement: '', signal: stop.signal });
  assert.deepEqual([...refused.asked, ...cancelled.asked], []);
  assert.deepEqual(await judgeReplacement(job(TEXT, '  return 1;'), fakeWorld(), { replacement: '', signal }), []);
});

const EARLIER = 'function a() {\r\n  return 2;\r\n}\r\n';

/** What the tests say of a revision whose earlier answer, on the text `EARLIER`, passed them: against that, and against the base. */
async function revised(since: Verdict, whole: Verdict) {
  const bases: string[] = [];
  const proof: Proof = {
    run({ base }) {
      bases.push(base);
      const verdict = base === EARLIER ? since : whole;
      return Promise.resolve(
        fakeResult('tests', verdict, {
          required: verdict === 'pass' || verdict === 'fail',
          ...(verdict === 'unknown' ? { why: 'timed out' } : {}),
        }),
      );
    },
  };
  const results = await judgeReplacement(
    { ...job(TEXT, '  return 1;'), passed: '  return 2;' },
    { ...provedBy([fakeResult('types', 'pass')]), proof },
    { replacement: '  return 3;', signal },
  );
  return { bases, tests: results.find(({ gate }) => gate === 'tests'), judgement: judgementOf(results).type };
}

test('a test that passed with the earlier answer must not fail again, also if it failed before both', async () => {
  assert.equal((await revised('fail', 'pass')).judgement, 'refused');
  assert.equal((await revised('fail', 'unknown')).judgement, 'refused');
});

test('a revision is proved by what it does to the base, or to the earlier answer, and refused by either', async () => {
  assert.deepEqual((await revised('unknown', 'pass')).judgement, 'proved', 'a comment was added: no code that a test runs');
  assert.equal((await revised('pass', 'unknown')).judgement, 'proved');
  assert.equal((await revised('unknown', 'fail')).judgement, 'refused');
  assert.deepEqual((await revised('pass', 'pass')).bases, [EARLIER, TEXT]);
});

test('a revision of which the tests say nothing any more is not proved, and why is said', async () => {
  const { tests, judgement } = await revised('unknown', 'unknown');
  assert.equal(judgement, 'not-proved');
  assert.match(tests?.why ?? '', /timed out; they passed with the earlier answer/);
  assert.equal((await revised('not-applicable', 'not-applicable')).judgement, 'proved', 'a person who turned them off wants none');
});

test("after the gates and before the tests the workspace's tools judge the same change, and what they refuse is not tested", async () => {
  const world = provedBy([fakeResult('lint', 'pass')]);
  const asked: ToolsRequest[] = [];
  const tools = (verdict: Verdict) => ({
    judge(request: ToolsRequest) {
      asked.push(request);
      return Promise.resolve([{ uri: 'file:///a.ts', results: [fakeResult('lint', verdict, { tool: 'ESLint (workspace)' })] }]);
    },
  });
  const judged = (verdict: Verdict) =>
    judgeReplacement(job(TEXT, '  return 1;'), { ...world, tools: tools(verdict) }, { replacement: '  return 2;', signal });
  assert.deepEqual((await judged('pass')).map(({ gate, tool }) => [gate, tool]).at(0), ['lint', 'ESLint (workspace)']);
  assert.equal(world.asked.length, 1);
  assert.deepEqual(asked, [
    {
      files: [{ uri: 'file:///a.ts', languageId: 'typescript', base: TEXT, result: 'function a() {\r\n  return 2;\r\n}\r\n' }],
      overlays: [{ uri: 'file:///b.ts', text: 'unsaved' }],
      trusted: false,
    },
  ]);
  assert.deepEqual(
    (await judged('fail')).map(({ gate, verdict }) => [gate, verdict]),
    [['lint', 'fail']],
  );
  assert.equal(world.asked.length, 1);
  const refused = provedBy([fakeResult('types', 'fail')]);
  await judgeReplacement(job(TEXT, '  return 1;'), { ...refused, tools: tools('pass') }, { replacement: '', signal });
  assert.equal(asked.length, 2);
});

test('how hard a change is follows from its lines, its complaints and its wishes, and how long its answer is from its code', () => {
  const world = fakeWorld();
  const long = Array.from({ length: 30 }, (_, line) => `line(${line});`).join('\n');
  const base = job(TEXT, '  return 1;');
  const input = (more: Partial<ChangeJob['input']>): ChangeJob => ({ ...base, input: { ...base.input, ...more } });
  const difficulty = (one: ChangeJob) => changeWork(one, world, () => undefined).difficulty;
  assert.deepEqual(
    [base, input({ selection: long }), input({ diagnostics: ['a', 'b'] }), input({ instruction: '1. this\n2. that\n3. more' })].map(
      difficulty,
    ),
    ['small', 'medium', 'medium', 'medium'],
  );
  assert.equal(changeWork(base, world, () => undefined).usualTokens, 4);
});
