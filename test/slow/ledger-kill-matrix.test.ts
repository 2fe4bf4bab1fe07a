import { test } from 'node:test';
import { temporaryFolder } from '../ledger/books.ts';
import { KILL_POINTS, assertBooksAfter, killed } from '../ledger/kill.ts';

const ROUNDS = 8;
const CAP = 4_000;

for (const point of KILL_POINTS) {
  test(`three processes at work on one file, each killed at "${point}" after any number of calls, keep the books`, async (t) => {
    for (let round = 0; round < ROUNDS; round++) {
      const dataDir = temporaryFolder(t);
      const words = await Promise.all(
        [0, 1, 2].map((one) =>
          killed(t, {
            dataDir,
            name: `${point}-${round}-${one}`,
            point,
            calls: 400,
            cap: CAP,
            afterLines: 1 + ((round * 41 + one * 67) % 350),
          }),
        ),
      );
      assertBooksAfter(t, { dataDir, words, cap: CAP });
    }
  });
}
