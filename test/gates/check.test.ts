import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, mock, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { GateResult } from '../../src/core/gate.ts';
import { type CheckOptions } from '../../src/cli/commands/check.ts';
import { checkedIn, inRepository, reportOf, type Said } from './checked.ts';
import { gates } from './shared-gates.ts';

const RIGHT = 'export function double(x) {\n  return 2 * x;\n}\n';
const OPEN =
  "import { exec } from 'node:child_process';\n\nexport function run(request, response) {\n  exec(`ls ${request.query.path}`, () => response.end());\n}\n";
const UNDEFINED = 'def total(items):\n    return summ(items)\n';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'centuria-check-'));
  mkdirSync(join(folder, 'src'));
  for (const [name, text] of [
    ['src/right.js', RIGHT],
    ['src/old.js', OPEN],
    ['notes.md', '# Notes\n'],
    ['main.lua', 'local a = 1\n'],
  ] as const)
    writeFileSync(join(folder, name), text);
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
});
after(() => {
  rmSync(folder, { recursive: true });
});

const checked = (options: Partial<CheckOptions> = {}): Promise<Said> => checkedIn(folder, options);

test('a folder is checked by what git lists in it: what blocks makes the exit code 1, a language without an analyser is named', async () => {
  const said = await checked();
  const { files, findings, notJudged } = reportOf(said);
  assert.equal(said.code, 1);
  assert.equal(files, 4);
  assert.deepEqual(
    findings.filter(({ cwe }) => cwe === 'CWE-78').map(({ file, range }) => [file, range.startLine]),
    [['src/old.js', 3]],
  );
  assert.deepEqual(
    notJudged.map(({ file, supported }) => [file, supported]),
    [['main.lua', false]],
  );
});

test('against a revision only files that differ from it are judged, and only what it did not have counts', async () => {
  assert.deepEqual(reportOf(await checked({ base: 'HEAD' })), { files: 0, findings: [], notJudged: [], off: [] });
  writeFileSync(join(folder, 'src/old.js'), `${OPEN}export const more = 1;\n`);
  writeFileSync(join(folder, 'fresh.py'), UNDEFINED);
  const said = await checked({ base: 'HEAD' });
  const { files, findings } = reportOf(said);
  assert.equal(files, 2);
  assert.deepEqual(
    findings.map(({ file, rule }) => [file, rule]),
    [['fresh.py', 'F821']],
  );
  assert.equal(said.code, 1);
  rmSync(join(folder, 'fresh.py'));
  assert.equal((await checked({ base: 'HEAD' })).code, 0);
});

/** Checks what must end in one line on standard error. */
async function saying(options: Partial<CheckOptions>): Promise<{ readonly code: number; readonly words: string }> {
  let words = '';
  const write = mock.method(process.stderr, 'write', (text: string) => (words += text) !== '');
  try {
    return { code: (await checked(options)).code, words };
  } finally {
    write.mock.restore();
  }
}

test('a revision that is not there is wrong usage, in one line of our own', async () => {
  assert.deepEqual(await saying({ base: 'nope' }), { code: 2, words: 'There is no revision nope.\n' });
});

test('a path that does not exist is wrong usage, and named as it was typed', async () => {
  for (const path of ['/nonexistent', '../src/none.js', './none/'])
    assert.deepEqual(await saying({ paths: ['src/right.js', path] }), { code: 2, words: `${path} does not exist.\n` });
});

const PROJECT = {
  'src/twice.ts': 'export const twice = (x: number): number => 2 * x;\n',
  'src/four.ts': "import { twice } from './twice.ts';\n\nexport const four = twice(2);\n",
  'src/alone.ts': 'export const alone = 1;\n',
  'py/shop/__init__.py': '',
  'py/shop/total.py': 'def total(items):\n    return sum(items)\n',
  'py/shop/cart.py': 'from .total import total\n\n\ndef cart():\n    return total([1])\n',
  'py/shop/prices.py': 'PRICES = (1, 2)\n',
  'py/shop/soft.py': 'try:\n    from . import prices\nexcept ImportError:\n    prices = None\n',
  'py/main.py': 'import shop.cart\nfrom shop import cart\n\nprint(cart.cart(), shop.cart)\n',
  'py/requirements.txt': 'requests\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }\n',
  'test/twice.test.js':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\ntest('one', () => assert.equal(1 + 1, 2));\n",
  '.github/workflows/ci.yml': 'on: push\njobs:\n  all:\n    uses: ./all.yml\n',
};

