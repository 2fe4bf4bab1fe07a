import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import ts from 'typescript';
import { loadSet } from './load-set.ts';

const cases = loadSet();
const scripts = cases.filter(({ language }) => language !== 'python');

const wellFormed = `=== one-case
about: A command line is built from a query.
source: https://cwe.mitre.org/data/definitions/78.html
--- vulnerable
const a = 1;
run(a); //!
--- fixed
run(1);
--- safe
run(2);
`;

function folderWith(context: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'labelled-set-'));
  context.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'javascript'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'javascript', name), text);
  return folder;
}

function hasJsx(node: ts.Node): boolean {
  return ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node) || (ts.forEachChild(node, hasJsx) ?? false);
}

/** What keeps texts from being parsed, each by the name of its file: one program of all, since one for each takes many times as long. */
function complaints(texts: ReadonlyMap<string, string>): string[] {
  const parsed = (text: string, name: string): ts.SourceFile => ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  const files = new Map(
    [...texts].flatMap(([name, text]) => {
      const file = parsed(text, name);
      const plainName = name.replace(/x$/, '');
      return hasJsx(file) ? [[name, file] as const] : [[name, file] as const, [plainName, parsed(text, plainName)] as const];
    }),
  );
  const host: ts.CompilerHost = {
    getSourceFile: (name) => files.get(name),
    fileExists: (name) => files.has(name),
    readFile: () => undefined,
    writeFile: () => undefined,
    getDefaultLibFileName: () => '',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  };
  const options = {
    allowJs: true,
    isolatedModules: true,
    jsx: ts.JsxEmit.Preserve,
    noLib: true,
    noResolve: true,
    target: ts.ScriptTarget.Latest,
  };
  const found = ts.createProgram([...files.keys()], options, host).getSyntacticDiagnostics();
  return found.map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

test('a case is read with its marker taken out and its sink line counted from zero', (context) => {
  const folder = folderWith(context, { 'cwe-78.txt': wellFormed });
  assert.deepEqual(loadSet(folder), [
    {
      id: 'one-case',
      language: 'javascript',
      cwe: 'CWE-78',
      about: 'A command line is built from a query.',
      source: 'https://cwe.mitre.org/data/definitions/78.html',
      vulnerable: { text: 'const a = 1;\nrun(a);\n', sinkLines: [1] },
      fixed: { text: 'run(1);\n' },
      safe: { text: 'run(2);\n' },
    },
  ]);
});

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['no id in kebab case', wellFormed.replace('one-case', 'One_Case'), /cwe-78\.txt:1: expected "=== /],
  ['no sentence', wellFormed.replace('about: ', 'on: '), /cwe-78\.txt:2: expected "about: /],
  ['no source', wellFormed.replace('source: https', 'source: ftp'), /cwe-78\.txt:3: expected "source: /],
  [
    'text between source and code',
    wellFormed.replace('--- vulnerable', 'more\n--- vulnerable'),
    /cwe-78\.txt:4: expected "--- vulnerable"/,
  ],
  ['no marked line', wellFormed.replace(' //!', ''), /cwe-78\.txt:5: .*marks no line/],
  ['a marked line in the mended text', wellFormed.replace('run(1);', 'run(1); //!'), /cwe-78\.txt:8: only the vulnerable text/],
  ['no mended text', wellFormed.replace('--- fixed\n', ''), /cwe-78\.txt:8: expected "--- fixed"/],
  ['an empty part', wellFormed.replace('run(2);', ''), /cwe-78\.txt:9: "--- safe" has no code/],
  ['a part too many', `${wellFormed}--- more\nrun(3);\n`, /cwe-78\.txt:11: a case has three parts/],
  ['text before the first case', `\nhello\n${wellFormed}`, /cwe-78\.txt:2: text before/],
  ['no case at all', '', /cwe-78\.txt:1: no case/],
  ['an id twice', wellFormed + wellFormed, /cwe-78\.txt:11: the id one-case is used already at .*cwe-78\.txt:1/],
];

for (const [what, text, message] of broken) {
  test(`a file with ${what} is refused with its line`, (context) => {
    const folder = folderWith(context, { 'cwe-78.txt': text });
    assert.throws(() => loadSet(folder), message);
  });
}

test('an id in two files of a language is refused', (context) => {
  const folder = folderWith(context, { 'cwe-78.txt': wellFormed, 'cwe-79.txt': wellFormed });
  assert.throws(() => loadSet(folder), /cwe-79\.txt:1: the id one-case is used already at .*cwe-78\.txt:1/);
});

test('a file that is not named after a CWE is refused', (context) => {
  const folder = folderWith(context, { 'xss.txt': wellFormed });
  assert.throws(() => loadSet(folder), /xss\.txt:1: a file of the set is named cwe-<number>\.txt/);
});

test('every JavaScript and TypeScript text parses', () => {
  const texts = scripts.flatMap(({ id, language, vulnerable, fixed, safe }) =>
    Object.entries({ vulnerable, fixed, safe }).map(
      ([part, { text }]) => [`${language}-${id}-${part}.${language === 'javascript' ? 'jsx' : 'tsx'}`, text] as const,
    ),
  );
  assert.deepEqual(complaints(new Map(texts)), []);
});

test('the three texts of a case differ', () => {
  const same = cases.filter(({ vulnerable, fixed, safe }) => new Set([vulnerable.text, fixed.text, safe.text]).size < 3);
  assert.deepEqual(
    same.map(({ id }) => id),
    [],
  );
});

test('no text gives its label away', () => {
  const telling = /vulnerab|tainted|insecure|exploit|malicious|\bbad(?!Request)|unsafe|\bsafe|cwe-\d|\/\/!/i;
  const namesOfApis = /\bsql\.unsafe|\bcreateInsecure|\$queryRawUnsafe|\bSafeHtml/g;
  const found = scripts.flatMap(({ id, language, vulnerable, fixed, safe }) =>
    [vulnerable, fixed, safe].flatMap(({ text }) => {
      const match = telling.exec(text.replace(namesOfApis, ''));
      return match === null ? [] : [`${language} ${id}: ${match[0]}`];
    }),
  );
  assert.deepEqual(found, []);
});

test('every language has cases of at least twelve CWEs', () => {
  for (const language of new Set(cases.map((found) => found.language))) {
    const cwes = new Set(cases.filter((found) => found.language === language).map(({ cwe }) => cwe));
    assert.ok(cwes.size >= 12, `${language} has ${cwes.size}`);
  }
});
