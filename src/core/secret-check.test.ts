import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FAKE_SECRET, fakeWorld } from '../../test/fakes/fake-world.ts';
import type { SecretFinding } from './gate.ts';
import { promptTexts } from './prompt.ts';
import { jointsOf, masked, secretIn, splitSecretIn } from './secret-check.ts';

const { gates } = fakeWorld();
const signal = new AbortController().signal;
const PROMPT = { system: 'sys', messages: [{ role: 'user', text: 'question' } as const], maxOutputTokens: 1, parts: [], leftOut: [] };

function finding(start: number, end: number): SecretFinding {
  return { rule: 'r', message: 'm', start, end, line: 0 };
}

test('a prompt without a secret may be sent', async () => {
  assert.equal(await secretIn(gates, { ...PROMPT, parts: [{ label: 'a.ts', text: 'clean' }] }, signal), undefined);
});

test("a secret in a file's part is told by the file's own line", async () => {
  const prompt = { ...PROMPT, parts: [{ label: 'a.ts', text: `\n${FAKE_SECRET}`, firstLine: 9 }] };
  assert.match((await secretIn(gates, prompt, signal)) ?? '', /^line 11 of a\.ts holds a secret/);
});

test('a secret in another part is told by the line of that part', async () => {
  const prompt = { ...PROMPT, parts: [{ label: 'the instruction', text: FAKE_SECRET }] };
  assert.match((await secretIn(gates, prompt, signal)) ?? '', /^line 1 of the instruction/);
});

test('a secret that is in no part but in what is sent is found all the same', async () => {
  const prompt = { ...PROMPT, messages: [{ role: 'user', text: `a\n${FAKE_SECRET}` } as const] };
  assert.match((await secretIn(gates, prompt, signal)) ?? '', /^line 3 of the prompt/);
});

test('a secret that begins in lines that are not sent is found in what is sent, one that does not reach into it is not', async () => {
  const scanSecrets = (text: string) => {
    const start = text.indexOf('BEGIN');
    return Promise.resolve({ ok: true, findings: start < 0 ? [] : [{ ...finding(start, text.indexOf('END') + 3), line: 1 }] } as const);
  };
  const around = { before: 'one\nBEGIN\nkey', after: 'key\nEND\nlast' };
  const prompt = { ...PROMPT, parts: [{ label: 'a.ts', text: 'key', firstLine: 3, around }] };
  assert.match((await secretIn({ ...gates, scanSecrets }, prompt, signal)) ?? '', /^line 2 of a\.ts holds a secret/);
  const apart = { ...PROMPT, parts: [{ label: 'a.ts', text: 'clean', firstLine: 3, around: { before: 'BEGIN END', after: '' } }] };
  assert.equal(await secretIn({ ...gates, scanSecrets }, apart, signal), undefined);
});

test('a secret that is long on both sides of a joint is found, and so many joints as there may be are no text too large to scan', async () => {
  let longest = 0;
  const scanSecrets = (text: string) => {
    longest = Math.max(longest, text.length);
    const start = text.indexOf('BEGIN');
    const end = start < 0 ? -1 : text.indexOf('END', start);
    return Promise.resolve({ ok: true, findings: end < 0 ? [] : [finding(start, end + 3)] } as const);
  };
  const jointsBetween = (texts: readonly string[]) => {
    const messages = texts.map((text) => ({ role: 'user', text }) as const);
    return jointsOf(promptTexts({ ...PROMPT, messages }), messages);
  };
  const halves = [`BEGIN${'a'.repeat(500)}`, `${'b'.repeat(500)}END`] as const;
  assert.match((await splitSecretIn({ ...gates, scanSecrets }, jointsBetween(halves), signal)) ?? '', /^two texts/);
  const many = Array.from({ length: 3_000 }, () => 'x'.repeat(1_000));
  assert.equal(await splitSecretIn({ ...gates, scanSecrets }, jointsBetween(many), signal), undefined);
  assert.ok(longest < 1_000_000, `${longest}`);
});

test('every secret is blotted out, the text between them stays', async () => {
  assert.equal(await masked(gates, `a ${FAKE_SECRET} b ${FAKE_SECRET} c`), 'a [secret] b [secret] c');
});

test('places that overlap are blotted out as one, whatever their order', async () => {
  const scanSecrets = () => Promise.resolve({ ok: true, findings: [finding(10, 12), finding(5, 20)] } as const);
  assert.equal(await masked({ ...gates, scanSecrets }, '01234SECRETSECRETSECret after'), '01234[secret]ret after');
});

test('no character of any found place is kept, and every other one is', async () => {
  const place = fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => finding(Math.min(a, b), Math.max(a, b) + 1));
  await fc.assert(
    fc.asyncProperty(fc.array(place, { maxLength: 5 }), async (findings) => {
      const text = Array.from({ length: 40 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
      const result = await masked({ ...gates, scanSecrets: () => Promise.resolve({ ok: true, findings }) }, text);
      for (const [index, character] of [...text].entries()) {
        const secret = findings.some(({ start, end }) => start <= index && index < end);
        assert.equal(result.includes(character), !secret);
      }
    }),
  );
});

test('a secret in two halves is found in two texts that follow each other, also with an answer between them', async () => {
  const [one, two] = [FAKE_SECRET.slice(0, 5), FAKE_SECRET.slice(5)];
  const user = (text: string) => ({ role: 'user', text }) as const;
  const answer = { role: 'assistant', text: 'Go on.' } as const;
  const split = [
    { ...PROMPT, messages: [user(`the key is ${one}\n`), user(`${two} is the rest`)] },
    { ...PROMPT, messages: [user(`the key is ${one}`), answer, user(two)] },
    { ...PROMPT, system: `sys ${one}`, messages: [user(two)] },
    { ...PROMPT, messages: [...Array.from({ length: 1_200 }, () => user('and')), user(one), user(two), user('end')] },
  ];
  for (const prompt of split)
    assert.match((await secretIn(gates, prompt, signal)) ?? '', /^two texts of the prompt hold a secret together/);
  const fine = [
    { ...PROMPT, messages: [user(one), answer, answer, user(`no ${two}`)] },
    { ...PROMPT, messages: [user(one)] },
    { ...PROMPT, messages: [user(`${one}.`), user(two)] },
  ];
  for (const prompt of fine) assert.equal(await secretIn(gates, prompt, signal), undefined);
});