test('against a revision a deleted file is judged: a test, a pipeline, a module that others import', async () => {
  await inRepository(PROJECT, async (root) => {
    const gone = async (file: keyof typeof PROJECT): Promise<readonly [number, ...unknown[]]> => {
      rmSync(join(root, file));
      const said = await checked({ folder: root, base: 'HEAD' });
      writeFileSync(join(root, file), PROJECT[file]);
      return [said.code, ...reportOf(said).findings.map((one) => `${one.file} ${one.rule}`)];
    };
    assert.deepEqual(await gone('test/twice.test.js'), [1, 'test/twice.test.js centuria/deleted-test']);
    assert.deepEqual(await gone('.github/workflows/ci.yml'), [1, '.github/workflows/ci.yml centuria/changed-ci']);
    assert.deepEqual(await gone('src/twice.ts'), [1, 'src/four.ts TS2307']);
    assert.deepEqual(await gone('src/alone.ts'), [0]);
    assert.deepEqual(await gone('py/shop/total.py'), [1, 'py/shop/cart.py deleted-import']);
    assert.deepEqual(await gone('py/shop/cart.py'), [1, 'py/main.py deleted-import', 'py/main.py deleted-import']);
    assert.deepEqual(await gone('py/shop/prices.py'), [0], 'an import that the program may do without');
    assert.deepEqual(await gone('py/main.py'), [0]);
    rmSync(join(root, 'test'), { recursive: true });
    writeFileSync(join(root, 'test'), 'no folder any more\n');
    assert.equal((await checked({ folder: root, base: 'HEAD' })).code, 1, 'a file took the place of its folder');
  });
});

test('a changed file that git was told to take for unchanged, or to skip, is judged against a revision; one that is as it was is not', async () => {
  await inRepository({ 'a.js': RIGHT, 'b.js': RIGHT, 'c.js': RIGHT, 'd.js': RIGHT, 'e.js': RIGHT }, async (root) => {
    const git = (...args: string[]): void => void execFileSync('git', ['-C', root, ...args], { stdio: 'ignore' });
    git('update-index', '--assume-unchanged', 'a.js', 'c.js', 'e.js');
    git('update-index', '--skip-worktree', 'b.js', 'd.js');
    writeFileSync(join(root, 'a.js'), 'export const a = nowhere;\n');
    writeFileSync(join(root, 'b.js'), 'export const b = (;\n');
    for (const name of ['d.js', 'e.js']) rmSync(join(root, name));
    const said = await checked({ folder: root, base: 'HEAD' });
    const { files, findings } = reportOf(said);
    assert.deepEqual(
      [said.code, files, [...new Set(findings.filter(({ blocks }) => blocks).map(({ file }) => file))]],
      [1, 3, ['a.js', 'b.js']],
    );
  });
});

test(
  'what is no regular file of the folder is never waited for: it is not judged, and the exit code is 3',
  { skip: process.platform === 'win32', timeout: 60_000 },
  async () => {
    await inRepository({ 'notes.md': '# Notes\n', 'docs/more.md': '# More\n' }, async (root) => {
      symlinkSync('docs', join(root, 'linked'));
      symlinkSync('docs/more.md', join(root, 'more.md'));
      assert.equal((await checked({ folder: root })).code, 0);
      assert.equal((await checked({ folder: root, base: 'HEAD' })).code, 0);
      execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: root });
      for (const target of ['pipe', '/dev/zero', '/dev/stdin', 'nowhere', '/etc/hostname']) {
        symlinkSync(target, join(root, 'odd.js'));
        for (const said of [await checked({ folder: root }), await checked({ folder: root, base: 'HEAD' })]) {
          assert.deepEqual(
            [said.code, ...reportOf(said).notJudged.map(({ file, supported }) => [file, supported])],
            [3, ['odd.js', true]],
            target,
          );
        }
        rmSync(join(root, 'odd.js'));
      }
      assert.equal((await checked({ folder: root, paths: ['pipe'] })).code, 3);
      symlinkSync('nowhere', join(root, 'link.js'));
      const named = await checked({ folder: root, paths: ['link.js'] });
      assert.deepEqual([named.code, reportOf(named).notJudged.map(({ file, supported }) => [file, supported])], [3, [['link.js', true]]]);
    });
  },
);

test('a single file outside any project is judged, and one that is not there is wrong usage', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'centuria-alone-'));
  try {
    writeFileSync(join(alone, 'one.py'), UNDEFINED);
    const said = await checked({ folder: alone, paths: ['one.py'] });
    assert.deepEqual(
      reportOf(said).findings.map(({ rule }) => rule),
      ['F821'],
    );
    assert.equal((await checked({ folder: alone, paths: ['two.py'] })).code, 2);
    assert.equal((await checked({ folder: alone })).code, 2, 'a folder without git says that it needs one');
    assert.deepEqual(await saying({ folder: alone, base: 'HEAD' }), {
      code: 2,
      words:
        'There is no HEAD to compare with: this folder is in no git repository. Run it in a repository, or name files and leave out --base.\n',
    });
    assert.deepEqual(await saying({ folder: alone }), {
      code: 2,
      words:
        "Which files of . count is git's to say: this folder is in no git repository. Name the files to check, or run it in a repository.\n",
    });
    const latin = Buffer.from('name = "caf\u00e9"\nprint(name)\n', 'latin1');
    writeFileSync(join(alone, 'latin.py'), latin);
    writeFileSync(join(alone, 'said.py'), Buffer.concat([Buffer.from('#!/usr/bin/env python\n# -*- coding: latin-1 -*-\n'), latin]));
    const encoded = await checked({ folder: alone, paths: ['latin.py', 'said.py'] });
    assert.deepEqual([encoded.code, ...reportOf(encoded).notJudged.map(({ file }) => file)], [3, 'latin.py']);
    assert.match(reportOf(encoded).notJudged[0]?.why ?? '', /^it is not UTF-8, and Python refuses/);
  } finally {
    rmSync(alone, { recursive: true });
  }
});

