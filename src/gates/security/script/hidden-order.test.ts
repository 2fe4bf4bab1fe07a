import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from './analyse-script.ts';

const CONTROLS = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map((code) => String.fromCodePoint(code));

function found(text: string): readonly (readonly [rule: string, blocks: boolean, line: number])[] {
  const said = analyseScript(text, 'typescript');
  assert.ok(said.ok);
  return said.complaints.map(({ rule, blocks, range }) => [rule, blocks, range.startLine]);
}

test('each control of the reading order blocks, in code, comments, strings and templates', () => {
  for (const control of CONTROLS) {
    for (const text of [`const a = 1; /* ${control} */`, `const a = "x${control}";`, `const a = \`x${control}\`;`, `// ${control}`]) {
      assert.deepEqual(found(`export {};\n${text}\n`), [['bidirectional-control', true, 1]], JSON.stringify(text));
    }
  }
});

test('an escape, and text that is written from right to left, are no findings', () => {
  assert.deepEqual(found('const a = "\\u202E";\nconst b = "\u05E9\u05DC\u05D5\u05DD \u200F\u061C";\n'), []);
});
