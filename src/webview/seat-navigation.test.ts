import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextSeat } from './seat-navigation.ts';

// 0 1 2
// 3 4
//   5
const BOXES = [
  { left: 0, top: 0 },
  { left: 24, top: 0 },
  { left: 48, top: 0 },
  { left: 0, top: 24 },
  { left: 24, top: 24 },
  { left: 24, top: 90 },
];

const MOVES: readonly (readonly [key: string, from: number, to: number])[] = [
  ['ArrowRight', 2, 3],
  ['ArrowRight', 5, 5],
  ['ArrowLeft', 3, 2],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 4],
  ['ArrowDown', 2, 4],
  ['ArrowDown', 3, 5],
  ['ArrowDown', 5, 5],
  ['ArrowUp', 5, 4],
  ['ArrowUp', 1, 1],
  ['Home', 4, 0],
  ['End', 1, 5],
];

for (const [key, from, to] of MOVES) {
  test(`${key} from seat ${from} leads to seat ${to}`, () => {
    assert.equal(nextSeat(key, from, BOXES), to);
  });
}

test('other keys lead nowhere', () => {
  assert.equal(nextSeat('a', 0, BOXES), undefined);
});
