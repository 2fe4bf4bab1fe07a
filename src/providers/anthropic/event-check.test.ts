import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEvents, EventError } from './event-check.ts';

function check(pieces: readonly string[]): void {
  const events = checkEvents();
  for (const piece of pieces) events(piece);
}

const DELTA = 'event: content_block_delta\ndata: {"type":"content_block_delta"}\n\n';

test('named events with JSON pass, wherever the chunks split them and whatever ends their lines', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const whole = `: a comment\n\n${DELTA}event: ping\ndata: {}\n\n${DELTA}`.replaceAll('\n', end);
    for (let at = 0; at <= whole.length; at += 1) check([whole.slice(0, at), whole.slice(at)]);
  }
});

test('an event without a name and one whose data is no JSON are no events', () => {
  const broken = [
    'data: {"type":"content_block_delta"}\n\n',
    'event: content_block_delta\ndata: {"type":"conte\n\n',
    'data: nothing\r\n\r\n',
  ];
  for (const event of broken) {
    const whole = `${DELTA}${event}`;
    for (let at = 0; at <= whole.length; at += 1) assert.throws(() => check([whole.slice(0, at), `${whole.slice(at)}x`]), EventError);
  }
});

test('what a proxy says after the end is not looked at', () => {
  check([`${DELTA}event: message_stop\ndata: {"type":"message_stop"}\n\ndata: [DONE]\n\n`]);
});
