import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { raceStops } from './stops.ts';

const LIMITS = { firstByteMs: 1_000, idleMs: 100 };
const forever = () => new Promise<never>(() => undefined);

function withTimers(run: () => Promise<void>): () => Promise<void> {
  return async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      await run();
    } finally {
      mock.timers.reset();
    }
  };
}

test(
  'the limit for the first byte holds until something is heard, the idle limit after it',
  withTimers(async () => {
    const stops = raceStops(new AbortController().signal, LIMITS);
    const first = stops.race(forever());
    mock.timers.tick(999);
    assert.equal(stops.reason, undefined);
    stops.begun();
    mock.timers.tick(99);
    assert.equal(stops.reason, undefined);
    mock.timers.tick(1);
    assert.equal(await first, undefined);
    assert.equal(stops.reason, 'idle');
    assert.ok(stops.signal.aborted);
  }),
);

test(
  'after the first byte only an event that was read ends a silence',
  withTimers(async () => {
    const stops = raceStops(new AbortController().signal, LIMITS);
    const first = stops.race(forever());
    stops.begun();
    mock.timers.tick(60);
    stops.heard();
    mock.timers.tick(60);
    assert.equal(stops.reason, undefined);
    stops.begun();
    mock.timers.tick(40);
    assert.equal(await first, undefined);
    assert.equal(stops.reason, 'idle');
  }),
);

test(
  'an answer that goes on for ever ends at the total limit, which begins with its first byte',
  withTimers(async () => {
    const stops = raceStops(new AbortController().signal, { ...LIMITS, totalMs: 500 });
    const first = stops.race(forever());
    mock.timers.tick(900);
    stops.begun();
    for (let at = 0; at < 499; at += 1) {
      stops.heard();
      mock.timers.tick(1);
    }
    assert.equal(stops.reason, undefined);
    stops.heard();
    mock.timers.tick(1);
    assert.equal(await first, undefined);
    assert.equal(stops.reason, 'total');
  }),
);

test(
  'time that the reader takes is not silence of the far end',
  withTimers(async () => {
    const stops = raceStops(new AbortController().signal, LIMITS);
    assert.equal(await stops.race(Promise.resolve(7)), 7);
    mock.timers.tick(60_000);
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
