import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { modernSamples } from '../../../test/gates/modern-samples.ts';
import { gateAssets } from '../assets.ts';
import { createGrammars } from '../tree-sitter/grammars.ts';
import { isTreeLanguage, treeLanguage } from '../tree-sitter/languages.ts';
import { analyseComplexity } from './complexity.ts';
import { measureFunctions } from './count.ts';
import type { FunctionMeasure } from './count.ts';
import { scriptLanguage, treeLanguages } from './languages.ts';
import { nodesOfScript } from './script-nodes.ts';
import { nodesOfTree } from './tree-nodes.ts';

const grammars = createGrammars(gateAssets(new URL('../worker.ts', import.meta.url).href));
after(() => grammars.dispose());

async function measures(languageId: string, text: string): Promise<readonly FunctionMeasure[]> {
  if (languageId === 'typescript') return measureFunctions(nodesOfScript(text, 'a.ts'), scriptLanguage);
  const grammar = isTreeLanguage(languageId) ? treeLanguage(languageId).grammar : languageId;
  const language = treeLanguages[grammar];
  assert.ok(language, languageId);
  return grammars.withTree(grammar, text, (tree) => {
    assert.equal(tree.rootNode.hasError, false, `${languageId} ${text}`);
    return measureFunctions(nodesOfTree(tree, text, language), language);
  });
}

/** Cognitive, cyclomatic and nesting of the first function. */
async function numbers(languageId: string, text: string): Promise<readonly (number | undefined)[]> {
  const [first] = await measures(languageId, text);
  return [first?.cognitive, first?.cyclomatic, first?.nesting];
}

/**
 * The same function in every language: a loop (1) with a condition of two operators in it (2 + 1 + 1), its else-if (1) and
 * else (1), and in that a condition (3): 10. Decisions: loop, three conditions, two operators: 7. Three deep.
 */
const same: Readonly<Record<string, string>> = {
  typescript:
    'function f(xs) { for (const x of xs) { if (x > 1 && x < 9 || x === 7) { g(); } else if (x) { h(); } else { if (y) { i(); } } } }',
  python:
    'def f(xs):\n  for x in xs:\n    if x > 1 and x < 9 or x == 7:\n      g()\n    elif x:\n      h()\n    else:\n      if y:\n        i()\n      j()\n',
  go: 'package a\nfunc f(xs []int) { for _, x := range xs { if x > 1 && x < 9 || x == 7 { g() } else if x == 2 { h() } else { if y { i() } } } }\n',
  rust: 'fn f(xs: &[u8]) { for x in xs { if x > 1 && x < 9 || x == 7 { g(); } else if z { h(); } else { if y { i(); } j(); } } }',
  java: 'class A { void f(int[] xs) { for (int x : xs) { if (x > 1 && x < 9 || x == 7) { g(); } else if (z) { h(); } else { if (y) { i(); } } } } }',
  csharp:
    'class A { void F(int[] xs) { foreach (var x in xs) { if (x > 1 && x < 9 || x == 7) { G(); } else if (z) { H(); } else { if (y) { I(); } } } } }',
  cpp: 'void f(V xs) { for (auto x : xs) { if (x > 1 && x < 9 || x == 7) { g(); } else if (z) { h(); } else { if (y) { i(); } } } }',
  c: 'void f(int n) { for (int x = 0; x < n; x++) { if (x > 1 && x < 9 || x == 7) { g(); } else if (z) { h(); } else { if (y) { i(); } } } }',
  ruby: 'def f(xs)\n  for x in xs\n    if x > 1 && x < 9 || x == 7\n      g\n    elsif z\n      h\n    else\n      if y\n        i\n      end\n      j\n    end\n  end\nend\n',
  php: '<?php function f($xs) { foreach ($xs as $x) { if ($x > 1 && $x < 9 || $x == 7) { g(); } elseif ($z) { h(); } else { if ($y) { i(); } } } }',
};

test('the same function has the same numbers in every language', async () => {
  for (const [languageId, text] of Object.entries(same)) assert.deepEqual(await numbers(languageId, text), [10, 7, 3], languageId);
});

const twins: readonly (readonly [string, string, number, number])[] = [
  // The paper's own points, one by one: cognitive, cyclomatic.
  [
    'a switch is one, however many cases',
    'function f(n) { switch (n) { case 1: return a; case 2: return b; case 3: return c; default: return d; } }',
    1,
    4,
  ],
  ['a chain of one operator is one', 'function f() { return a && b && c && d; }', 1, 4],
  ['each change of the operator is one more', 'function f() { return a && b || c && d; }', 3, 4],
  ['a negated part begins a sequence of its own', 'function f() { return a && !(b && c); }', 2, 3],
  ['parentheses alone do not', 'function f() { return a && (b && c); }', 1, 3],
  ['try is nothing, catch is a break', 'function f() { try { g(); } catch { h(); } finally { i(); } }', 1, 2],
  ['a condition in a catch is nested', 'function f() { try { g(); } catch (e) { if (e) { h(); } } }', 3, 3],
  ['a ternary in a ternary is nested', 'function f() { return a ? b ? 1 : 2 : 3; }', 3, 3],
  ['a jump to a label is one, a jump without is none', 'function f() { out: for (;;) { for (;;) { break out; } } }', 4, 3],
  ['a jump without a label is none', 'function f() { for (;;) { for (;;) { break; } } }', 3, 3],
  ['recursion is one', 'function f(n) { return f(n - 1); }', 1, 1],
  ['a call of another is none', 'function f(n) { return g(n - 1); }', 0, 1],
  ['a function inside adds a level deeper', 'function f(xs) { if (xs) { xs.map((x) => { if (x) { g(); } }); } }', 4, 2],
  ['an early return is none', 'function f(a) { if (!a) return; g(); }', 1, 2],
];