test('a file that a gate cannot judge makes the exit code 3 where nothing blocks', async () => {
  const paths = ['src/right.js'];
  const inspect: CheckOptions['gates']['inspect'] = async (request, signal) => {
    const results = await gates.inspect(request, signal);
    return results.map((one) => (one.gate === 'types' ? { ...one, verdict: 'unknown', why: 'it was stopped' } : one));
  };
  const said = await checked({ paths, gates: { ...gates, inspect } });
  assert.equal(said.code, 3);
  assert.deepEqual(
    reportOf(said).notJudged.map(({ why }) => why),
    ['it was stopped'],
  );
  assert.equal((await checked({ paths, only: ['syntax', 'lint'] })).code, 0);
});

test('a gate that is only advice blocks nothing, and one that is off is named', async () => {
  const at =
    (change: Partial<GateResult>): CheckOptions['gates']['inspect'] =>
    async (request, signal) =>
      (await gates.inspect(request, signal)).map((one) => (one.gate === 'security' ? { ...one, ...change } : one));
  const advisory = await checked({ paths: ['src/old.js'], gates: { ...gates, inspect: at({ required: false }) } });
  assert.equal(advisory.code, 0);
  assert.ok(reportOf(advisory).findings.some(({ rule, blocks }) => rule === 'command-injection' && !blocks));
  const off = await checked({
    paths: ['src/old.js'],
    form: 'words',
    gates: { ...gates, inspect: at({ verdict: 'not-applicable', required: false, off: true, findings: [] }) },
  });
  assert.equal(off.code, 0);
  assert.match(off.text, /turned off in the settings: security\n$/);
});

test('the SARIF log has the rule, the place counted from one, the weakness and the way of the data', async () => {
  const { text } = await checked({ paths: ['src/old.js'], form: 'sarif' });
  const [run] = JSON.parse(text).runs;
  const result = run.results.find((one: { ruleId: string }) => one.ruleId === 'command-injection');
  assert.deepEqual(result.locations[0].physicalLocation.artifactLocation, { uri: 'src/old.js', uriBaseId: 'WORKING' });
  assert.equal(result.locations[0].physicalLocation.region.startLine, 4);
  assert.ok(result.codeFlows[0].threadFlows[0].locations.length >= 2);
  assert.ok(
    run.tool.driver.rules.some(
      (rule: { id: string; properties: { tags: string[] } }) =>
        rule.id === 'command-injection' && rule.properties.tags.includes('external/cwe/cwe-78'),
    ),
  );
});

test('whoever waits is told which file is at hand, and that is cleared before anything is written', async () => {
  const told: string[] = [];
  await checked({
    paths: ['src/right.js', 'notes.md'],
    progress: { show: (words) => told.push(words), clear: () => told.push('') },
    out: () => told.push('report'),
  });
  assert.deepEqual(told, ['checking 1 of 2: notes.md', 'checking 2 of 2: src/right.js', '', 'report']);
});

test('for a person each finding is a line that an editor can jump to, with a sum at the end', async () => {
  const { text } = await checked({ paths: ['src/old.js', 'main.lua'], form: 'words' });
  assert.match(text, /^src\/old\.js:4:\d+: error: .*\(command-injection, CWE-78\)$/m);
  assert.match(text, /\n2 files, 1 of languages without an analyser: 1 finding blocks, \d+ (?:do|does) not, 0 gates could not judge\n$/);
});

test('a sink in a file that the checked one imports is found at the call, and the way names that file', async () => {
  writeFileSync(
    join(folder, 'src/shell.js'),
    "import { exec } from 'node:child_process';\n\nexport const run = (line) => exec(`ls ${line}`);\n",
  );
  writeFileSync(
    join(folder, 'src/way.js'),
    "import { run } from './shell.js';\n\nexport function show(request, response) {\n  run(request.query.path);\n  response.end();\n}\n",
  );
  const { text } = await checked({ paths: ['src/way.js'], form: 'sarif' });
  const [result] = JSON.parse(text).runs[0].results.filter((one: { ruleId: string }) => one.ruleId === 'command-injection');
  assert.equal(result.locations[0].physicalLocation.artifactLocation.uri, 'src/way.js');
  assert.equal(result.locations[0].physicalLocation.region.startLine, 4);
  const steps = result.codeFlows[0].threadFlows[0].locations.map(
    (one: { location: { physicalLocation: { artifactLocation: { uri: string } }; message: { text: string } } }) => [
      one.location.physicalLocation.artifactLocation.uri,
      one.location.message.text,
    ],
  );
  const shell = pathToFileURL(join(folder, 'src/shell.js')).href;
  assert.deepEqual(steps.slice(-2), [
    [shell, 'passed to run'],
    [shell, 'passed to exec'],
  ]);
});
