import assert from 'node:assert/strict';
import { test } from 'node:test';

import { generatedCode } from './source-map.ts';

const ORIGINAL = 'interface Box { a: number }\nexport function twice(a: number) {\n  return a * 2;\n}\n';
const GENERATED = 'function twice(a) {\n  return a * 2;\n}';
/** Made by hand after https://tc39.es/ecma426/: each segment is its column, the source, the line and the column, as differences. */
const MAP = { version: 3, sources: ['box.ts'], names: [], mappings: 'AACO,SAAS,MAAM,CAAC,CAAS,EAAE;EAChC,OAAO,CAAC,GAAG,CAAC;AACd' };

function coverageOf(count: number, column = 0) {
  const ahead = ' '.repeat(column);
  const text = ahead + GENERATED;
  const ranges = [{ startOffset: column, endOffset: text.length, count }];
  return generatedCode(
    [
      {
        scripts: [[{ ranges: [{ startOffset: 0, endOffset: text.length, count: 1 }] }, { ranges }]],
        generated: { lineLengths: text.split('\n').map(({ length }) => length), column, map: MAP },
      },
    ],
    ORIGINAL,
  );
}

test('what ran in the transpiled text ran in the original, and what has no counterpart is no code', () => {
  for (const column of [0, 13]) {
    const coverage = coverageOf(1, column);
    assert.ok(coverage.by === 'offset');
    assert.equal(coverage.code.slice(0, 28).trim(), '', 'the interface');
    assert.equal(coverage.code.slice(ORIGINAL.indexOf('return')), ORIGINAL.slice(ORIGINAL.indexOf('return')));
    assert.equal(coverage.wasRun(ORIGINAL.indexOf('return')), true);
    const never = coverageOf(0, column);
    assert.equal(never.by === 'offset' && never.wasRun(ORIGINAL.indexOf('a * 2')), false);
  }
});

test('a map of several sources, or none, is not guessed at', () => {
  const generated = { lineLengths: [1], column: 0, map: { ...MAP, sources: ['a.ts', 'b.ts'] } };
  for (const map of [generated.map, null, 'x'])
    assert.equal(generatedCode([{ scripts: [], generated: { ...generated, map } }], ORIGINAL).by, 'nothing');
});
