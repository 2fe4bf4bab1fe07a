import { writeSync } from 'node:fs';
import { nanos } from '../../../src/core/money.ts';
import { openStore } from '../../../src/node/store.ts';
import { dayAndTask, request, settlement } from '../books.ts';

/**
 * Makes calls that never end, or end without pause, until it is killed. Each line it writes says what is
 * booked by then: `reserved <attempt>`, `settled <attempt>`, and `here` once it stands where it was told to.
 */
const [dataDir = '', name = '', point = '', calls = '0', cap = '0'] = process.argv.slice(2);
const store = openStore({ dataDir });
const path = dayAndTask({ day: Number(cap) }, `task-${name}`);
const say = (line: string): void => void writeSync(1, `${line}\n`);

function reserve(attempt: string): boolean {
  const result = store.ledger.reserve(request(attempt, 10, { path, task: `task-${name}` }));
  if (result.granted) say(`reserved ${attempt}`);
  return result.granted;
}

for (let index = 0; index < Number(calls); index++) {
  const attempt = `${name}-${index}`;
  if (!reserve(attempt)) continue;
  if (point === 'after-reserve') continue;
  store.slots.tryAcquireSlot({ server: 'ollama', capacity: 1, attempt });
  store.log.append(`task-${name}`, { type: 'attempt-started' }, Date.now());
  if (point === 'mid-call') continue;
  store.log.putText(`the answer of ${attempt}`);
  if (point === 'before-settle') continue;
  if (store.ledger.settle(settlement(attempt, 7, { nanos: nanos(7) }))) say(`settled ${attempt}`);
}
say('here');
setInterval(() => undefined, 60_000);
