import { bundleHostModules, runInHost } from './host-tests.ts';
import { inRoot } from './paths.mjs';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const prefix = 'centuria-host-tests|';

/** Bundles and runs the in-host tests, all or those whose file name holds `only`. A run that dies counts as one failure. */
export async function runHostTests({ only = '' } = {}): Promise<TestCounts> {
  await bundleHostModules('test/host');
  let counts: TestCounts | undefined;
  const others: string[] = [];
  const onLine = (line: string) => {
    const start = line.indexOf(prefix);
    const own = line.slice(start + prefix.length);
    if (start < 0) others.push(line);
    else if (own.startsWith('{"passed"')) counts = JSON.parse(own);
    else console.log(own);
  };
  const module = inRoot('out/test/host/index.js');
  // VS Code's own Git asks after files of a test's repository when that is gone, and its broken pipe would be the test's failure.
  const settings = { 'git.enabled': false };
  const code = await runInHost({ module, settings, env: { CENTURIA_HOST_TESTS: only }, timeout: 300_000, onLine });
  if (counts !== undefined && (code === 0) === (counts.failed === 0)) return counts;
  console.log(others.slice(-40).join('\n'));
  console.log(`the extension host ended with ${code}${counts === undefined ? ' before the tests did' : ''}`);
  return { passed: counts?.passed ?? 0, failed: Math.max(1, counts?.failed ?? 0), skipped: counts?.skipped ?? 0 };
}
