import { writeSync } from 'node:fs';
import { openStore } from '../../../src/node/store.ts';
import { dayAndTask, request, settlement } from '../books.ts';

/** Opens the store at a set moment, and reserves as fast as it can; every other call is settled at its full amount. */
const [dataDir = '', name = '', startAt = '0', tries = '0', cap = '0'] = process.argv.slice(2);
const AMOUNT = 10;

while (Date.now() < Number(startAt)) continue;
const store = openStore({ dataDir });
const pause = new Int32Array(new SharedArrayBuffer(4));
const counts = { granted: 0, refused: 0, busy: 0 };
const path = dayAndTask({ day: Number(cap) }, `task-${name}`);

for (let index = 0; index < Number(tries);) {
  const attempt = `${name}-${index}`;
  const result = store.ledger.reserve(request(attempt, AMOUNT, { path, task: `task-${name}` }));
  if ('busy' in result) {
    counts.busy += 1;
    Atomics.wait(pause, 0, 0, 1);
    continue;
  }
  counts[result.granted ? 'granted' : 'refused'] += 1;
  if (result.granted && index % 2 === 0) store.ledger.settle(settlement(attempt, AMOUNT));
  index += 1;
}
writeSync(1, `${JSON.stringify(counts)}\n`);
// Without dispose: what it holds stays held, as after a crash.
process.exit(0);
