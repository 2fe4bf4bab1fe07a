import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCsv } from '../../test/lib/read-csv.ts';
import { csvText } from './csv.ts';

const cells = fc.array(
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', '=', 'a', ' ') })),
  { minLength: 2, maxLength: 4 },
);

test('a reader of RFC 4180 gets back every cell, but for the apostrophe before what might be a formula', () => {
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1 }), (table) => {
      const [header = [], ...rows] = table;
      const guarded = (text: string): string => (/^[=+\-@\t\r\n＋－＝＠]/.test(text) ? `'${text}` : text);
      assert.deepEqual(
        readCsv(csvText(header, rows)),
        table.map((row) => row.map(guarded)),
      );
    }),
  );
});

test('no text begins as a formula does, and a number is left a number', () => {
  const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', 'a=1'];
  assert.equal(csvText(['a'], [[...texts, -1]]), `a\r\n'=1+1,'+1,'-1,'@SUM(A1),'\t=1,"'\r=1",'＝1,a=1,-1\r\n`);
});
