import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';

import type { GateResult } from '../../src/core/gate.ts';
import type { AcceptanceCheck } from '../../src/core/proof.ts';
import { PLAIN, skip, testProject, type TestProject } from './project.ts';

const HEAD = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { first } from '../src/range.js';\n";
const CHECK = {
  kind: 'test',
  file: 'test/accept.test.js',
  text: `${HEAD}test('none has no first', () => assert.equal(first([]), null));\n`,
} as const;

async function judged(project: TestProject, to: string, checks: readonly AcceptanceCheck[]): Promise<GateResult> {
  const base = PLAIN['src/range.js'];
  const uri = pathToFileURL(join(project.root, 'src/range.js')).href;
  return project.proof.run(
    { uri, base, result: base.replace('list[0]', () => to), overlays: [], trusted: true, checks },
    new AbortController().signal,
  );
}

test('a change passes with its acceptance check, which failed before, and is refused without what it asks for', { skip }, async () => {
  using project = testProject(PLAIN);
  const right = await judged(project, 'list.length === 0 ? null : list[0]', [CHECK]);
  assert.deepEqual([right.verdict, right.required, right.why], ['unknown', false, 'the changed line was run only in part: line 6']);
  const whole = { ...CHECK, text: `${CHECK.text}test('the first of one', () => assert.equal(first([4]), 4));\n` };
  assert.deepEqual(
    await judged(project, 'list.length === 0 ? null : list[0]', [whole]).then(({ verdict, required, why }) => [
      verdict,
      required,
      why?.split(';')[0],
    ]),
    ['pass', true, 'the acceptance check passed'],
  );
  const wrong = await judged(project, 'list.at(0)', [CHECK]);
  assert.equal(wrong.verdict, 'fail');
  assert.match(
    wrong.findings[0]?.message ?? '',
    /^the acceptance check "none has no first" fails: .*undefined.*null.*, at test\/accept\.test\.js:4$/,
  );
  assert.equal(wrong.findings[0]?.rule, 'check-failed');
  assert.equal(existsSync(join(project.root, CHECK.file)), false, 'it is put into the copy only');
});

test("a command of the project's test runner is an acceptance check too", { skip }, async () => {
  const tests = PLAIN['test/range.test.js']
    .replace('{ last }', '{ first, last }')
    .replace("test('the last", "test('the first of one', () => assert.equal(first([4]), 4));\ntest('the last");
  using project = testProject({ ...PLAIN, 'test/range.test.js': tests, 'checks/none.js': CHECK.text });
  const command = { kind: 'command', argv: ['node', '--test', 'checks/none.js'] } as const;
  const met = await judged(project, '[...list, null][0]', [command]);
  assert.deepEqual([met.verdict, met.why?.split(';')[0]], ['pass', 'the acceptance check passed']);
  const unmet = await judged(project, 'list.at(0)', [command]);
  assert.equal(unmet.verdict, 'fail');
  assert.match(unmet.findings[0]?.message ?? '', /^the acceptance check "node --test checks\/none\.js" fails: /);
});

test(
  'a check that is not run, leads out of the project, hides a file or runs something else is not believed, and says why',
  { skip },
  async () => {
    using project = testProject(PLAIN);
    const why = async (check: AcceptanceCheck): Promise<string | undefined> => {
      const { verdict, why: said } = await judged(project, 'list.at(0)', [check]);
      assert.equal(verdict, 'unknown');
      return said;
    };
    assert.match((await why({ ...CHECK, file: 'docs/accept.js' })) ?? '', /^the acceptance check docs\/accept\.js was not run/);
    assert.match((await why({ ...CHECK, file: '../accept.test.js' })) ?? '', /is not within the project/);
    assert.match((await why({ ...CHECK, file: 'test/range.test.js' })) ?? '', /would stand in place of a file of the project/);
    assert.match(
      (await why({ kind: 'command', argv: ['rm', '-rf', 'src'] })) ?? '',
      /is no call of the project's test runner, which is node --test/,
    );
    assert.match((await why({ kind: 'command', argv: ['node', '-e', '1'] })) ?? '', /is no call of the project's test runner/);
  },
);
