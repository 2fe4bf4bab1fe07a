import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commentedAt, functionAt } from './function-at.ts';

/** The lines of the function around each line that is marked with `|`. */
function around(marked: string, languageId = 'typescript'): string | undefined {
  const lines = marked.split('\n');
  const line = lines.findIndex((one) => one.includes('|'));
  const found = functionAt(marked.replace('|', ''), languageId, line);
  return (
    found &&
    lines
      .slice(found.first, found.last + 1)
      .join('\n')
      .replace('|', '')
  );
}

test('the cursor anywhere in a function finds all of it, from its first line to its bracket', () => {
  const code = ['import a;', 'export function f(x) {', '  if (x) {', '    return g(x);', '  }', '', '  return 1;', '}', 'const z = 1;'];
  for (const line of [1, 2, 3, 4, 5, 6, 7]) assert.deepEqual(functionAt(code.join('\n'), 'javascript', line), { first: 1, last: 7 });
  for (const line of [0, 8]) assert.equal(functionAt(code.join('\n'), 'javascript', line), undefined);
});

test('it is found where the text is broken', () => {
  assert.equal(
    around('export function f(name) {\n  return name.trim(;|\n}\n\nexport const x = 1;'),
    'export function f(name) {\n  return name.trim(;\n}',
  );
});

test('the innermost one counts: a method before its class, an arrow before its function', () => {
  assert.equal(around('class A {\n  one() {\n    a();|\n  }\n\n  two() {}\n}'), '  one() {\n    a();\n  }');
  assert.equal(around('class A {\n  one() {\n    a();\n  }\n|\n  two() {}\n}'), 'class A {\n  one() {\n    a();\n  }\n\n  two() {}\n}');
  assert.equal(around('function f() {\n  const g = (x: number) => {\n    a();|\n  };\n}'), '  const g = (x: number) => {\n    a();\n  };');
});

test('a signature over several lines belongs to its function', () => {
  assert.equal(
    around('export async function f(\n  a: number,\n): Promise<void> {\n  await a;|\n}\nx();'),
    'export async function f(\n  a: number,\n): Promise<void> {\n  await a;\n}',
  );
  assert.equal(around('def f(\n    a,\n):\n    return a|\n\nx = 1', 'python'), 'def f(\n    a,\n):\n    return a');
});

test('in Python it ends before what is indented less, and its decorators are part of it', () => {
  assert.equal(
    around('@cache\ndef median(values):\n    ordered = sorted(values)|\n    return ordered[0]\n\nprint(1)', 'python'),
    '@cache\ndef median(values):\n    ordered = sorted(values)\n    return ordered[0]',
  );
  assert.equal(
    around('class A:\n    def f(self):\n        """\ntext at the margin\n        """\n        return 1|\n\n    x = 2', 'python'),
    '    def f(self):\n        """\ntext at the margin\n        """\n        return 1',
  );
});

test('a comment or a decorator belongs to the function or class that it stands above, and to nothing else', () => {
  const script =
    '/**\n * Adds.\n */\nexport function add(a, b) {\n  return a + b;\n}\n// Loose.\n\nconst x = 1;\n// A number.\nconst y = 2;\n';
  for (const line of [0, 1, 2]) assert.deepEqual(commentedAt(script, 'javascript', line), { first: 0, code: 3 });
  for (const line of [3, 6, 7, 9, 10, 99]) assert.equal(commentedAt(script, 'javascript', line), undefined, `${line}`);
  assert.deepEqual(commentedAt('# Kept.\n@cache\ndef f(n):\n    return n\n', 'python', 0), { first: 0, code: 2 });
});

test('a statement with brackets is no function', () => {
  assert.equal(around('if (a) {\n  b();|\n}'), undefined);
  assert.equal(around('while (a) {\n  b();|\n}'), undefined);
});

test('in any text what is found holds the line that was asked for', () => {
  const line = fc.constantFrom('function f() {', '  a();', '}', '', 'class A {', '  m() {', '  }', '`', 'def f():', '    b', '@x');
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.nat(11),
      fc.constantFrom('typescript', 'python', 'go'),
      (lines, at, languageId) => {
        const asked = at % lines.length;
        const found = functionAt(lines.join('\n'), languageId, asked);
        assert.ok(found === undefined || (found.first <= asked && asked <= found.last && found.last < lines.length));
      },
    ),
  );
});
