import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { aboutWords, timeLeft, usualLeft } from './time-left.ts';

test('the time that is left is told from what is done, in words that are worth no more than they know', () => {
  assert.equal(timeLeft({ done: 10, of: 100, elapsedMs: 4_100 }), 'about 40 s left');
  assert.equal(timeLeft({ done: 100, of: 5_000, elapsedMs: 12_000 }), 'about 10 min left');
  assert.equal(timeLeft({ done: 99, of: 100, elapsedMs: 60_000 }), 'about 1 s left');
  assert.deepEqual([aboutWords(0), aboutWords(89_000), aboutWords(90_000), aboutWords(7_200_000)], ['1 s', '89 s', '2 min', '2 h']);
});

test('of too little nothing is told, nor of what is over', () => {
  assert.equal(timeLeft({ done: 2, of: 100, elapsedMs: 60_000 }), undefined);
  assert.equal(timeLeft({ done: 50, of: 100, elapsedMs: 2_999 }), undefined);
  assert.equal(timeLeft({ done: 100, of: 100, elapsedMs: 60_000 }), undefined);
});

test('the more of it is done in the same time, the less is left', () => {
  const seconds = (words: string | undefined): number => {
    const [, count = '', unit = ''] = /about (\d+) (s|min|h) left/.exec(words ?? '') ?? assert.fail(words);
    return Number(count) * ({ s: 1, min: 60, h: 3_600 }[unit] ?? assert.fail(unit));
  };
  const amounts = fc.record({
    one: fc.integer({ min: 3, max: 999 }),
    more: fc.integer({ min: 0, max: 996 }),
    elapsedMs: fc.integer({ min: 3_000, max: 36_000 }),
  });
  fc.assert(
    fc.property(amounts, ({ one, more, elapsedMs }) => {
      const later = Math.min(999, one + more);
      const [first, second] = [one, later].map((done) => seconds(timeLeft({ done, of: 1_000, elapsedMs })));
      assert.ok((first ?? 0) >= (second ?? 0), `${first} and ${second}`);
    }),
  );
});

test('of what has a usual time, what is left of it is told, and once that is over that it takes longer', () => {
  assert.deepEqual([usualLeft(8_000, 2_000), usualLeft(8_000, 8_000)], ['about 6 s left', 'longer than the usual 8 s']);
});
