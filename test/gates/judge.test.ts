import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { blockers, change, judgedBy, fakeSecret, javascriptBase, pythonBase, resultOf, typescriptBase, verdicts } from './changes.ts';
import { gates } from './shared-gates.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-gates-'));

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function judged(...parts: Parameters<typeof change>) {
  return judgedBy(gates, change(...parts));
}

test('a right edit of a JavaScript function passes all five gates', async () => {
  const results = await judged('javascript', javascriptBase, javascriptBase.replace('let sum = 0', 'let sum = items.length > 0 ? 0 : 1'));
  assert.equal(verdicts(results), 'secrets:pass syntax:pass lint:pass security:pass types:pass');
  assert.ok(
    results.every((result) => result.required !== ['complexity', 'documentation'].includes(result.gate) && result.findings.length === 0),
  );
  assert.match(resultOf(results, 'types').tool, /^TypeScript \d+\.\d+\.\d+$/u);
});

test('a misspelt property fails types with TS2551 at its place, in JavaScript and in TypeScript', async () => {
  const typo = (base: string) => base.replace('return sum', 'const all = [1, 2]; return sum + all.lenght');
  for (const [languageId, base] of [
    ['javascript', javascriptBase],
    ['typescript', typescriptBase],
  ] as const) {
    const types = resultOf(await judged(languageId, base, typo(base)), 'types');
    assert.equal(types.verdict, 'fail');
    assert.deepEqual(blockers(types), ['TS2551']);
    assert.deepEqual(types.findings[0]?.range, { startLine: 3, startColumn: 39, endLine: 3, endColumn: 45 });
    assert.match(types.findings[0]?.url ?? '', /^https:/u);
  }
});

test('a missing parenthesis fails syntax, and nothing else is said of the broken text', async () => {
  const results = await judged('javascript', javascriptBase, javascriptBase.replace('return sum', 'return (sum'));
  assert.equal(verdicts(results), 'secrets:pass syntax:fail lint:not-applicable security:not-applicable types:not-applicable');
});

test('what the base had does not count, wherever it has moved to', async () => {
  const base = `${javascriptBase}missing();\nif (1 === NaN) missing();\n`;
  const results = await judged('javascript', base, `// a new first line\n${base.replace('let sum', 'let  sum')}`);
  assert.equal(verdicts(results), 'secrets:pass syntax:pass lint:pass security:pass types:pass');
  assert.equal(resultOf(results, 'lint').findings.length, 0);
  assert.ok(resultOf(results, 'lint').known >= 3);
});

test('one more of a complaint that the base already had is new', async () => {
  const results = await judged('javascript', `${javascriptBase}missing();\n`, `${javascriptBase}missing();\nmissing();\n`);
  assert.deepEqual(blockers(resultOf(results, 'lint')), ['no-undef']);
  assert.equal(resultOf(results, 'lint').known, 1);
});

test('a new undefined name fails lint, and the names of Node, browsers and test runners do not', async () => {
  const known = 'process.exit(structuredClone(1)); document.title = require("x"); describe("a", () => {}); fetch(URL);';
  const fine = await judged('javascript', javascriptBase, javascriptBase + known);
  assert.deepEqual(blockers(resultOf(fine, 'lint')), []);
  const results = await judged('javascript', javascriptBase, javascriptBase.replace('return sum', 'return summ'));
  assert.deepEqual(blockers(resultOf(results, 'lint')), ['no-undef']);
});

test('a new undefined name in Python fails lint with F821, in UTF-16 columns after an emoji', async () => {
  const results = await judged('python', pythonBase, pythonBase.replace('return result', 'return "😀", resutl'));
  assert.equal(verdicts(results), 'secrets:pass syntax:pass lint:fail security:pass imports:pass types:pass');
  const lint = resultOf(results, 'lint');
  assert.deepEqual(blockers(lint), ['F821']);
  assert.deepEqual(lint.findings[0]?.range, { startLine: 4, startColumn: 17, endLine: 4, endColumn: 23 });
});

test('a Python text that does not parse fails syntax', async () => {
  const results = await judged('python', pythonBase, pythonBase.replace('(items):', '(items:'));
  assert.equal(
    verdicts(results),
    'secrets:pass syntax:fail lint:not-applicable security:not-applicable imports:not-applicable types:not-applicable',
  );
});

