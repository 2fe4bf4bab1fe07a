import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, fails, fakeCard, fakeLocalCard, fakeResult, fakeWorld } from '../../../test/fakes/fake-world.ts';
import { fakeRun, fakeWork } from '../../../test/fakes/fake-work.ts';
import type { TaskState } from '../../core/task.ts';
import type { Progress } from '../../core/work.ts';
import { stepLine } from './step-line.ts';

test('the route, each attempt, each verdict, each failure and the end are one line each, without what was said', async () => {
  const world = fakeWorld({ turns: { small: [answers('the secret code')], cheap: [fails('cut')], big: [answers('good')] } });
  const cards = [
    fakeLocalCard('small'),
    fakeCard('cheap', { provider: 'openai', family: 'openai' }),
    fakeCard('big'),
    fakeLocalCard('blind', { serves: [] }),
  ];
  const work = fakeWork({
    check: (text) => [text === 'good' ? fakeResult('types', 'pass') : fakeResult('types', 'fail', { finding: 'the secret code' })],
  });
  const lines: string[] = [];
  let last: TaskState | undefined;
  const onProgress = (progress: Progress): void => {
    if (progress.type !== 'state') return;
    const line = stepLine(last, progress.state);
    last = progress.state;
    if (line !== undefined) lines.push(line.replace(/ · task \S+$/, ''));
  };
  await fakeRun(world, { cards, onProgress }, work);
  assert.match(
    lines.join('\n'),
    new RegExp(
      [
        '^route small, then cheap, then big; not blind: .+',
        'small is asked: .+, \\$0 held',
        'small answered, \\d+ tokens, \\$0, \\d+\\.\\d s',
        "small's answer: types failed · .+",
        'cheap is asked: .+',
        'cheap failed, cut: .+',
        'big is asked: .+',
        'big answered, .+',
        "big's answer: types passed · .+",
        'proved: types passed · .+$',
      ].join('\\n'),
    ),
  );
  assert.ok(!lines.join('\n').includes('secret'));
});
