import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Starts each line that is ours: VS Code's own log comes the same way to scripts/lib/run-host-tests.ts. */
const prefix = 'centuria-host-tests|';

/** Called by VS Code inside the extension host; rejects if a test failed. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...args) =>
    format(...args)
      .split('\n')
      .forEach((line) => console.log(prefix + line));
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'spec', color: false, forbidOnly: true });
  const only = process.env['CENTURIA_HOST_TESTS'] ?? '';
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.host.js') && name.includes(only));
  for (const name of names.toSorted()) mocha.addFile(join(import.meta.dirname, name));
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => {
    const { stats } = mocha.run((failed) => {
      console.log(`${prefix}${JSON.stringify({ passed: stats?.passes, failed, skipped: stats?.pending })}`);
      resolve(failed);
    });
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
