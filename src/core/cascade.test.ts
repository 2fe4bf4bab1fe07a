import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../test/fakes/fake-world.ts';
import { hasUntried, nextStep } from './cascade.ts';
import type { Failure, FailureKind } from './failure.ts';
import type { GateResult } from './gate.ts';
import { nanos, ZERO } from './money.ts';
import { emptyTask, reduceTask, type Outcome, type RouteEntry, type TaskEvent, type TaskState } from './task.ts';
import { NO_USAGE } from './usage.ts';
import { UNCHANGED } from './verdicts.ts';

const ROUTE: TaskEvent = {
  type: 'routed',
  candidates: ['a', 'b', 'c'].map((card) => ({ card, label: `Model ${card}`, reason: '' })),
  excluded: [],
};
const level = { kind: 'day', id: '2026-11-23', capNanos: nanos(1) } as const;
const REFUSAL = { level, measure: 'money', cap: 1, settled: 0, held: 0, needed: 2 } as const;

function failure(kind: FailureKind, more: Partial<Failure> = {}): Failure {
  return { kind, message: `It failed: ${kind}.`, nextStep: 'Mend it.', ...more };
}

let count = 0;
function attempt(card: string, outcome: Outcome, results?: readonly GateResult[]): readonly TaskEvent[] {
  const id = `${card}-${(count += 1)}`;
  return [
    { type: 'attempt-started', attempt: id, card, label: `Model ${card}`, reason: '', reservedNanos: ZERO, prompt: 'p', leftOut: [] },
    { type: 'attempt-ended', attempt: id, outcome, usage: NO_USAGE, usageSource: 'reported', nanos: ZERO, priceKnown: true },
    ...(results === undefined ? [] : [{ type: 'judged', attempt: id, results } as const]),
  ];
}

function answered(card: string, ...results: readonly GateResult[]): readonly TaskEvent[] {
  return attempt(card, { type: 'answer', text: `answer of ${card}` }, results);
}

function failed(card: string, kind: FailureKind, more: Partial<Failure> = {}): readonly TaskEvent[] {
  return attempt(card, { type: 'failure', failure: failure(kind, more) });
}

function skipped(card: string, why: string, refusal?: typeof REFUSAL): TaskEvent {
  return { type: 'skipped', card, label: `Model ${card}`, why, ...(refusal === undefined ? {} : { refusal }) };
}

function after(...events: readonly (TaskEvent | readonly TaskEvent[])[]): TaskState {
  return [ROUTE, ...events].flat().reduce((state, event) => reduceTask(state, event, 0), emptyTask('t'));
}

function stepAfter(...events: readonly (TaskEvent | readonly TaskEvent[])[]) {
  return nextStep(after(...events));
}

function endingAfter(...events: readonly (TaskEvent | readonly TaskEvent[])[]) {
  const step = stepAfter(...events);
  assert.equal(step.do, 'end');
  return step.do === 'end' ? step.ending : assert.fail();
}

const formless = fakeResult('format', 'fail', { finding: 'no fence' });
const [finding] = formless.findings;
const same = { ...formless, findings: [{ ...(finding ?? assert.fail()), rule: UNCHANGED }] };
const wrong = (finding: string) => fakeResult('types', 'fail', { finding });

test('the first candidate is asked first', () => {
  assert.deepEqual(stepAfter(), { do: 'ask', card: 'a', evidence: undefined });
});

test('an answer that passes every required gate ends the task as proved', () => {
  const state = after(
    answered(
      'a',
      fakeResult('format', 'pass'),
      fakeResult('syntax', 'pass'),
      fakeResult('lint', 'fail', { required: false, finding: 'style' }),
    ),
  );
  assert.deepEqual(nextStep(state), { do: 'end', ending: { type: 'proved', attempt: state.attempts[0]?.id } });
});

test('a required gate that could not run ends the task as not proved, and asks no other model', () => {
  const ending = endingAfter(answered('a', fakeResult('format', 'pass'), fakeResult('types', 'unknown', { why: 'it was too slow' })));
  assert.deepEqual([ending.type, ending.type === 'not-proved' && ending.why], ['not-proved', 'types, it was too slow']);
});

