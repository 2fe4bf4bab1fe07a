import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTimers } from '../../test/fakes/fake-timers.ts';
import { raceStops } from './stops.ts';

const LIMITS = { firstByteMs: 1_000, idleMs: 100 };
const forever = () => new Promise<never>(() => undefined);

function withTimers(run: (pass: (ms: number) => void) => Promise<void>): () => Promise<void> {
  return async () => {
    const timers = fakeTimers();
    try {
      await run(timers.pass);
    } finally {
      timers.restore();
    }
  };
}

test(
  'the limit for the first byte holds until something is heard, the idle limit after it',
  withTimers(async (pass) => {
    const stops = raceStops(new AbortController().signal, LIMITS);
    const first = stops.race(forever());
    pass(999);
    assert.equal(stops.reason, undefined);
    stops.begun();
    pass(99);
    assert.equal(stops.reason, undefined);
    pass(1);
    assert.equal(await first, undefined);
    assert.equal(stops.reason, 'idle');
    assert.ok(stops.signal.aborted);
  }),
);

test(
  'after the first byte only an event that was read ends a silence',
  withTimers(async (pass) => {
    const stops = raceStops(new AbortController().signal, LIMITS);
    const first = stops.race(forever());
    stops.begun();
    pass(60);
    stops.heard();
    pass(60);
    assert.equal(stops.reason, undefined);
    stops.begun();
    pass(40);
    assert.equal(await first, undefined);
    assert.equal(stops.reason, 'idle');
  }),
);

test(
  'an answer that goes on for ever ends at the total limit, which begins with its first byte',
  withTimers(async (pass) => {
    const stops = raceStops(new AbortController().signal, { ...LIMITS, totalMs: 500 });
    const first = stops.race(forever());
    pass(900);
    stops.begun();
    for (let at = 0; at < 499; at += 1) {
      stops.heard();
      pass(1);
    }
    assert.equal(stops.reason, undefined);
    stops.heard();
    pass(1);
    assert.equal(await first, undefined);
    assert.equal(stops.reason, 'total');
  }),
);

test(
  'time that the reader takes is not silence of the far end',
  withTimers(async (pass) => {
    const stops = raceStops(new AbortController().signal, LIMITS);
    assert.equal(await stops.race(Promise.resolve(7)), 7);
    pass(60_000);
    assert.equal(stops.reason, undefined);
    stops.dispose();
  }),
);

test('the signal of the caller ends the wait and is heard no more after dispose', async () => {
  const controller = new AbortController();
  const stops = raceStops(controller.signal, LIMITS);
  const waiting = stops.race(forever());
  controller.abort();
  assert.equal(await waiting, undefined);
  assert.equal(stops.reason, 'aborted');
  stops.dispose();
});
