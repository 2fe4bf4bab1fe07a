import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { changeWork, type ChangeJob } from '../../src/core/change/change-work.ts';
import { receiptOf } from '../../src/core/receipt.ts';
import { verdictWords } from '../../src/core/verdicts.ts';
import type { Progress } from '../../src/core/work.ts';
import { answers, fakeCard, fakeLocalCard, fakeResult, fakeWorld } from '../fakes/fake-world.ts';
import { fakeRun, FAKE_SUBJECT } from '../fakes/fake-work.ts';
import { PLAIN, skip, testProject, type TestProject } from './project.ts';

function jobIn(project: TestProject): ChangeJob {
  const text = PLAIN['src/range.js'];
  const selection = '  return list[list.length - 1];';
  const start = text.indexOf(selection);
  return {
    subject: FAKE_SUBJECT,
    input: {
      instruction: 'shorter',
      languageId: 'javascript',
      fileName: 'src/range.js',
      before: '',
      selection,
      after: '',
      firstLine: 1,
      diagnostics: [],
      signatures: [],
      role: '',
    },
    document: { uri: pathToFileURL(join(project.root, 'src/range.js')).href, languageId: 'javascript', text },
    start,
    end: start + selection.length,
    overlays: [],
    trusted: true,
  };
}

const fenced = (code: string): string => `\`\`\`js\n${code}\n\`\`\``;

test(
  'a cheap answer that a test refutes goes to the next model with the test as evidence, whose answer the tests prove',
  { skip },
  async () => {
    using project = testProject(PLAIN);
    const turns = { small: [answers(fenced('  return list.at(-2);'))], big: [answers(fenced('  return list.at(-1);'))] };
    const world = fakeWorld({
      turns,
      judge: ({ files }) => Promise.resolve(files.map(({ uri }) => ({ uri, results: [fakeResult('types', 'pass')] }))),
    });
    const phases: Progress['type'][] = [];
    const work = changeWork(jobIn(project), { gates: world.gates, proof: project.proof }, () => undefined);
    const state = await fakeRun(
      world,
      { cards: [fakeLocalCard('small'), fakeCard('big')], onProgress: ({ type }) => phases.push(type) },
      work,
    );
    assert.equal(state.ending?.type, 'proved');
    const asked = JSON.stringify(world.requests[1]?.messages);
    assert.match(asked, /tests, line 2: the test \\+"the last of three\\+" fails: .*2 !== 3.*, at test\/range\.test\.js:6 \(test-failed\)/);
    assert.deepEqual(
      receiptOf(state).rows.map(({ gates }) => gates),
      ['tests failed · types passed · behaviour not proved', 'types, tests passed'],
    );
    assert.equal(verdictWords(state.attempts[1]?.results ?? []), 'types, tests passed');
    assert.equal(phases.filter((type) => type === 'testing').length, 2);
    assert.deepEqual(project.left(), []);
  },
);