test('an advisory gate that could not run decides nothing', () => {
  assert.equal(
    endingAfter(
      answered('a', fakeResult('format', 'pass'), fakeResult('syntax', 'pass'), fakeResult('types', 'unknown', { required: false })),
    ).type,
    'proved',
  );
});

test('an answer without any verdict is never proved', () => {
  assert.equal(endingAfter(attempt('a', { type: 'answer', text: 'x' })).type, 'not-proved');
  assert.equal(endingAfter(answered('a', fakeResult('types', 'not-applicable'))).type, 'not-proved');
});

test('an answer that a required gate refuses goes to the next, with the evidence', () => {
  assert.deepEqual(stepAfter(answered('a', wrong('no such name'), fakeResult('lint', 'unknown'))), {
    do: 'ask',
    card: 'b',
    evidence: { model: 'Model a', lines: ['types, line 3: no such name (R1)'], answer: 'answer of a' },
  });
});

test('only what blocks is evidence', () => {
  const [blocking] = wrong('one').findings;
  const style = { ...(blocking ?? assert.fail()), message: 'style', blocks: false };
  const step = stepAfter(answered('a', { ...wrong('one'), findings: [...wrong('one').findings, style] }));
  assert.deepEqual(step.do === 'ask' && step.evidence?.lines, ['types, line 3: one (R1)']);
});

test('two answers that fail in the same way stop the task', () => {
  const ending = endingAfter(answered('a', wrong('x')), answered('b', wrong('x')));
  assert.match(ending.type === 'failed' ? ending.why : '', /^2 models tried, none passed: types\. Two answers failed in the same way\.$/);
});

test('a failed analysis is never told to reword an instruction, and a failed change is', () => {
  const subject = (kind: 'edit' | 'analyse'): TaskEvent => ({
    type: 'created',
    subject: {
      kind,
      title: '',
      instruction: '',
      uri: '',
      range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
      original: '',
      seat: '',
    },
  });
  const nextStepOf = (kind: 'edit' | 'analyse') => {
    const ending = endingAfter(subject(kind), answered('a', wrong('x')), answered('b', wrong('x')));
    return ending.type === 'failed' ? ending.nextStep : '';
  };
  assert.equal(nextStepOf('edit'), 'Reword the instruction, or retry with another model.');
  assert.equal(nextStepOf('analyse'), 'Retry with another model.');
});

test('where only the form was wrong, that is said', () => {
  const ending = endingAfter(answered('a', formless), answered('b', formless), answered('c', formless));
  assert.equal(ending.type === 'failed' && ending.why, '3 models tried, no answer had the right form.');
});

test('models that gave the code back as it was have changed nothing, which is no wrong form', () => {
  const why = (...results: readonly GateResult[]): string => {
    const ending = endingAfter(...results.map((result, index) => answered('abc'.charAt(index), result)));
    return ending.type === 'failed' ? ending.why : '';
  };
  assert.equal(why(same, same, same), '3 models tried, none changed anything.');
  assert.equal(why(same, formless, same), '3 models tried, no answer had the right form and a change in it.');
  assert.equal(why(wrong('x'), same, same), '3 models tried, none passed: types, format.');
});

test('where no model is left to try, it is said how there can be one, and that is asked for instead of a retry', () => {
  const routed = (...excluded: readonly RouteEntry[]): TaskState => {
    const route: TaskEvent = { type: 'routed', candidates: [{ card: 'a', label: 'Model a', reason: '' }], excluded };
    return [route, ...answered('a', same)].reduce((state, event) => reduceTask(state, event, 0), emptyTask('t'));
  };
  const told = (state: TaskState): readonly unknown[] => {
    const step = nextStep(state);
    return step.do === 'end' && step.ending.type === 'failed' ? [hasUntried(state), step.ending.why, step.ending.nextStep] : [];
  };
  const out = (because: RouteEntry['because'] & string): RouteEntry => ({ card: 'b', label: 'Model b', reason: '', because });
  assert.deepEqual(told(routed()), [
    false,
    'Model a changed nothing.',
    'Reword the instruction, or let another model try: download a model, start Ollama, or set a key with "Centuria: Set API Key".',
  ]);
  assert.deepEqual(told(routed(out('never-pay'))), [
    false,
    'Model a changed nothing.',
    'Reword the instruction, or let another model try: turn off "Never pay" in the settings, download a model, or start Ollama.',
  ]);
  for (const because of ['others', 'unwell'] as const)
    assert.deepEqual(told(routed(out(because))), [
      true,
      'Model a changed nothing.',
      'Reword the instruction, or retry with another model.',
    ]);
});