test('each point of the paper is counted as it says', async () => {
  for (const [what, text, cognitive, cyclomatic] of twins)
    assert.deepEqual((await numbers('typescript', text)).slice(0, 2), [cognitive, cyclomatic], what);
});

test('where the outer function only declares, each inner one is measured by itself', async () => {
  const found = await measures(
    'typescript',
    'function make() { const one = () => { if (a) { b(); } }; return { two() { if (a) { if (b) { c(); } } } }; }',
  );
  assert.deepEqual(
    found.map(({ name, cognitive }) => [name, cognitive]),
    [
      ['make', 0],
      ['one', 1],
      ['two', 3],
    ],
  );
  const python = await measures('python', 'def make():\n  def one():\n    if a:\n      b()\n  return one\n');
  assert.deepEqual(
    python.map(({ name, cognitive }) => [name, cognitive]),
    [
      ['make', 0],
      ['one', 1],
    ],
  );
});

test('a call of a method of the same name on something else is no recursion', async () => {
  assert.equal((await numbers('java', 'class A { void f() { other.f(); } }'))[0], 0);
  assert.equal((await numbers('java', 'class A { void f() { this.f(); } }'))[0], 1);
  assert.equal((await numbers('python', 'class A:\n  def f(self):\n    self.f()\n'))[0], 1);
  assert.equal((await numbers('php', '<?php class A { function f() { $this->f(); } }'))[0], 1);
});

const ladder = (depth: number): string => `export function f(a: number) {\n${'if (a) {\n'.repeat(depth)}g();\n${'}\n'.repeat(depth)}}\n`;

async function rules(text: string, base?: string): Promise<string[]> {
  const analysis = await analyseComplexity(
    { uri: 'file:///a.ts', languageId: 'typescript', text, ...(base === undefined ? {} : { base }) },
    grammars,
  );
  assert.ok(analysis.ok);
  assert.ok(analysis.complaints.every(({ blocks, severity }) => !blocks && severity === 'warning'));
  return analysis.complaints.map(({ rule }) => rule);
}

test('over a threshold there is advice, which never blocks; at it there is none', async () => {
  assert.deepEqual(await rules(ladder(4)), []);
  assert.deepEqual(await rules(ladder(5)), ['nesting-depth']);
  assert.deepEqual(await rules(ladder(6)), ['cognitive-complexity', 'nesting-depth']);
  assert.deepEqual(await rules(`function f() {\n${'g();\n'.repeat(98)}}\n`), []);
  assert.deepEqual(await rules(`function f() {\n${'g();\n\n'.repeat(99)}}\n`), ['function-length']);
  assert.deepEqual(
    await rules(`function f() { switch (a) {\n${Array.from({ length: 15 }, (_, index) => `case ${index}: g();\n`).join('')}} }\n`),
    ['cyclomatic-complexity'],
  );
});

test('a function that was as bad before is known, one that got worse is new', async () => {
  const other = 'function h() {}\n';
  assert.deepEqual(await rules(`${other}${ladder(6)}`, ladder(6)), []);
  assert.deepEqual(await rules(ladder(5), ladder(6)), []);
  assert.deepEqual(await rules(ladder(7), ladder(6)), ['cognitive-complexity', 'nesting-depth']);
  assert.deepEqual(await rules(`${ladder(6)}${ladder(6).replace('f(', 'g(')}`, ladder(6)), ['cognitive-complexity', 'nesting-depth']);
});

test('each name in the tables is one of the grammar', async () => {
  for (const [grammar, language] of Object.entries(treeLanguages)) {
    const names = new Set(Object.values(language).flatMap((types) => [...types]));
    names.delete('parenthesized_expression');
    const missing = await grammars.withTree(grammar, 'a', ({ language: known }) =>
      [...names].filter((name) => known.idForNodeType(name, true) === null),
    );
    assert.deepEqual(missing, [], grammar);
  }
});

test('real texts are measured, ours and those of the samples', async () => {
  for (const [languageId, text] of modernSamples) {
    const analysis = await analyseComplexity({ uri: `file:///a.${languageId}`, languageId, text }, grammars);
    assert.ok(analysis.ok, languageId);
  }
  assert.ok((await measures('typescript', readFileSync(new URL('./count.ts', import.meta.url), 'utf8'))).length > 10);
});

test('no text makes it throw, and one that is nested too deeply says so', async () => {
  const deep = await analyseComplexity(
    { uri: 'file:///a.py', languageId: 'python', text: `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n` },
    grammars,
  );
  assert.ok(deep.ok || deep.why.includes('too deeply'));
  const word = fc.oneof(
    fc.constantFrom('def f():\n', 'function f(', ') {', '}', 'if ', ' else ', ' && ', '(', ')', '\n', '  ', ':', ' => '),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('python', 'typescript', 'ruby', 'go'),
      fc.array(word, { maxLength: 30 }),
      async (languageId, words) => {
        const text = words.join('');
        const analysis = await analyseComplexity({ uri: 'file:///a.x', languageId, text, base: '' }, grammars);
        assert.ok(analysis.ok || analysis.why !== '');
      },
    ),
    { numRuns: 60 },
  );
});
