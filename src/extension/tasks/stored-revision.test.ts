import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskSubject } from '../../core/task.ts';
import { firstOf, revisionSubject, type Revision } from '../change/revision.ts';
import { storedRevision } from './stored-revision.ts';

const RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
const REVISION: Revision = {
  title: 'again: Write +0 · Sort it',
  typed: 'Write +0',
  earlier: 'return 0;',
  passed: 'return 1;',
  writer: 'ollama/llama',
  seat: 'gen-04',
};

/** What a task keeps of a revision, and the texts that its references lead to. */
async function stored(revision: Revision, kept: (text: string) => string = (text) => text) {
  const texts = new Map<string, string>();
  const put = (text: string): Promise<string> => {
    texts.set(`reference of ${text}`, kept(text));
    return Promise.resolve(`reference of ${text}`);
  };
  const own = await revisionSubject(revision, put, (text) => Promise.resolve(text));
  const subject: TaskSubject = {
    kind: 'edit',
    title: `sum.ts: ${revision.title}`,
    instruction: '',
    uri: 'file:///sum.ts',
    range: RANGE,
    original: '',
    seat: revision.seat ?? 'gen-01',
    ...own,
  };
  return { subject, textOf: (reference: string) => texts.get(reference) };
}

test('a revision that is retried or goes on is the one that was asked for, and its author is asked first', async () => {
  const { subject, textOf } = await stored(REVISION);
  const again = storedRevision(subject, 'sum.ts', textOf);
  assert.deepEqual(again, REVISION);
  assert.deepEqual(firstOf({ revision: again }), { first: 'ollama/llama', firstBecause: 'it wrote the earlier answer' });
  assert.deepEqual(firstOf({ revision: again, first: 'gemini/flash' }), { first: 'gemini/flash' });
});

test('of a revision whose author was not kept nobody is asked first, and a task that is none is none', async () => {
  const { title, typed, earlier } = REVISION;
  const { subject, textOf } = await stored({ title, typed, earlier });
  const again = storedRevision(subject, 'sum.ts', textOf);
  assert.ok(again !== 'lost' && again !== undefined);
  assert.deepEqual(firstOf({ revision: again }), {});
  const { typed: _, earlier: __, ...plain } = subject;
  assert.equal(storedRevision(plain, 'sum.ts', textOf), undefined);
});

test('a revision of an answer that held a secret, or is gone, is lost', async () => {
  const blotted = await stored(REVISION, () => 'key = [secret]');
  assert.equal(storedRevision(blotted.subject, 'sum.ts', blotted.textOf), 'lost');
  assert.equal(
    storedRevision(blotted.subject, 'sum.ts', () => undefined),
    'lost',
  );
});
