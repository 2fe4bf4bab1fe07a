import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAnswer, type Selected } from './answer.ts';

const SELECTED: Selected = { text: '    return a;', languageId: 'typescript', eol: '\n', exported: 'keep' };

function replacement(answer: string, selected: Selected = SELECTED): string | undefined {
  const read = readAnswer(answer, false, selected);
  assert.equal(read.result.verdict, read.ok ? 'pass' : 'fail');
  return read.ok ? read.replacement : undefined;
}

function refusal(answer: string, selected: Selected = SELECTED, truncated = false): string | undefined {
  const { ok, result } = readAnswer(answer, truncated, selected);
  assert.equal(result.required, true);
  assert.equal(
    result.findings.every(({ blocks }) => blocks),
    true,
  );
  return ok ? undefined : result.findings[0]?.rule;
}

test('the one fence is the replacement, moved to where the selection stood', () => {
  assert.equal(replacement('```ts\nreturn b;\n```'), '    return b;');
  assert.equal(replacement('```ts\n        if (a) {\n            return b;\n        }\n```'), '    if (a) {\n        return b;\n    }');
});

test('prose before and after the fence is no harm', () => {
  assert.equal(replacement('Here you are:\n\n```ts\nreturn b;\n```\n\nI changed `a` to `b`.'), '    return b;');
});

test('blank lines and spaces around the code are not part of it', () => {
  assert.equal(replacement('```\n\n\nreturn b;  \n\n```'), '    return b;');
});

test('each form that is not whole is refused by its name', () => {
  assert.equal(refusal('return b;'), 'no-fence');
  assert.equal(refusal(''), 'no-fence');
  assert.equal(refusal('```\nreturn b;\n```\n\n```\nreturn c;\n```'), 'two-fences');
  assert.equal(refusal('```\nreturn b;'), 'open-fence');
  assert.equal(refusal('```\n```'), 'empty');
  assert.equal(refusal('```\n  \n\n```'), 'empty');
  assert.equal(refusal('```\nreturn b;\n// rest unchanged\n```'), 'elision');
  assert.equal(refusal('```\nreturn b;\n```', SELECTED, true), 'truncated');
});

test('a word in backticks at the start of a line opens no fence', () => {
  assert.equal(replacement('```a``` becomes b:\n```ts\nreturn b;\n```'), '    return b;');
});

test('a fence of four holds fences of three', () => {
  assert.equal(
    replacement('````md\nbefore\n```ts\na\n```\nafter\n````', { text: 'x', languageId: 'typescript', eol: '\n', exported: 'keep' }),
    'before\n```ts\na\n```\nafter',
  );
});

test('a fence of three that holds fences of three is refused, never cut short', () => {
  assert.notEqual(
    refusal('```md\nbefore\n```ts\na\n```\nafter\n```', { text: 'x', languageId: 'typescript', eol: '\n', exported: 'keep' }),
    undefined,
  );
});

test('a fence of tildes is a fence', () => {
  assert.equal(replacement('~~~\nreturn b;\n~~~'), '    return b;');
});

test('an answer that changes nothing is refused, however it is indented', () => {
  assert.equal(refusal('```\nreturn a;\n```'), 'unchanged');
  assert.equal(refusal('```\n\treturn a;\n```'), 'unchanged');
  assert.equal(
    refusal('```\nif (a) {\n\n  b();\n}\n```', {
      text: '  if (a) {\r\n   \r\n    b();\r\n  }',
      languageId: 'typescript',
      eol: '\r\n',
      exported: 'keep',
    }),
    'unchanged',
  );
});

test('an answer to a text in CRLF comes in CRLF, whatever the model wrote', () => {
  const selected = { text: '  a();\r\n  b();', languageId: 'typescript', eol: '\r\n', exported: 'keep' } as const;
  assert.equal(replacement('```\na();\nc();\n```', selected), '  a();\r\n  c();');
  assert.equal(replacement('```\r\na();\r\nc();\r\n```\r\n', selected), '  a();\r\n  c();');
});

test('an answer to a text in LF has no CR', () => {
  assert.equal(replacement('```\r\nx();\r\ny();\r\n```', SELECTED), '    x();\n    y();');
});

test('tabs stay tabs', () => {
  assert.equal(
    replacement('```\nif (b) {\n    c();\n}\n```', {
      text: '\tif (a) {\n\t\tb();\n\t}',
      languageId: 'typescript',
      eol: '\n',
      exported: 'keep',
    }),
    '\tif (b) {\n\t\tc();\n\t}',
  );
});

test('a comment like `// ...` that the selection has may stay', () => {
  assert.equal(
    replacement('```\na();\n// ...\n```', { text: 'b();\n// ...', languageId: 'typescript', eol: '\n', exported: 'keep' }),
    'a();\n// ...',
  );
});

test('the reason of a refusal is the same for the same mistake, and another for another', () => {
  const print = (answer: string) => readAnswer(answer, false, SELECTED).result.findings[0]?.fingerprint;
  assert.equal(print('nothing'), print('nothing at all'));
  assert.notEqual(print('nothing'), print('```\nopen'));
});

test("every line end of a replacement is the document's own", () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', ';', '\t'), maxLength: 8 });
  const eol = fc.constantFrom('\n' as const, '\r\n' as const);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), eol, eol, (lines, own, theirs) => {
      const read = readAnswer(['```', ...lines, '```'].join(theirs), false, {
        text: ['  before', '  it'].join(own),
        languageId: 'typescript',
        eol: own,
        exported: 'keep',
      });
      if (!read.ok) return;
      assert.equal(read.replacement.split(own).join('').includes('\n'), false);
      assert.equal(read.replacement.split(own).join('').includes('\r'), false);
    }),
  );
});
