import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gateAssets } from '../../assets.ts';
import { createPythonSecurity } from './python-security.ts';

const security = await createPythonSecurity(gateAssets(import.meta.url));

const pieces = [
  'x',
  'request',
  'os',
  'self',
  '"a"',
  'f"{x}"',
  '1',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  '=',
  '+',
  '%',
  '.',
  ',',
  '*',
  '**',
  ' in ',
  ' not ',
  ' and ',
  ' or ',
  ' if ',
  ' else ',
  'for ',
  'while ',
  'def f',
  'class C',
  'return ',
  'lambda ',
  'import ',
  'from ',
  'try',
  'except ',
  'with ',
  ' as ',
  'match x',
  'case ',
  'yield ',
  'await ',
  'async ',
  '@',
  '\n',
  '\n    ',
  '\n        ',
  '#',
  '\\',
  "'''",
  ':=',
  '->',
  'global x',
  'del x',
  'assert ',
  'break',
  'continue',
  'pass',
  '{x!r:>{y}}',
  '\u{1F600}',
  '\r',
  '\t',
  '\0',
];

test('no text makes it throw', () => {
  const pieced = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(pieced, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      const analysis = security.analyse(text);
      assert.ok(analysis.ok || analysis.why !== '');
    }),
    { numRuns: 400 },
  );
});

const names = fc.constantFrom('a', 'b', 'c', 'f', 'g');
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(names, fc.constantFrom('1', '"t"', 'None', 'True', 'request.args["x"]', '[]', '{}')),
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '%', '*', '==', 'in', 'and', 'or', '/'), tie('expression'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}).get(${b})`),
    fc.tuple(names, tie('expression')).map(([a, b]) => `${a}(${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}][0]`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
    tie('expression').map((a) => `{"k": ${a}}["k"]`),
    names.map((a) => `f"x{${a}}"`),
    fc.tuple(names, tie('expression')).map(([a, b]) => `(lambda ${a}: ${b})`),
  ),
}));
const statement = fc
  .tuple(fc.constantFrom('assign', 'if', 'for', 'while', 'try', 'def', 'return', 'append'), names, expression)
  .map(([kind, name, value]) => {
    const forms = {
      assign: `${name} = ${value}`,
      if: `if ${value}:\n    ${name} = ${value}\nelse:\n    ${name} = 1`,
      for: `for ${name} in ${value}:\n    b = ${name}\n    break`,
      while: `while ${value}:\n    ${name} += "x"\n    continue`,
      try: `try:\n    ${name} = ${value}\nexcept Exception as e:\n    raise`,
      def: `def ${name}(a, b=1, *c, **d):\n    return ${value}`,
      return: `os.system(${value})`,
      append: `${name}.append(${value})`,
    };
    return forms[kind];
  });

test('every well-formed text is analysed to its end', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 25 }), (statements) => {
      const analysis = security.analyse(`import os\nfrom flask import request\n${statements.join('\n')}\n`);
      assert.ok(analysis.ok, JSON.stringify(analysis));
    }),
    { numRuns: 300 },
  );
});

test('a text with syntax errors is not applicable, and says so', () => {
  assert.deepEqual(security.analyse('def f(:\n    os.system(x\n'), {
    ok: false,
    verdict: 'not-applicable',
    why: 'the text has syntax errors',
  });
});

const pathological: Readonly<Record<string, string>> = {
  'deep brackets': `x = ${'['.repeat(2000)}${']'.repeat(2000)}\n`,
  'a long sum': `x = ${'a + '.repeat(3000)}a\n`,
  'deep blocks':
    Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if a${String(depth)}:`).join('\n') + `\n${' '.repeat(300)}pass\n`,
  'a chain of classes': 'class A: pass\n' + 'class A(A): pass\n'.repeat(3000),
  'functions that call each other twice':
    Array.from(
      { length: 60 },
      (_, index) => `def f${String(index)}(a):\n    return f${String(index + 1)}(a + "x") + f${String(index + 1)}(a + "y")\n`,
    ).join('') + 'import sys\nf0(sys.argv[1])\n',
  'a large table': `d = {${Array.from({ length: 20_000 }, (_, index) => `"k${String(index)}": [${String(index)}]`).join(', ')}}\nprint(d)\n`,
  'many entries put one by one': 'd = {}\n' + Array.from({ length: 10_000 }, (_, index) => `d["k${String(index)}"] = d\n`).join(''),
  'tables of tables': `x = [1]\n${'x = [x, x, x, x, x, x, x, x]\n'.repeat(30)}f(x, x)\n`,
  'nested loops':
    Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth)}for a${String(depth)} in a${String(depth + 1)}:`).join('\n') +
    `\n${' '.repeat(40)}a0 = a40 + a1\n`,
};

for (const [what, text] of Object.entries(pathological)) {
  test(`${what} come to an end, with an answer or without one`, () => {
    const analysis = security.analyse(text);
    assert.ok(analysis.ok || analysis.verdict === 'unknown', JSON.stringify(analysis));
  });
}

test('a text that is nested too deeply is unknown, and says so', () => {
  const blocks = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if a:`).join('\n');
  assert.deepEqual(security.analyse(`${blocks}\n${' '.repeat(300)}pass\n`), {
    ok: false,
    verdict: 'unknown',
    why: 'the text is nested too deeply',
  });
});
