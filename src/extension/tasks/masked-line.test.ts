import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAKE_SECRET, fakeWorld } from '../../../test/fakes/fake-world.ts';
import { maskedLastLine } from './masked-line.ts';

test('the last line of the newest text is told without its secret, and a text that was overtaken is not told', async () => {
  const told: string[] = [];
  const done = Promise.withResolvers<void>();
  const hear = maskedLastLine(fakeWorld().gates, (line) => {
    told.push(line);
    if (line.endsWith('third')) done.resolve();
  });
  hear('```ts\nfirst');
  hear('```ts\nfirst\nsecond');
  hear(`\`\`\`ts\nfirst\nconst key = ${FAKE_SECRET}; third\n\`\`\``);
  await done.promise;
  assert.deepEqual(told, ['first', 'const key = [secret]; third']);
});
