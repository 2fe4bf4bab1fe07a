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

test('what a text has long taken on trust is told, and keeps it from being judged only where a package is missing here', async () => {
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 3 };
  const trusted = {
    rule: 'centuria/unchecked-type',
    message: 'any',
    severity: 'information',
    range,
    blocks: false,
    doubt: 'the type any',
  } as const;
  const results = async (complaint: object) => {
    const analysed = {
      ok: true,
      value: { analysis: { ok: true, complaints: [{ ...trusted, ...complaint }] }, tool: 'a checker' },
      elapsedMs: 0,
    } as const;
    const found = await inspect(
      { uri: 'file:///nowhere/a.ts', languageId: 'typescript', text: 'any', overlays: [], gates: ['types'] },
      { ...tools, analyst: { ...tools.analyst, analyse: () => Promise.resolve(analysed) } },
    );
    return found.map(({ verdict, required, findings }) => [verdict, required, findings.length]);
  };
  assert.deepEqual(await results({}), [['pass', true, 1]]);
  assert.deepEqual(await results({ lacking: true }), [['unknown', false, 1]]);
  assert.deepEqual(await results({ rule: 'TS2307' }), [['unknown', true, 1]]);
});
