import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { gateAssets } from '../assets.ts';
import { createGrammars } from '../tree-sitter/grammars.ts';
import { analyseDocumentation } from './documentation.ts';

const grammars = createGrammars(gateAssets(new URL('../worker.ts', import.meta.url).href));
after(() => grammars.dispose());

async function said(languageId: string, text: string): Promise<string[]> {
  const analysis = await analyseDocumentation({ uri: 'file:///a.ts', languageId, text }, grammars);
  assert.ok(analysis.ok);
  assert.ok(analysis.complaints.every(({ blocks, severity }) => !blocks && severity === 'information'));
  return analysis.complaints.map(({ rule, range }) => `${rule} ${range.startLine}`);
}

const doc = (name: string): string => `/** What it does. */\nexport function ${name}() {}\n`;

test('an export without documentation is named only where most of the others have some', async () => {
  assert.deepEqual(await said('typescript', `${doc('a')}${doc('b')}export const c = 1;\n`), ['undocumented 4']);
  assert.deepEqual(await said('typescript', `${doc('a')}${doc('b')}function own() {}\n`), []);
  assert.deepEqual(await said('typescript', 'export function a() {}\nexport class B {}\n'), []);
  assert.deepEqual(await said('typescript', `${doc('a')}export const c = 1;\n`), []);
  assert.deepEqual(await said('typescript', `${doc('a')}${doc('b')}export const c = 1;\nexport const d = 1;\n`), []);
  const python = 'def a():\n    """A."""\n\nclass B:\n    "B."\n\n';
  assert.deepEqual(await said('python', `${python}@cached\ndef c():\n    return 1\n`), ['undocumented 7']);
  assert.deepEqual(await said('python', `${python}def _c():\n    return 1\n\ndef test_d():\n    pass\n`), []);
});

test('a parameter that does not exist, and one that is left out, is named in JSDoc', async () => {
  const tags = (...names: string[]): string => `/**\n${names.map((name) => ` * @param ${name} what it is\n`).join('')} */\n`;
  assert.deepEqual(await said('typescript', `${tags('a', 'c')}function f(a: number, b: number) {}\n`), ['unknown-parameter 2']);
  assert.deepEqual(await said('typescript', `${tags('a')}function f(a: number, b: number) {}\n`), ['undocumented-parameter 1']);
  assert.deepEqual(await said('typescript', `${tags('a')}const f = (b: number) => b;\n`), ['unknown-parameter 1']);
  assert.deepEqual(
    await said(
      'javascript',
      '/** @param {string} [name=x] the name\n * @param {object} o\n * @param {number} o.size */\nfunction f(name, o) {}\n',
    ),
    [],
  );
  assert.deepEqual(
    await said('typescript', `${tags('a', 'options', 'options.b')}function f(a: number, { b }: X, _c: number, ...rest: number[]) {}\n`),
    [],
  );
  assert.deepEqual(await said('typescript', '/** Nothing of its parameters. */\nfunction f(a: number) {}\n'), []);
});

const python = (parameters: string, ...lines: string[]): string =>
  `def f(${parameters}):\n    """Does it.\n\n${lines.map((line) => `    ${line}\n`).join('')}    """\n`;

test('the same in docstrings, in each of the three ways to write them', async () => {
  assert.deepEqual(await said('python', python('a, b', ':param int a: one', ':param c: two')), ['unknown-parameter 4']);
  assert.deepEqual(await said('python', python('a, b=1', ':param a: one', ':type a: int')), ['undocumented-parameter 3']);
  assert.deepEqual(
    await said(
      'python',
      python('a, c: int = 1', 'Args:', '    a (int): one: or so', '        and more: of it', '    b: two', '', 'Returns:', '    x: three'),
    ),
    ['unknown-parameter 6'],
  );
  assert.deepEqual(
    await said(
      'python',
      python('a, b', 'Parameters', '----------', 'a : int', '    one', 'd : str', '    two', '', 'Returns', '-------', 'int'),
    ),
    ['unknown-parameter 7'],
  );
  for (const right of [
    python('a, *args, b: int = 1, **kwargs', 'Args:', '    a: one', '    *args: more', '    b: two', '    anything: goes in kwargs'),
    python('a, /, b, *, _c', ':param a: one', ':param b: two'),
    python('a, b', 'Nothing of parameters. Note: this is prose.'),
    'class A:\n    def f(self, a):\n        """Does it.\n\n        Args:\n            a: one\n        """\n',
  ])
    assert.deepEqual(await said('python', right), [], right);
});

test('no text makes it throw', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      '/**',
      '*/',
      '@param ',
      '\n',
      'export ',
      'function f(',
      'def f(',
      '):',
      '"""',
      'Args:',
      ':param ',
      '    ',
      '----',
      'a',
      ', ',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('python', 'typescript', 'javascriptreact'),
      fc.array(word, { maxLength: 40 }),
      async (languageId, words) => {
        const analysis = await analyseDocumentation({ uri: 'file:///a.x', languageId, text: words.join('') }, grammars);
        assert.ok(analysis.ok || analysis.why !== '');
      },
    ),
    { numRuns: 100 },
  );
});
