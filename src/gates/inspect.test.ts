import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createAnalysers } from './analysers.ts';
import { gateAssets } from './assets.ts';
import { inspect } from './inspect.ts';

const analysers = createAnalysers(gateAssets(new URL('./worker.ts', import.meta.url).href), () => false);
after(() => analysers.dispose());

const unreadableTexts: readonly (readonly [string, RegExp])[] = [
  ['x'.repeat(10_000_000), /too large/u],
  [`a = "${'x'.repeat(6_000)}"\n`, /minified or generated/u],
  ['a = "\0"\n', /binary/u],
];

test('a text that no analyser is given is unknown with the reason, in every language that is read with a grammar', async () => {
  for (const languageId of ['go', 'csharp', 'cpp', 'ruby', 'yaml', 'python']) {
    for (const [text, why] of unreadableTexts) {
      const uri = `file:///nowhere/a.${languageId}`;
      const results = await inspect({ uri, languageId, text, overlays: [] }, { analysers, isCancelled: () => false, now: () => 0 });
      for (const { gate, verdict, why: said } of results.filter((one) => one.gate !== 'secrets' && one.gate !== 'types')) {
        assert.deepEqual([verdict, why.test(said ?? '')], ['unknown', true], `${languageId} ${gate}`);
      }
    }
  }
});