test('an Ollama that has just answered is not told to be started; one that was found gone is', () => {
  const told = (...events: readonly TaskEvent[]): string => {
    const route: TaskEvent = {
      type: 'routed',
      candidates: ['ollama/a', 'b'].map((card) => ({ card, label: card, reason: '' })),
      excluded: [],
    };
    const step = nextStep([route, ...events].reduce((state, event) => reduceTask(state, event, 0), emptyTask('t')));
    return step.do === 'end' && step.ending.type === 'failed' ? step.ending.nextStep : '';
  };
  assert.match(
    told(...answered('ollama/a', wrong('x')), ...answered('b', wrong('y'))),
    /download a model, pull one with Ollama, or set a key/,
  );
  assert.match(told(...failed('ollama/a', 'model-missing'), ...answered('b', wrong('y'))), /pull one with Ollama/);
  assert.match(told(...failed('ollama/a', 'unreachable'), ...answered('b', wrong('y'))), /start Ollama/);
});

test('two answers of the wrong form do not: a model that keeps to the form may still do the job', () => {
  assert.equal(stepAfter(answered('a', formless), answered('b', formless)).do, 'ask');
});

test('answers that fail in other ways go on to the end of the route', () => {
  assert.equal(stepAfter(answered('a', wrong('x')), answered('b', wrong('y'))).do, 'ask');
  const ending = endingAfter(
    answered('a', wrong('x')),
    answered('b', wrong('y')),
    answered('c', fakeResult('lint', 'fail', { finding: 'z' })),
  );
  assert.deepEqual(ending.type === 'failed' && ending.why, '3 models tried, none passed: types, lint.');
});

test('a failure that time heals is tried once more at the same model', () => {
  assert.deepEqual(stepAfter(failed('a', 'rate-limit', { retryAfterMs: 7000 })), { do: 'ask', card: 'a', evidence: undefined });
  const step = stepAfter(failed('a', 'server'), failed('a', 'server'));
  assert.equal(step.do === 'ask' && step.card, 'b');
});

test('a failure that time does not heal goes to the next', () => {
  const step = stepAfter(failed('a', 'auth'));
  assert.equal(step.do === 'ask' && step.card, 'b');
});

test('a cancelled attempt cancels the task', () => {
  assert.deepEqual(endingAfter(failed('a', 'aborted')), { type: 'cancelled' });
});

test('evidence of a refused answer outlives a failure after it', () => {
  const step = stepAfter(answered('a', wrong('x')), failed('b', 'cut'));
  assert.deepEqual(step.do === 'ask' && [step.card, step.evidence?.model], ['c', 'Model a']);
});

test('a candidate that was passed over counts as done', () => {
  const step = stepAfter(skipped('a', 'a secret'));
  assert.equal(step.do === 'ask' && step.card, 'b');
});

test('a retry that was passed over is not asked for again', () => {
  const step = stepAfter(failed('a', 'server'), skipped('a', 'the budget has nothing left', REFUSAL));
  assert.equal(step.do === 'ask' && step.card, 'b');
});

test('a task that no budget has room for is refused in the words of the budget', () => {
  const ending = endingAfter(
    skipped('a', 'a secret'),
    skipped('b', "the day's budget of $1 has nothing left", REFUSAL),
    skipped('c', 'too dear', REFUSAL),
  );
  assert.deepEqual(ending, {
    type: 'refused',
    why: "Model a: a secret; Model b: the day's budget of $1 has nothing left; Model c: too dear",
    nextStep: 'Raise the budget in the settings, or wait for tomorrow.',
    refusal: REFUSAL,
  });
});

