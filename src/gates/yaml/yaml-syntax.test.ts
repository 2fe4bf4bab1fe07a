import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { yamlSyntax } from './yaml-syntax.ts';

function said(text: string): { readonly sure: string[]; readonly doubts: string[]; readonly lines: number[] } {
  const analysis = yamlSyntax(text);
  assert.ok(analysis.ok);
  const { complaints } = analysis;
  return {
    sure: complaints.filter(({ blocks }) => blocks).map(({ message }) => message),
    doubts: complaints.flatMap(({ doubt }) => doubt ?? []),
    lines: complaints.map(({ range }) => range.startLine),
  };
}

test('what YAML has is right: documents, anchors, tags of a program, block scalars, merged mappings', () => {
  const texts = [
    '%YAML 1.2\n---\na: &x {b: 1}\nc: *x\n---\n- |\n  text: {{ not flow }}\n- >-\n  folded\n...\n',
    'Resources:\n  Bucket: !Sub "${Name}-x"\n  Other: !GetAtt Bucket.Arn\n',
    'base: &base {a: 1}\nother: &other {b: 2}\nboth:\n  <<: *base\n  <<: *other\n',
    'on: [push]\njobs:\n  a:\n    if: ${{ github.ref == 1 }}\n    run: echo "${{ x }}"\n',
    'a: 1\nb:\n  a: 1\n',
    '',
  ];
  for (const text of texts) assert.deepEqual(said(text), { sure: [], doubts: [], lines: [] }, text);
});

test('a key that is there twice, a bracket that is not closed, a tab and a wrong indent are mistakes at their place', () => {
  assert.deepEqual(said('a: 1\nb:\n  c: 1\n  c: 2\n'), {
    sure: ['the key `c` is there twice: the first value is lost'],
    doubts: [],
    lines: [3],
  });
  for (const [text, line] of [
    ['a: [1, 2\nb: 3\n', 1],
    ['a:\n\tb: 1\n', 1],
    ['a: 1\n b: 2\n', 1],
    ['a: *nobody\n', 0],
    ['a: "open\n', 1],
  ] as const) {
    const { sure, lines } = said(text);
    assert.ok(sure.length > 0, text);
    assert.ok(
      lines.some((one) => Math.abs(one - line) <= 1),
      `${text} ${lines.join()}`,
    );
  }
});

test('what is a template is no YAML yet: a doubt', () => {
  const { sure, doubts } = said('a:\n{{- range .Values.x }}\n  - {{ . }}: [\n{{- end }}\n');
  assert.deepEqual(sure, []);
  assert.match(doubts[0] ?? '', /template/u);
});

test('a long mapping and deep brackets are read, and aliases are not multiplied', () => {
  assert.equal(said(Array.from({ length: 5_000 }, (_, index) => `key${index}: 1\n`).join('')).sure.length, 0);
  assert.ok(said('['.repeat(3_000)).sure.length > 0);
  const bomb = Array.from(
    { length: 30 },
    (_, index) => `x${index}: &x${index} [${index === 0 ? '1' : `*x${index - 1}, *x${index - 1}`}]\n`,
  ).join('');
  assert.equal(said(bomb).sure.length, 0);
});

test('no text makes it throw, and places are in the text', () => {
  const word = fc.oneof(
    fc.constantFrom('a: ', '- ', '\n', '  ', '{', '}', '[', ']', '&a ', '*a', '!t ', '"', "'", '|\n', '---\n', '? ', '\t', '#', '%', '\0'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join('');
      const count = text.split(/\r\n|\n|\r/u).length;
      for (const line of said(text).lines) assert.ok(line < count);
    }),
    { numRuns: 50 },
  );
});
