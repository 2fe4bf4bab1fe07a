import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgementOf } from '../../src/core/verdicts.ts';
import { blockers, change, fakeSecret, judgedBy, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const endings: Readonly<Record<string, string>> = {
  javascript: 'js',
  javascriptreact: 'jsx',
  python: 'py',
  yaml: 'yaml',
  go: 'go',
  plaintext: 'txt',
};

async function found(languageId: string, text: string): Promise<readonly string[]> {
  const request = { uri: `file:///nowhere/a.${endings[languageId] ?? 'txt'}`, languageId, text, overlays: [] };
  const results = await gates.inspect(request, new AbortController().signal);
  return results.filter(({ gate }) => gate !== 'types').flatMap(({ findings }) => findings.map(({ rule }) => rule));
}

const key = 'centuria-ignore-next-line';

test("a comment with a rule and a reason lets the next line pass, in any language's comments", async () => {
  const secret = fakeSecret(['gh', 'p_'], 36);
  const texts = [
    ['javascript', `// ${key} no-undef -- it is put there by the page\nmissing();\n`],
    ['javascript', `/* ${key} no-undef, no-debugger -- a demo */\nmissing(); debugger;\n`],
    ['javascript', `// ${key} no-undef -- one\n// ${key} no-debugger -- two\nmissing(); debugger;\n`],
    ['javascriptreact', `export const x = <b>\n  {/* ${key} no-undef -- the page has it */}\n  {missing}\n</b>;\n`],
    ['python', `# ${key} F821 -- the notebook has it\nprint(missing)\n`],
    ['yaml', `# ${key} github-token -- a made-up one\ntoken: ${secret}\n`],
    ['go', `package a\n\n// ${key} github-token -- a made-up one\nconst token = "${secret}"\n`],
    ['plaintext', `# ${key} github-token -- a made-up one\ntoken = ${secret}\n`],
  ] as const;
  for (const [languageId, text] of texts) assert.deepEqual(await found(languageId, text), [], text);
});

test('it reaches one line and the named rules, and only from a comment', async () => {
  assert.deepEqual(await found('javascript', `// ${key} no-undef -- why\nmissing();\nother();\n`), ['no-undef']);
  assert.deepEqual(await found('javascript', `// ${key} no-undef -- why\nmissing(); debugger;\n`), ['no-debugger']);
  assert.deepEqual(await found('javascript', `export const text = \`\n// ${key} no-undef -- why\n\${missing}\`;\n`), ['no-undef']);
  assert.deepEqual(await found('python', `text = f"""\n# ${key} F821 -- why\n{missing}"""\n`), ['F821']);
});

test('without a reason or a rule it ignores nothing, and is a finding', async () => {
  for (const said of ['no-undef', 'no-undef --', 'no-undef --  ', '-- why', '']) {
    assert.deepEqual(
      (await found('javascript', `// ${key} ${said}\nmissing();\n`)).toSorted(),
      ['centuria/ignore-without-reason', 'no-undef'],
      said,
    );
  }
});

test('one that ignores nothing is advice to take it out', async () => {
  assert.deepEqual(await found('javascript', `// ${key} no-undef -- why\nexport const a = 1;\n`), ['centuria/unused-ignore']);
  assert.deepEqual(await found('javascript', `// ${key} no-undef, no-debugger -- why\nmissing();\n`), ['centuria/unused-ignore']);
});

test('what does not parse or has the wrong type is not ignored, nor what is said of such comments', async () => {
  const request = {
    uri: 'file:///nowhere/a.ts',
    languageId: 'typescript',
    text: `// ${key} TS2322 -- why\nexport const a: number = 'b';\n`,
    overlays: [],
  };
  const results = await gates.inspect(request, new AbortController().signal);
  assert.deepEqual(
    results.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
    ['TS2322', 'centuria/unused-ignore'],
  );
  assert.ok((await found('yaml', `# ${key} yaml-syntax -- why\na: [1\n`)).some((rule) => rule !== 'centuria/unused-ignore'));
  assert.deepEqual(await found('javascript', `// ${key} centuria/unused-ignore -- why\n// ${key} no-undef -- why\nexport const a = 1;\n`), [
    'centuria/unused-ignore',
    'centuria/unused-ignore',
  ]);
});

test('some gates alone do not say that a comment ignores nothing', async () => {
  const text = `// ${key} no-undef -- why\nmissing();\n`;
  const request = { uri: 'file:///nowhere/a.js', languageId: 'javascript', text, overlays: [], gates: ['secrets', 'lint'] as const };
  const results = await gates.inspect(request, new AbortController().signal);
  assert.deepEqual(
    results.map(({ gate, findings, ignored }) => [gate, findings.length, ignored]),
    [
      ['secrets', 0, undefined],
      ['lint', 0, 1],
    ],
  );
});

const base = 'export function f() {\n  return 1;\n}\n';

test('a change that adds one is refused, whatever it would ignore, and what it would ignore is found', async () => {
  for (const comment of [`// ${key} no-undef -- it is fine`, `// ${key} no-undef`, `// ${key} TS1 -- nothing at all`]) {
    const results = await judgedBy(gates, change('javascript', base, base.replace('  return 1', `  ${comment}\n  return missing`)));
    assert.deepEqual(blockers(resultOf(results, 'tests')), ['centuria/added-suppression'], comment);
    assert.deepEqual(blockers(resultOf(results, 'lint')), ['no-undef'], comment);
    assert.equal(judgementOf(results).type, 'refused');
  }
  const yaml = await judgedBy(gates, change('yaml', 'a: 1\n', `# ${key} github-token -- fine\na: 1\n`));
  assert.deepEqual(blockers(resultOf(yaml, 'tests')), ['centuria/added-suppression']);
});

test('a change may not alter what one ignores, nor move it to other code', async () => {
  const ignoring = `// ${key} no-undef -- the page has it\nmissing();\n`;
  const altered = await judgedBy(gates, change('javascript', ignoring, ignoring.replace('no-undef', 'no-undef, no-debugger')));
  assert.deepEqual(blockers(resultOf(altered, 'tests')), ['centuria/added-suppression']);
  const moved = await judgedBy(gates, change('javascript', ignoring, `missing();\n// ${key} no-undef -- the page has it\nother();\n`));
  assert.deepEqual(blockers(resultOf(moved, 'lint')), ['no-undef']);
});

test("one that the base has on the very line is a person's word", async () => {
  const ignoring = `import { a } from './a.js';\n\n// ${key} no-undef -- the page has it\nconsole.log(a, page);\n`;
  const results = await judgedBy(gates, change('javascript', ignoring, ignoring.replace("import { a } from './a.js'", 'const a = 1')));
  assert.equal(resultOf(results, 'lint').verdict, 'pass');
  assert.equal(
    results.some(({ gate }) => gate === 'tests'),
    false,
  );
  const known = `const page = 1;\n// ${key} no-undef -- the page has it\nconsole.log(page);\n`;
  const fresh = await judgedBy(gates, change('javascript', known, known.replace('const page = 1;\n', '')));
  assert.deepEqual([resultOf(fresh, 'lint').verdict, resultOf(fresh, 'lint').ignored], ['pass', 1]);
});
