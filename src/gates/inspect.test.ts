import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from './inspect.ts';
import type { InspectTools } from './inspect.ts';

const asked = { ok: false, why: 'an analyser was asked' } as const;
const tools: InspectTools = {
  analyst: { analyse: () => Promise.resolve(asked), suppressions: () => Promise.resolve(asked) },
  asking: { signal: new AbortController().signal, priority: 'person', ticket: { turn: 0, number: 0 }, rests: { whole: true, needs: [] } },
  policy: {},
};

const unreadableTexts: readonly (readonly [string, RegExp])[] = [
  ['x'.repeat(10_000_000), /too large/u],
  [`a = "${'x'.repeat(6_000)}"\n`, /minified or generated/u],
  ['a = "\0"\n', /binary/u],
];

test('a text that no analyser is given is unknown with the reason, in every language that is read with a grammar', async () => {
  for (const languageId of ['go', 'csharp', 'cpp', 'ruby', 'yaml', 'python']) {
    for (const [text, why] of unreadableTexts) {
      const uri = `file:///nowhere/a.${languageId}`;
      const results = await inspect({ uri, languageId, text, overlays: [] }, tools);
      for (const { gate, verdict, why: said } of results.filter((one) => one.gate !== 'secrets' && one.gate !== 'types')) {
        assert.deepEqual([verdict, why.test(said ?? '')], ['unknown', true], `${languageId} ${gate}`);
      }
    }
  }
});
