import { test } from 'node:test';
import { checkSchedules } from '../ledger/schedules.ts';

const FILES = 100;
const SCHEDULES_EACH = 1_000;

test('a hundred thousand schedules of three processes keep every cap and balance the books', async (t) => {
  for (let file = 0; file < FILES; file++) {
    await t.test(`file ${file + 1} of ${FILES}`, (part) => checkSchedules(part, SCHEDULES_EACH));
  }
});
