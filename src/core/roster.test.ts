import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { seatById, seatFor, SEATS, type SeatKind } from './roster.ts';

const KINDS: readonly SeatKind[] = ['generation', 'analysis', 'automation'];
const LANGUAGES = ['typescript', 'python', 'go', 'sql', 'markdown', 'yaml', 'cobol'];
const NONE: ReadonlySet<string> = new Set();
const HINTS = ['', 'handle an empty list', 'write tests for this', 'fix the bug', 'look for SQL injection', 'update dependencies'];

test('the team has 30 seats for generation, 40 for analysis and 30 for automation', () => {
  const counts = KINDS.map((kind) => SEATS.filter((seat) => seat.kind === kind).length);
  assert.deepEqual(counts, [30, 40, 30]);
});

test('every seat has an id of its own and can be found by it', () => {
  assert.equal(new Set(SEATS.map(({ id }) => id)).size, 100);
  for (const seat of SEATS) assert.equal(seatById(seat.id), seat);
  assert.equal(seatById('gen-31'), undefined);
});

test('every role says what it is, what it does and how', () => {
  for (const { role, kind } of SEATS) {
    assert.equal(role.kind, kind);
    assert.match(role.id, /^[a-z][a-z0-9-]+$/);
    assert.ok(role.title.length > 3, role.id);
    assert.match(role.does, /^[A-Z].+\.$/);
    assert.ok(role.instructions.length > 100, role.id);
    assert.match(role.instructions, /\.$/);
    for (const word of role.words) assert.equal(word, word.toLowerCase());
  }
});

test('roles that share a title are the same role', () => {
  const titles = new Map(SEATS.map(({ role }) => [role.title, role.id]));
  assert.equal(titles.size, new Set(SEATS.map(({ role }) => role.id)).size);
});

test('each kind has distinct roles rather than one role many times', () => {
  const distinct = KINDS.map((kind) => new Set(SEATS.filter((seat) => seat.kind === kind).map(({ role }) => role.id)).size);
  assert.ok((distinct[0] ?? 0) >= 20 && (distinct[1] ?? 0) >= 30 && (distinct[2] ?? 0) >= 20, String(distinct));
});

test('a plain change goes to the implementer of the language', () => {
  assert.equal(seatFor('generation', 'typescript', NONE)?.role.id, 'ts-implementer');
  assert.equal(seatFor('generation', 'python', NONE)?.role.id, 'py-implementer');
});

test('a language nobody is made for goes to the generalist', () => {
  assert.equal(seatFor('generation', 'cobol', NONE)?.role.id, 'generalist');
  assert.equal(seatFor('analysis', 'cobol', NONE)?.role.id, 'general-reviewer');
  assert.equal(seatFor('automation', 'cobol', NONE)?.role.id, 'task-runner');
});

test('what the task says outweighs the language', () => {
  assert.equal(seatFor('generation', 'typescript', NONE, { hint: 'Write tests for this' })?.role.id, 'test-writer');
  assert.equal(seatFor('analysis', 'python', NONE, { hint: 'SQL injection?' })?.role.id, 'injection-reviewer');
  assert.equal(seatFor('automation', 'json', NONE, { hint: 'Update the dependencies' })?.role.id, 'dependency-updater');
});

const asks = fc.record({
  kind: fc.constantFrom(...KINDS),
  language: fc.constantFrom(...LANGUAGES),
  busy: fc.subarray(SEATS.map(({ id }) => id)).map((ids) => new Set(ids)),
  hint: fc.constantFrom(...HINTS),
});

test('a seat is found as long as one is free, is of the kind, is not busy, and is the same each time', () => {
  fc.assert(
    fc.property(asks, ({ kind, language, busy, hint }) => {
      const free = SEATS.filter((seat) => seat.kind === kind && !busy.has(seat.id));
      const seat = seatFor(kind, language, busy, { hint });
      assert.equal(seat === undefined, free.length === 0);
      if (seat !== undefined) assert.ok(free.includes(seat));
      assert.equal(seatFor(kind, language, busy, { hint }), seat);
    }),
  );
});

test('a role of another language is taken only when no other seat is free', () => {
  fc.assert(
    fc.property(asks, ({ kind, language, busy, hint }) => {
      const fits = (seat: (typeof SEATS)[number]): boolean => seat.role.languages?.includes(language) ?? true;
      const seat = seatFor(kind, language, busy, { hint });
      if (seat === undefined || fits(seat)) return;
      assert.ok(!SEATS.some((other) => other.kind === kind && !busy.has(other.id) && fits(other)));
    }),
  );
});