test('an added secret fails, and no finding holds any of it', async () => {
  const secret = fakeSecret(['gh', 'p_'], 36);
  const results = await judged('javascript', javascriptBase, `${javascriptBase}const token = "${secret}";\n`);
  const found = resultOf(results, 'secrets');
  assert.equal(found.verdict, 'fail');
  assert.deepEqual(blockers(found), ['github-token']);
  assert.ok(!JSON.stringify(results).includes(secret.slice(0, 6)));
});

test('a change that runs what a request says fails security, with the way of the data', async () => {
  const base = "import express from 'express';\nconst app = express();\n";
  const handler = (name: string) =>
    `import { exec } from 'node:child_process';\napp.get('/${name}', (req, res) => exec(req.query.cmd, () => res.end()));\n`;
  const security = resultOf(await judged('javascript', base, base + handler('a')), 'security');
  assert.equal(security.verdict, 'fail');
  assert.deepEqual(blockers(security), ['command-injection']);
  const [finding] = security.findings;
  assert.equal(finding?.cwe, 'CWE-78');
  assert.deepEqual(
    finding?.path?.map(({ range, message }) => [range.startLine, message]),
    [
      [3, "comes from the request's query"],
      [3, 'passed to exec'],
    ],
  );
});

test('an old way of untrusted data does not count against a change elsewhere', async () => {
  const base = "import { exec } from 'node:child_process';\nexport const run = (req, res) => exec(req.query.cmd, () => res.end());\n";
  const security = resultOf(await judged('javascript', base, `// a new first line\n${base}export const other = 1;\n`), 'security');
  assert.deepEqual([security.verdict, security.known > 0, security.findings.length], ['pass', true, 0]);
});

test('an added comment that silences a check fails, and so does what it hides', async () => {
  const hide = (comment: string) => javascriptBase.replace('  return sum', `  ${comment}\n  return summ`);
  const types = resultOf(await judged('javascript', javascriptBase, hide('// @ts-ignore')), 'types');
  assert.deepEqual(blockers(types).toSorted(), ['TS2552', 'centuria/added-suppression']);
  const lint = resultOf(await judged('javascript', javascriptBase, hide('// eslint-disable-next-line')), 'lint');
  assert.deepEqual(blockers(lint).toSorted(), ['centuria/added-suppression', 'no-undef']);
  const python = await judged('python', pythonBase, pythonBase.replace('return result', 'return resutl  # noqa: F821'));
  assert.deepEqual(blockers(resultOf(python, 'lint')).toSorted(), ['F821', 'centuria/added-suppression']);
});

test('no way to write a string keeps a noqa of Python from being seen', async () => {
  const hidden = ['["a\\\r\nb", resutl]  # noqa', `[f"{'"'}", resutl]  # noqa`, `[f"{f'{"#"}'}", resutl]  # noqa`];
  for (const value of hidden) {
    const results = await judged('python', pythonBase, pythonBase.replace('return result', `return ${value}`));
    assert.deepEqual(blockers(resultOf(results, 'lint')).toSorted(), ['F821', 'centuria/added-suppression'], value);
  }
});

test('a new star import of Python fails lint, a new name that only an old one can define leaves it unknown', async () => {
  const starred = `from math import *\n${pythonBase}`;
  assert.deepEqual(blockers(resultOf(await judged('python', pythonBase, starred), 'lint')), ['F403']);
  const lint = resultOf(await judged('python', starred, starred.replace('return result', 'return frobnicate(result)')), 'lint');
  assert.deepEqual([lint.verdict, blockers(lint)], ['unknown', []]);
  assert.match(lint.why ?? '', /frobnicate.*star imports/u);
  const using = starred.replace('return result', 'return sqrt(result)');
  const more = await judged('python', using, using.replace('result = 0', 'result = sqrt(0)'));
  assert.equal(resultOf(more, 'lint').verdict, 'pass', 'the base had that doubt');
});

