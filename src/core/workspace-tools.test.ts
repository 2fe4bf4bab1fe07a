import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fakeResult } from '../../test/fakes/fake-world.ts';
import { judgementOf, verdictWords } from './verdicts.ts';
import { atLevels, withTools, type WorkspaceTools } from './workspace-tools.ts';

const ours = [fakeResult('syntax', 'pass'), fakeResult('lint', 'pass', { tool: 'ESLint' })];

test("what the workspace's linter has decided stands in place of ours, and decides as ours did", () => {
  const theirs = fakeResult('lint', 'fail', { tool: 'ESLint (workspace)' });
  assert.deepEqual(
    withTools(ours, [theirs])
      .map(({ gate, verdict, tool }) => [gate, verdict, tool])
      .at(-1),
    ['lint', 'fail', 'ESLint (workspace)'],
  );
  assert.equal(judgementOf(withTools(ours, [theirs])).type, 'refused');
  const asAdvice = [fakeResult('lint', 'pass', { tool: 'ESLint', required: false })];
  assert.equal(withTools(asAdvice, [theirs])[0]?.required, false);
});

test('where it could not be run ours stays, with the reason beside its own', () => {
  const theirs = fakeResult('lint', 'unknown', {
    required: false,
    why: "the workspace's ESLint could not be run: it hangs",
    tool: 'ESLint (workspace)',
  });
  assert.deepEqual(withTools(ours, [theirs])[1], { ...ours[1], why: theirs.why });
  const unsure = [fakeResult('lint', 'unknown', { why: 'timed out', tool: 'ESLint' })];
  assert.equal(withTools(unsure, [theirs])[0]?.why, `timed out; ${theirs.why ?? ''}`);
  assert.deepEqual(withTools(ours, [fakeResult('lint', 'not-applicable', { required: false, why: 'left out' })]), ours);
});

test('Python types are required only once a checker of the workspace has told them', () => {
  const none = [fakeResult('syntax', 'pass'), fakeResult('types', 'unknown', { required: false, why: 'none was run', tool: 'none' })];
  const told = withTools(none, [fakeResult('types', 'pass', { tool: 'mypy (workspace)' })]);
  assert.deepEqual([told[1]?.required, verdictWords(told)], [true, 'syntax, types passed · behaviour not proved']);
  const broken = withTools(none, [fakeResult('types', 'unknown', { required: false, why: 'mypy hangs', tool: 'mypy (workspace)' })]);
  assert.deepEqual([broken[1]?.required, broken[1]?.why, judgementOf(broken).type], [false, 'mypy hangs', 'proved']);
});

test('a gate that only a tool of the workspace has judged is added', () => {
  const added = withTools(
    [fakeResult('secrets', 'pass')],
    [fakeResult('lint', 'pass', { tool: 'ESLint (workspace)' }), fakeResult('types', 'unknown', { required: false })],
  );
  assert.deepEqual(
    added.map(({ gate }) => gate),
    ['secrets', 'lint'],
  );
});

test('a gate that is off says nothing by a tool of the workspace, and one that is advice requires nothing', async () => {
  const theirs: WorkspaceTools = {
    judge: () => Promise.resolve([{ uri: 'file:///a.py', results: [fakeResult('lint', 'fail'), fakeResult('types', 'fail')] }]),
  };
  const tools = atLevels(theirs, () => ({ lint: 'off', types: 'advisory' }));
  const [judged] = await tools.judge({ files: [], overlays: [], trusted: true }, new AbortController().signal);
  assert.deepEqual(
    judged?.results.map(({ gate, required }) => [gate, required]),
    [['types', false]],
  );
});
