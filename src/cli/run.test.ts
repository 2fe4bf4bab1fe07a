import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { dayBudget, run } from './run.ts';
import { strayOption, usageOf } from './usage.ts';

/** Runs a command that must end before anything is started, and gives its code and what it said to the person. */
async function saying(args: readonly string[]): Promise<{ readonly code: number; readonly words: string }> {
  let words = '';
  const write = mock.method(process.stderr, 'write', (text: string) => (words += text) !== '');
  try {
    return { code: await run(args, join(import.meta.dirname, 'nowhere')), words };
  } finally {
    write.mock.restore();
  }
}

test('a budget is an amount from nothing to a million dollars', () => {
  assert.deepEqual(['0', '5', '0.5', '1000000'].map(dayBudget), [0, 5e9, 5e8, 1e15]);
  for (const wrong of ['', ' ', 'x', '-1', '1000001', '1e10', 'Infinity', 'NaN']) assert.equal(dayBudget(wrong), undefined, wrong);
});

test('a budget that is none is wrong usage, in one line', async () => {
  assert.deepEqual(await saying(['ledger', '--day', '1e10']), {
    code: 2,
    words: '--day takes an amount of dollars, from 0 to a million.\n',
  });
});

test('an option that is wrong is said in one sentence of our own', async () => {
  const wrong: readonly (readonly [args: readonly string[], words: string])[] = [
    [['check', '--nope'], 'There is no option --nope. See centuria --help.'],
    [['check', '-x'], 'There is no option -x. See centuria --help.'],
    [['check', '--base'], '--base needs a value. See centuria --help.'],
    [['check', '--base', '--json'], '--base needs a value. See centuria --help.'],
    [['check', '--base', 'HEAD', '--base', 'main'], '--base is given twice. See centuria --help.'],
    [['prove', 'a.js', '--base=HEAD', '--base=HEAD'], '--base is given twice. See centuria --help.'],
    [['check', '--json=1'], '--json takes no value. See centuria --help.'],
    [['check', '--help=1'], '--help takes no value. See centuria --help.'],
    [['check', '--sarif', '--json'], 'Choose one of --sarif and --json.'],
    [['ledger', '--port', '1'], 'ledger takes no --port. See centuria --help.'],
    [['check', '--json', '--data-dir', 'x'], 'check takes no --data-dir. See centuria --help.'],
    [['models', '--never-pay'], 'models takes no --never-pay. See centuria --help.'],
    [['check', ''], 'check was given a path that is empty: name a file or folder, or leave it out for this folder.'],
    [['check', 'a.js', ''], 'check was given a path that is empty: name a file or folder, or leave it out for this folder.'],
    [['check', '--base', ''], '--base was given no revision: name one, such as main or HEAD.'],
    [['prove', 'a.js', '--base='], '--base was given no revision: name one, such as main or HEAD.'],
    [['prove', ''], 'prove was given a file without a name.'],
    [['help', 'nope'], 'There is no command nope. The commands are models, ask, bench, check, prove, ledger, serve.'],
    [['nope', '--help'], 'There is no command nope. The commands are models, ask, bench, check, prove, ledger, serve.'],
    [['nothing', '--port', '1'], 'There is no command nothing. The commands are models, ask, bench, check, prove, ledger, serve.'],
    [['chekc', '--json'], 'There is no command chekc. Did you mean check?'],
    [['hlep'], 'There is no command hlep. Did you mean help?'],
  ];
  for (const [args, words] of wrong) assert.deepEqual(await saying(args), { code: 2, words: `${words}\n` });
});

test('help and the version are there by the names that people try', async () => {
  const written: string[] = [];
  const write = mock.method(process.stdout, 'write', (text: string) => written.push(text) > 0);
  try {
    for (const args of [['help'], ['help', 'check'], ['--version']]) assert.equal(await run(args, import.meta.dirname), 0);
  } finally {
    write.mock.restore();
  }
  assert.deepEqual(written.slice(0, 2), [usageOf(undefined), usageOf('check')]);
  assert.match(written[2] ?? '', /^centuria \d+\.\d+\.\d+\n$/);
});

test('every option of a command is taken by it, and by no other than its help says', () => {
  const options = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}(--[\w-]+(?:, --[\w-]+)*)/gm)].flatMap(([, names = '']) => names.split(', '));
  const all = options(usageOf(undefined)).map((name) => name.slice(2));
  assert.ok(all.includes('to') && all.includes('receipt'));
  for (const command of ['models', 'ask', 'bench', 'check', 'prove', 'ledger', 'serve']) {
    const own = options(usageOf(command));
    assert.deepEqual(
      all.filter((name) => strayOption(command, [name]) === undefined),
      all.filter((name) => own.includes(`--${name}`)),
      command,
    );
  }
});

test('the help of a command names what it takes, and nothing of another', () => {
  const check = usageOf('check');
  assert.match(
    check,
    /^ {2}centuria check \[PATHS\][^]*without PATHS over what git lists in this folder[^]*--sarif[^]*--gates[^]*Exit codes: 0 done[^]*of check and prove: [^;]*\.\n$/,
  );
  assert.doesNotMatch(check, /centuria serve|--port|--receipt|--install|of bench|API_KEY/);
  for (const all of [usageOf(undefined), usageOf('nothing')])
    assert.match(all, /^centuria: [^]*centuria check[^]*centuria serve[^]*--port[^]*of bench: [^]*proved\.\n$/);
});

test('a data folder that is a file fails in one line, which says what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'centuria-cli-'));
  try {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, words } = await saying(['ledger', '--data-dir', file]);
    assert.equal(code, 1);
    assert.match(words, /^The store .*file.* cannot be read or written .*Check that the folder exists.*\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a report that cannot be meant is wrong usage, in one line', async () => {
  const wrong: readonly (readonly [args: readonly string[], words: string])[] = [
    [['--by', 'week'], '--by takes one of day, model, agent, task, epic.'],
    [['--from', '2026-02-30'], '2026-02-30 is no day: write it as 2026-11-23.'],
    [['--to', 'today'], 'today is no day: write it as 2026-11-23.'],
    [['--from', '2026-03-02', '--to', '2026-03-01'], '--from is after --to.'],
    [['--csv', '--json'], 'Choose one of --csv and --json.'],
    [['--receipt', 'task-1', '--csv'], '--receipt stands alone, or with --json.'],
  ];
  for (const [args, words] of wrong) assert.deepEqual(await saying(['ledger', ...args]), { code: 2, words: `${words}\n` });
});