test("a person's own suppression stays theirs while its line stays, and hides nothing new", async () => {
  const base = javascriptBase.replace(
    '  return sum',
    '  // @ts-ignore\n  // eslint-disable-next-line no-undef\n  legacy(sum);\n  return sum',
  );
  const moved = `// a new line\n${base.replace('legacy(sum)', ' legacy( sum )')}`;
  assert.equal(verdicts(await judged('javascript', base, moved)), 'secrets:pass syntax:pass lint:pass security:pass types:pass');
  const results = await judged('javascript', base, base.replace('legacy(sum)', 'invented(sum)'));
  assert.deepEqual([blockers(resultOf(results, 'lint')), blockers(resultOf(results, 'types'))], [['no-undef'], ['TS2304']]);
});

test('a suppression that moves onto a new bug does not hide it', async () => {
  const base = `// @ts-ignore\nexport const z: number = 'a';\n${typescriptBase}`;
  const results = await judged(
    'typescript',
    base,
    `export const z: number = 1;\n// @ts-ignore\nexport const y: number = nope();\n${typescriptBase}`,
  );
  assert.deepEqual(blockers(resultOf(results, 'types')), ['TS2304']);
});

test('a directive in capitals hides nothing', async () => {
  const results = await judged('typescript', typescriptBase, `// @TS-NOCHECK\n${typescriptBase.replace('return sum', 'return summ')}`);
  assert.deepEqual(blockers(resultOf(results, 'types')).toSorted(), ['TS2552', 'centuria/added-suppression']);
});

test('an added way around the type checker fails, one that the base had does not', async () => {
  const base = `${typescriptBase}export const old = total([] as any);\n`;
  const kept = await judged('typescript', base, base.replace('old =', 'older ='));
  assert.equal(resultOf(kept, 'types').verdict, 'pass');
  const added = resultOf(await judged('typescript', base, base.replace('sum += item.price', 'sum += (item as any).cost')), 'types');
  assert.deepEqual(blockers(added), ['centuria/added-suppression']);
  assert.match(added.findings[0]?.message ?? '', /item as any.*Type it properly/u);
  const javascript = await judged('javascript', javascriptBase, javascriptBase.replace('  let sum', '  /** @type {any} */\n  let sum'));
  assert.deepEqual(blockers(resultOf(javascript, 'types')), ['centuria/added-suppression']);
});

test('an added comment that silences a scanner for secrets fails secrets', async () => {
  const results = await judged('python', pythonBase, `# secretlint-disable\n${pythonBase}`);
  assert.deepEqual(blockers(resultOf(results, 'secrets')), ['centuria/added-suppression']);
});

test('a directive in a string is no suppression', async () => {
  const results = await judged(
    'javascript',
    javascriptBase,
    `${javascriptBase}export const help = "// @ts-ignore";\nexport const more = \`/* eslint-disable */\`;\n`,
  );
  assert.equal(verdicts(results), 'secrets:pass syntax:pass lint:pass security:pass types:pass');
});

test('CRLF and a byte order mark move no place', async () => {
  const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  const base = windows(javascriptBase);
  const fine = await judged('javascript', base, base.replace('sum = 0', 'sum = 1'));
  assert.equal(verdicts(fine), 'secrets:pass syntax:pass lint:pass security:pass types:pass');
  const results = await judged('javascript', windows('a = 1;\n'), windows('missing(); a = 1;\n'));
  const lint = resultOf(results, 'lint').findings.find((finding) => finding.message.includes('missing'));
  assert.deepEqual(lint?.range, { startLine: 0, startColumn: 1, endLine: 0, endColumn: 8 });
  const below = resultOf(await judged('javascript', base, base.replace('return sum', 'return summ')), 'lint');
  assert.deepEqual(below.findings.find((finding) => finding.blocks)?.range, { startLine: 3, startColumn: 9, endLine: 3, endColumn: 13 });
});

test('the unsaved text of an imported file is what counts, not the disk', async () => {
  writeFileSync(join(folder, 'price.ts'), 'export const price = 1;\n');
  const uri = pathToFileURL(join(folder, 'shop.ts')).href;
  const base = 'import { price } from "./price.ts";\nexport const a: number = price;\n';
  const result = base.replace('price;\n', 'price + 1;\n');
  const request = change('typescript', base, result, { uri });
  assert.equal(resultOf(await judgedBy(gates, request), 'types').verdict, 'pass');
  const overlays = [{ uri: pathToFileURL(join(folder, 'price.ts')).href, text: 'export const cost = 1;\n' }];
  const used = change('typescript', 'export {};\n', result, { uri, overlays });
  assert.deepEqual(blockers(resultOf(await judgedBy(gates, used), 'types')), ['TS2305']);
});

