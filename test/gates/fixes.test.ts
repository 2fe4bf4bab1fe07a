import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Fix, GateId } from '../../src/core/gate.ts';
import { linesOf } from '../../src/gates/lines.ts';
import { change, judgedBy } from './changes.ts';
import { gates } from './shared-gates.ts';

async function findings(name: string, text: string, asked: readonly GateId[] = ['lint', 'security']): Promise<readonly Finding[]> {
  const languageId = name.endsWith('.py') ? 'python' : name.endsWith('.ts') ? 'typescript' : 'javascript';
  const results = await gates.inspect(
    { uri: `file:///nowhere/${name}`, languageId, text, overlays: [], gates: asked },
    new AbortController().signal,
  );
  return results.flatMap((one) => one.findings);
}

function made(text: string, fix: Fix | undefined): string | undefined {
  const lines = linesOf(text);
  return fix?.edits
    .map(({ range, text: wanted }) => ({
      start: lines.offset(range.startLine, range.startColumn),
      end: lines.offset(range.endLine, range.endColumn),
      wanted,
    }))
    .toSorted((a, b) => b.start - a.start)
    .reduce((so, { start, end, wanted }) => so.slice(0, start) + wanted + so.slice(end), text);
}

test('a fix makes of the text what its rule wants, in UTF-16 columns, and then the finding is gone', async () => {
  const cases: readonly (readonly [name: string, rule: string, before: string, after: string])[] = [
    ['a.py', 'F401', 'import os\nx = "😀"\n', 'x = "😀"\n'],
    ['a.py', 'F632', 'x = 1\ny = "😀", x is "a"\n', 'x = 1\ny = "😀", x == "a"\n'],
    ['a.py', 'F541', 'y = "😀", f"a{{b"\n', 'y = "😀", "a{b"\n'],
    [
      'a.py',
      'certificate-not-verified',
      "import requests\nrequests.get('https://a', verify=False)\n",
      "import requests\nrequests.get('https://a', verify=True)\n",
    ],
    [
      'a.py',
      'unsafe-deserialization',
      'import yaml\ndef f(d):\n    return yaml.load(d, Loader=yaml.Loader)\n',
      'import yaml\ndef f(d):\n    return yaml.load(d, Loader=yaml.SafeLoader)\n',
    ],
    [
      'a.py',
      'unsafe-deserialization',
      'import yaml\ndef f(d):\n    return yaml.unsafe_load(d)\n',
      'import yaml\ndef f(d):\n    return yaml.safe_load(d)\n',
    ],
    [
      'a.js',
      'tls-not-verified',
      "import https from 'node:https';\nexport const agent = new https.Agent({ rejectUnauthorized: false });\n",
      "import https from 'node:https';\nexport const agent = new https.Agent({ rejectUnauthorized: true });\n",
    ],
    [
      'a.js',
      'no-prototype-builtins',
      'export const f = (o) => o.hasOwnProperty("a");\n',
      'export const f = (o) => Object.prototype.hasOwnProperty.call(o, "a");\n',
    ],
  ];
  for (const [name, rule, before, wanted] of cases) {
    const found = (await findings(name, before)).find((one) => one.rule === rule);
    assert.equal(made(before, found?.fix), wanted, rule);
    assert.deepEqual(
      (await findings(name, wanted)).filter((one) => one.rule === rule),
      [],
      rule,
    );
  }
});

test('a misspelt name has the fix that the compiler asks about', async () => {
  const text = 'export const size = [1].lenght;\n';
  const found = (await findings('a.ts', text, ['types'])).find(({ rule }) => rule === 'TS2551');
  assert.equal(made(text, found?.fix), 'export const size = [1].length;\n');
  assert.equal(found?.fix?.single, true);
});

test('what may change the program is made one at a time; what only quiets a rule, or is one of several, is no fix', async () => {
  const single = async (name: string, text: string) =>
    (await findings(name, text)).map(({ rule, fix }) => [rule, fix && (fix.single ?? false)]);
  assert.deepEqual(await single('a.py', 'import os\n'), [['F401', false]]);
  assert.deepEqual(await single('a.js', 'try { f(); } catch {}\nfunction f() {}\n'), [['no-empty', undefined]]);
  assert.deepEqual(await single('a.js', 'export const f = (a, b) => !a in b;\n'), [['no-unsafe-negation', undefined]]);
  assert.deepEqual(await single('a.js', 'export const f = (o) => o.hasOwnProperty("a");\n'), [['no-prototype-builtins', true]]);
  assert.deepEqual(await single('a.py', 'def f():\n    y = 2\n'), [['F841', undefined]], 'ruff does not call it safe');
});

test('an unused import of a package is there for others, and has no fix', async () => {
  assert.deepEqual(
    (await findings('pkg/__init__.py', 'import os\n')).map(({ rule, fix }) => [rule, fix]),
    [['F401', undefined]],
  );
  assert.ok((await findings('pkg/other.py', 'import os\n'))[0]?.fix);
});

test('a verdict on a change carries no fix', async () => {
  const results = await judgedBy(gates, change('python', 'x = 1\n', 'import os\nx = 1\n'));
  assert.ok(results.some(({ findings: found }) => found.some(({ rule }) => rule === 'F401')));
  assert.ok(!JSON.stringify(results).includes('"fix"'));
});