const CHANGE: TaskEvent = {
  type: 'created',
  subject: {
    kind: 'edit',
    title: '',
    instruction: '',
    uri: '',
    range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
    original: '',
    seat: '',
  },
};

test('a change whose next model a budget refused is parked with what it needs, whatever was tried before', () => {
  const refused = skipped('c', "the day's budget of $1 has nothing left", REFUSAL);
  const ending = endingAfter(CHANGE, answered('a', wrong('x')), skipped('b', 'a secret'), refused);
  assert.deepEqual(ending, {
    type: 'parked',
    why: "Model a was tried, none passed: types. Model b was not asked: a secret. Model c was not asked: the day's budget of $1 has nothing left.",
    nextStep: 'Raise the budget in the settings, or wait for tomorrow. Then continue.',
    refusal: REFUSAL,
  });
  const nobody = endingAfter(CHANGE, ...['a', 'b', 'c'].map((card) => skipped(card, 'too dear', REFUSAL)));
  assert.equal(nobody.type, 'parked');
});

test('what ends by its own nature is not parked, though a budget refused a model on the way', () => {
  const refused = skipped('b', 'too dear', REFUSAL);
  assert.equal(endingAfter(CHANGE, answered('a', wrong('x')), refused, answered('c', wrong('x'))).type, 'failed');
  assert.equal(endingAfter(CHANGE, refused, answered('c', fakeResult('format', 'pass'))).type, 'proved');
  assert.equal(endingAfter(CHANGE, ...['a', 'b', 'c'].map((card) => skipped(card, 'a secret'))).type, 'refused');
});

test('a parked task goes on with the models it has not asked, and with the evidence', () => {
  const step = stepAfter(
    CHANGE,
    answered('a', wrong('x')),
    answered('b', wrong('y')),
    skipped('c', 'too dear', REFUSAL),
    { type: 'ended', ending: { type: 'parked', why: '', nextStep: '', refusal: REFUSAL } },
    { type: 'resumed' },
  );
  assert.deepEqual(step.do === 'ask' && [step.card, step.evidence?.model], ['c', 'Model b']);
});

test('a task without any model says so, and what to do', () => {
  const none = reduceTask(emptyTask('t'), { type: 'routed', candidates: [], excluded: [] }, 0);
  const step = nextStep(none);
  const ending = step.do === 'end' ? step.ending : assert.fail();
  assert.deepEqual(ending.type === 'refused' && ending.why, 'No model is set up.');
  assert.match(ending.type === 'refused' ? ending.nextStep : '', /Download a model/);
});

test('a task that no model may answer says why, for each', () => {
  const excluded = [{ card: 'z', label: 'Model z', reason: 'never pay is on', because: 'never-pay' } as const];
  const step = nextStep(reduceTask(emptyTask('t'), { type: 'routed', candidates: [], excluded }, 0));
  const ending = step.do === 'end' ? step.ending : assert.fail();
  assert.deepEqual(ending.type === 'refused' && ending.why, 'No model may answer this. Model z: never pay is on.');
  assert.match(ending.type === 'refused' ? ending.nextStep : '', /^Turn off "Never pay" in the settings/);
});

test('where no answer came, the last failure is the reason and says what to do', () => {
  const ending = endingAfter(failed('a', 'auth'), failed('b', 'quota'), skipped('c', 'a secret'));
  assert.deepEqual(ending, { type: 'failed', why: 'It failed: quota. Model c was not asked: a secret.', nextStep: 'Mend it.' });
});

test('a task has an end, however long its route', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ card: `m${index}`, label: `m${index}`, reason: '' }));
  let state = reduceTask(emptyTask('t'), { type: 'routed', candidates: many, excluded: [] }, 0);
  for (let rounds = 0; ; rounds += 1) {
    const step = nextStep(state);
    if (step.do === 'end') break;
    assert.ok(rounds < 7);
    state = failed(step.card, 'server').reduce((folded, event) => reduceTask(folded, event, 0), state);
  }
  assert.equal(state.attempts.length, 6);
});