test('the nearest tsconfig.json decides how strictly a file is judged and what surrounds it', async () => {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "strict": true, "checkJs": true } }');
  writeFileSync(join(project, 'globals.d.ts'), 'declare const fromTheProject: string;\n');
  const uri = pathToFileURL(join(project, 'a.js')).href;
  const loose = await judgedBy(gates, change('javascript', 'export {};\n', 'export const a = fromTheProject.length;\n', { uri }));
  assert.deepEqual(blockers(resultOf(loose, 'types')), []);
  const checked = change('javascript', 'export {};\n', '/** @type {number} */\nexport const a = "text";\n', { uri });
  assert.deepEqual(blockers(resultOf(await judgedBy(gates, checked), 'types')), ['TS2322']);
});

test('an import of Python that leads nowhere fails, one that the base had does not', async () => {
  mkdirSync(join(folder, 'py/.venv/lib/python3.12/site-packages/requests'), { recursive: true });
  writeFileSync(join(folder, 'py/.venv/pyvenv.cfg'), 'version = 3.12.1\n');
  const uri = pathToFileURL(join(folder, 'py/app.py')).href;
  const base = `import oldinvention\n${pythonBase}`;
  const right = await judged('python', base, `import requests\n${base}`, { uri });
  assert.equal(verdicts(right), 'secrets:pass syntax:pass lint:pass security:pass imports:pass types:pass');
  const invented = resultOf(await judged('python', base, `import newinvention\n${base}`, { uri }), 'imports');
  assert.deepEqual([invented.verdict, invented.required, invented.known, blockers(invented)], ['fail', true, 1, ['invented-import']]);
  const [kept, mended] = [base.replace('1', '2'), base.replace('import oldinvention', 'import requests')];
  assert.deepEqual(
    [
      (await judged('python', base, kept, { uri })).find(({ gate }) => gate === 'imports')?.remaining,
      resultOf(await judged('python', base, mended, { uri }), 'imports').remaining,
    ],
    [1, undefined],
  );
});

test('empty, binary, huge and minified texts are unknown with the reason', async () => {
  const why = async (result: string) => resultOf(await judged('javascript', javascriptBase, result), 'types').why ?? '';
  assert.match(await why(' \n'), /empty/u);
  assert.match(await why('a\0b'), /binary/u);
  assert.match(await why('a();\n'.repeat(400_000)), /too large/u);
  assert.match(await why(`a(${'1,'.repeat(4000)}2);`), /minified/u);
});

test('secrets are found in a prompt of 200 kB', async () => {
  const secret = fakeSecret(['AK', 'IA'], 16, 'QWERTZUIOPASDFGH234567');
  const scan = await gates.scanSecrets(`${'word '.repeat(40_000)}\n${secret}`);
  assert.ok(scan.ok);
  assert.deepEqual(
    scan.findings.map(({ rule, line, end }) => [rule, line, end]),
    [['aws-access-key', 1, 200_021]],
  );
});

test('no text makes the gates hang or throw', async () => {
  const language = fc.constantFrom('javascript', 'typescript', 'typescriptreact', 'python', 'json', 'jsonc', 'ruby');
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"""',
      "'",
      '`',
      '${',
      '/*',
      '// @ts-ignore\n',
      '# noqa\n',
      '<a>',
      '{',
      ')',
      '\\',
      '\r',
      '\u2028',
      '\ud83d',
      'import "x";',
      'def f(:\n',
    ),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(language, text, text, async (languageId, base, result) => {
      const results = await judged(languageId, base, result);
      assert.ok(results.length >= 2);
      for (const { why, verdict } of results) {
        assert.ok(!/failed:|ended|timed out/u.test(why ?? ''), why);
        assert.equal(why === undefined, verdict === 'pass' || verdict === 'fail');
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 15_000 },
  );
});
