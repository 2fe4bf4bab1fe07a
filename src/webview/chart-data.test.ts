import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chartData, hourBars, stacked } from './chart-data.ts';

const HOUR = 3_600_000;
const at = (hour: number): number => 1_000 * HOUR + hour * HOUR;

test('nothing spent is no chart', () => {
  assert.equal(chartData([]), undefined);
  assert.equal(chartData([{ startsAt: at(0), byProvider: [{ provider: 'ollama', nanos: 0 }] }]), undefined);
});

test('the hours that were left out are there, as zero', () => {
  const data = chartData([
    { startsAt: at(0), byProvider: [{ provider: 'gemini', nanos: 3 }] },
    { startsAt: at(23), byProvider: [{ provider: 'gemini', nanos: 4 }] },
  ]);
  assert.equal(data?.starts.length, 24);
  assert.deepEqual([data?.starts[0], data?.starts[23]], [at(0), at(23)]);
  assert.deepEqual(data?.totals, [3, ...Array.from({ length: 22 }, () => 0), 4]);
});

test('who was paid most comes first, and the layers add up to the totals', () => {
  const data = chartData([
    {
      startsAt: at(22),
      byProvider: [
        { provider: 'a', nanos: 1 },
        { provider: 'b', nanos: 5 },
      ],
    },
    { startsAt: at(23), byProvider: [{ provider: 'a', nanos: 2 }] },
  ]);
  assert.ok(data !== undefined);
  assert.deepEqual(
    data.providers.map(({ name, total }) => [name, total]),
    [
      ['b', 5],
      ['a', 3],
    ],
  );
  assert.deepEqual(
    stacked(hourBars(data, String)).map((layer) => layer.slice(-2)),
    [
      [5, 0],
      [6, 2],
    ],
  );
  assert.deepEqual(stacked(hourBars(data, String)).at(-1), data.totals);
});
