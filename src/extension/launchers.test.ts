import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { launchers } from './launchers.ts';

const home = mkdtempSync(join(tmpdir(), 'centuria-launcher-'));
after(() => rmSync(home, { recursive: true, force: true }));

test(
  'the script starts the command line with every argument as it was typed, wherever both are',
  { skip: process.platform === 'win32' },
  () => {
    const folder = join(home, `it's a "folder" $HOME \`x\``);
    mkdirSync(folder);
    const cli = join(folder, 'cli.js');
    writeFileSync(cli, 'console.log(JSON.stringify([process.env.ELECTRON_RUN_AS_NODE, ...process.argv.slice(2)]))');
    const script = launchers('linux', { node: process.execPath, cli })[0] ?? assert.fail();
    const file = join(home, script.name);
    writeFileSync(file, script.text, { mode: 0o755 });
    assert.deepEqual(JSON.parse(execFileSync(file, ['ask', 'two  words', '$HOME', '']).toString()), [
      '1',
      'ask',
      'two  words',
      '$HOME',
      '',
    ]);
  },
);

test('on Windows there is a batch file beside the script, in which a percent sign of a path is only a sign', () => {
  const made = launchers('win32', { node: String.raw`C:\100% VS Code\Code.exe`, cli: String.raw`C:\x\cli.js` });
  assert.deepEqual(
    made.map(({ name }) => name),
    ['centuria', 'centuria.cmd'],
  );
  assert.match(made[1]?.text ?? '', /\r\nset ELECTRON_RUN_AS_NODE=1\r\n"C:\\100%% VS Code\\Code\.exe" "C:\\x\\cli\.js" %\*\r\n$/);
});
