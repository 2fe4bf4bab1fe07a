import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough to see what other programs do, in milliseconds. */
const LOOK_MS = 300;

/** Which share of this machine's processors is busy just now, from 0 to 1, looked at for so many milliseconds. */
export async function processorLoad(ms = LOOK_MS): Promise<number> {
  const before = processorTimes();
  await sleep(ms);
  const after = processorTimes();
  const all = after.all - before.all;
  return all <= 0 ? 0 : Math.min(1, Math.max(0, 1 - (after.idle - before.idle) / all));
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((one) => one.times);
  const sum = (of: (time: (typeof times)[number]) => number): number => times.reduce((all, time) => all + of(time), 0);
  return { idle: sum(({ idle }) => idle), all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq) };
}
