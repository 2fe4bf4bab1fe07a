import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeCard } from '../../../test/fakes/fake-world.ts';
import { promptTexts } from '../prompt.ts';
import { tokenEstimate } from '../tokens.ts';
import { changePrompt, FILE_SHARE, type ChangeInput } from './change-prompt.ts';

const INPUT: ChangeInput = {
  instruction: 'handle an empty list',
  languageId: 'typescript',
  fileName: 'src/a.ts',
  before: 'import { b } from "./b";\n',
  selection: '    return b;',
  after: '}',
  firstLine: 2,
  diagnostics: ['line 1 of the selection: b is not used'],
  signatures: [{ label: 'the declaration of b', text: 'const b: number' }],
  role: 'You are a careful engineer.',
};
const SMALL = fakeCard('tiny', { prompt: 'small', contextWindow: 2048 });

function sent(input: ChangeInput, card = fakeCard('big'), repair?: Parameters<typeof changePrompt>[2]): string {
  return promptTexts(changePrompt(input, card, repair)).join('\n');
}

test('a full prompt has the instruction, the selection at the margin, the file around it, problems and declarations', () => {
  const text = sent(INPUT);
  for (const part of [
    'You are a careful engineer.',
    'handle an empty list',
    '```ts\nreturn b;\n```',
    'import { b }',
    'const b: number',
    'b is not used',
    'src/a.ts (TypeScript)',
  ]) {
    assert.ok(text.includes(part), part);
  }
});

test('what the host left out is told with what did not fit', () => {
  assert.deepEqual(changePrompt({ ...INPUT, leftOut: ['the declaration of c: c.ts is local-only'] }, fakeCard('big'), undefined).leftOut, [
    'the declaration of c: c.ts is local-only',
  ]);
});

test('a small prompt has the instruction and the selection alone, and says what it left out', () => {
  const prompt = changePrompt(INPUT, SMALL, undefined);
  assert.equal(prompt.messages[0]?.text, 'handle an empty list\n\n```ts\nreturn b;\n```');
  assert.equal(prompt.answerPrefix, '```ts\n');
  assert.equal(prompt.stop, '\n```');
  assert.equal(prompt.leftOut.length, 1);
});

test('a selection with fences in it gives a small model a longer fence, so that it is not stopped inside', () => {
  const prompt = changePrompt({ ...INPUT, languageId: 'markdown', selection: 'a\n```\nb\n```' }, SMALL, undefined);
  assert.equal(prompt.answerPrefix, '````markdown\n');
  assert.equal(prompt.stop, '\n````');
});

test('a refused answer is shown with why, without its own fence', () => {
  const text = sent(INPUT, fakeCard('big'), {
    model: 'tiny',
    lines: ['types, line 3: no such name (TS2304)'],
    answer: '```ts\nreturn c;\n```',
  });
  assert.ok(text.includes('```ts\nreturn c;\n```\nWhy it was refused:\ntypes, line 3: no such name (TS2304)'));
});

test('the parts have every variable text, so that a secret in it is found, with its own line', () => {
  const { parts } = changePrompt({ ...INPUT, before: 'one\ntwo', firstLine: 2 }, fakeCard('big'), undefined);
  assert.deepEqual(
    parts.map(({ label, firstLine }) => [label, firstLine]),
    [
      ['the instruction', undefined],
      ['src/a.ts', 0],
      ['the declaration of b', undefined],
    ],
  );
  assert.equal(parts[1]?.text, 'one\ntwo\n    return b;\n}');
});

test('a file that does not fit is cut to whole lines nearest the selection, and the loss is told', () => {
  const before = Array.from({ length: 1000 }, (_, index) => `before ${index}`).join('\n');
  const card = fakeCard('narrow', { contextWindow: 1000 });
  const prompt = changePrompt({ ...INPUT, before, firstLine: 1000 }, card, undefined);
  const text = prompt.messages[0]?.text ?? '';
  assert.ok(text.includes('before 999\n'));
  assert.equal(text.includes('before 0\n'), false);
  assert.match(prompt.leftOut[0] ?? '', /^\d+ lines of src\/a\.ts/);
  const { text: excerpt, firstLine } = prompt.parts[1] ?? assert.fail();
  assert.equal(excerpt.split('\n')[0], `before ${firstLine}`);
});

test('the rest of the file takes no more than its share of the window', () => {
  const lines = fc
    .array(
      fc.string({ maxLength: 60 }).map((line) => line.replaceAll('\n', '')),
      { maxLength: 200 },
    )
    .map((all) => all.join('\n'));
  fc.assert(
    fc.property(lines, lines, fc.integer({ min: 300, max: 4000 }), (before, after, contextWindow) => {
      const bare = tokenEstimate(sent({ ...INPUT, before: '', after: '' }, fakeCard('x', { contextWindow })));
      const whole = tokenEstimate(sent({ ...INPUT, before, after }, fakeCard('x', { contextWindow })));
      assert.ok(whole - bare <= contextWindow * FILE_SHARE + 40);
    }),
    { numRuns: 50 },
  );
});

test('the longest answer leaves room for thinking, and never passes what the model can write', () => {
  const room = (reasoning: boolean, maxOutputTokens: number) =>
    changePrompt(INPUT, fakeCard('x', { reasoning, maxOutputTokens }), undefined).maxOutputTokens;
  assert.equal(room(true, 100_000) - room(false, 100_000), 8192);
  assert.equal(room(true, 300), 300);
});

test('what is sent of the file and what is not are the whole file, at its own lines', () => {
  const line = fc.constantFrom('a', 'const bb = 1;', '   ');
  const lines = fc.array(line, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lines, fc.array(line, { maxLength: 40 }), fc.integer({ min: 40, max: 400 }), (before, after, contextWindow) => {
      const input = { ...INPUT, before: before.join('\n'), after: after.join('\n'), firstLine: before.length };
      const part = changePrompt(input, fakeCard('big', { contextWindow }), undefined).parts[1];
      const texts = [part?.around?.before ?? '', part?.text ?? '', part?.around?.after ?? ''];
      const whole = [input.before, input.selection, input.after];
      const nonEmpty = (all: readonly string[]): string => all.filter((text) => text !== '').join('\n');
      assert.equal(nonEmpty(texts), nonEmpty(whole));
    }),
  );
});

test('of a change that is asked for again, all that stays the same comes before what is new, and it is said how far that goes', () => {
  const one = changePrompt({ ...INPUT, again: true }, fakeCard('big'), undefined);
  const other = changePrompt(
    { ...INPUT, again: true, instruction: 'be brief', selection: '    return b + 1;', diagnostics: [] },
    fakeCard('big'),
    { model: 'tiny', lines: ['types: no'], answer: 'x' },
  );
  const stable = (one.messages[0]?.text ?? '').slice(0, one.resent);
  assert.equal(one.resent, other.resent);
  assert.equal((other.messages[0]?.text ?? '').slice(0, other.resent), stable);
  assert.ok(stable.includes('const b: number') && stable.includes('import { b }'));
  assert.ok(!stable.includes('return b') && !stable.includes('b is not used') && !stable.includes(INPUT.instruction));
  assert.equal(changePrompt(INPUT, fakeCard('big'), undefined).resent, undefined);
});
