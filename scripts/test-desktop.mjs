import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { bundleHostModules } from './lib/host-tests.ts';
import { inRoot, root } from './lib/paths.mjs';

/*
 * The tests of the extension host in a desktop VS Code. It is downloaded, which needs internet access, unless
 * `--vscode PATH` names an installed one. The same tests run in the served VS Code with `npm test`.
 */
const { values } = parseArgs({ options: { vscode: { type: 'string' } } });
if (values.vscode !== undefined && !existsSync(values.vscode)) throw new Error(`There is no VS Code at ${values.vscode}.`);
await bundleHostModules('test/host');
process.exitCode = await runTests({
  extensionDevelopmentPath: root,
  extensionTestsPath: inRoot('out/test/host/index.js'),
  ...(values.vscode === undefined ? {} : { vscodeExecutablePath: values.vscode }),
});
