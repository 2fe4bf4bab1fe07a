import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgementOf, verdictWords } from '../../src/core/verdicts.ts';
import { blockers, change, judgedBy, javascriptBase, pythonBase, resultOf, typescriptBase, verdicts } from './changes.ts';
import { gates } from './shared-gates.ts';

async function judged(...parts: Parameters<typeof change>) {
  return judgedBy(gates, change(...parts));
}

test('an untitled text and a text of a remote are judged by their language', async () => {
  for (const uri of ['untitled:Untitled-1', 'vscode-remote://ssh-remote%2Bhost/home/me/a.ts']) {
    const results = await judgedBy(
      gates,
      change('typescript', typescriptBase, typescriptBase.replace('return sum', 'return summ'), { uri }),
    );
    assert.equal(verdicts(results), 'secrets:pass syntax:pass lint:pass security:pass types:fail', uri);
  }
});

test('JSX is read where the language has it', async () => {
  const base = 'export const a = (): unknown => <b>{/* text */ 1} // @ts-ignore</b>;\n';
  const results = await judged('typescriptreact', base, base.replace('1}', '2}'));
  assert.equal(resultOf(results, 'syntax').verdict, 'pass');
  assert.deepEqual(results.flatMap(blockers), []);
});

test('what is written for its effect on others blocks no lint, what has none does', async () => {
  const annotated = await judged('javascript', javascriptBase, `${javascriptBase}0 && (module.exports = {\n  total,\n});\n`);
  assert.deepEqual(blockers(resultOf(annotated, 'lint')), []);
  for (const idle of ['0 && total([]);', '0 && (module.total = {});']) {
    assert.deepEqual(
      blockers(resultOf(await judged('javascript', javascriptBase, `${javascriptBase}${idle}\n`), 'lint')),
      ['no-constant-binary-expression'],
      idle,
    );
  }
  const python = async (line: string) =>
    resultOf(await judged('python', pythonBase, `${pythonBase}\n\ndef load(r):\n    ${line}\n    return r\n`), 'lint');
  const read = await python('r.content');
  assert.deepEqual([blockers(read), read.findings.map(({ rule }) => rule)], [[], ['B018']]);
  assert.deepEqual(blockers(await python('[r]')), ['B018']);
});

test('JSON is judged by its own grammar, comments only in jsonc', async () => {
  assert.equal(verdicts(await judged('json', '{}', '{"a": [1, 2]}')), 'secrets:pass syntax:pass');
  assert.equal(verdicts(await judged('json', '{}', '{"a": 1,}')), 'secrets:pass syntax:fail');
  assert.equal(verdicts(await judged('jsonc', '{}', '{\n// why\n"a": 1,\n}')), 'secrets:pass syntax:pass');
});

test('a language without an analyser is unknown and says so', async () => {
  const results = await judged('cobol', 'a', 'b');
  assert.equal(verdicts(results), 'secrets:pass syntax:unknown');
  assert.equal(resultOf(results, 'syntax').why, 'no analyser for cobol yet');
  assert.equal(resultOf(results, 'syntax').required, true);
});

test('a file is judged by its extension, whatever an editor setting calls it', async () => {
  const uri = 'file:///nowhere/on/this/disk/a.ts';
  const broken = await judged('plaintext', typescriptBase, typescriptBase.replace('return sum', 'return (sum'), { uri });
  assert.equal(resultOf(broken, 'syntax').verdict, 'fail');
  const go = await judged('markdown', 'package a', 'package b', { uri: 'file:///nowhere/a.go' });
  assert.match(resultOf(go, 'syntax').tool, /^tree-sitter/u);
  const lua = await judged('markdown', 'a = 1', 'a = 2', { uri: 'file:///nowhere/a.lua' });
  assert.equal(resultOf(lua, 'syntax').why, 'no analyser for lua yet');
  const script = await judged('javascriptreact', 'a = <b/>;', 'a = <c/>;', { uri: 'file:///nowhere/a.js' });
  assert.equal(resultOf(script, 'syntax').verdict, 'pass');
});

test('a language that is read with a grammar passes or fails syntax, and says that its types were not checked', async () => {
  const base = 'package a\n\nfunc add(a, b int) int {\n\treturn a + b\n}\n';
  const uri = 'file:///nowhere/a.go';
  const fine = await judged('go', base, base.replace('a + b', 'b + a'), { uri });
  assert.equal(verdicts(fine), 'secrets:pass syntax:pass types:unknown');
  assert.equal(verdictWords(fine), 'syntax, secrets passed · types not checked · behaviour not proved');
  assert.equal(judgementOf(fine).type, 'proved');
  const broken = await judged('go', base, base.replace('a + b', '(a + b'), { uri });
  assert.equal(verdicts(broken), 'secrets:pass syntax:fail types:unknown');
  assert.deepEqual(blockers(resultOf(broken, 'syntax')), ['go-syntax']);
});

test('YAML is read with all its documents, and a key that is there twice is a mistake', async () => {
  const uri = 'file:///nowhere/a.yml';
  const base = 'a: 1\n---\nb: [1, 2]\n';
  assert.equal(verdicts(await judged('yaml', base, base.replace('1, 2', '2, 1'), { uri })), 'secrets:pass syntax:pass');
  assert.deepEqual(blockers(resultOf(await judged('yaml', base, `${base}b: 3\n`, { uri }), 'syntax')), ['yaml-syntax']);
});

test('prose has nothing but secrets to check', async () => {
  for (const [languageId, name] of [
    ['markdown', 'a.md'],
    ['plaintext', 'LICENSE'],
    ['plaintext', 'a.txt'],
  ] as const) {
    const results = await judged(languageId, 'a', 'b', { uri: `file:///nowhere/${name}` });
    assert.equal(verdicts(results), 'secrets:pass syntax:not-applicable', name);
  }
});
