import { setUpNode } from './lib/set-up.mjs';

// `npm run package [-- --target linux-x64]`: the extension as a .vsix in dist/.
await setUpNode();
const { parseArgs } = await import('node:util');
const { values } = parseArgs({ options: { target: { type: 'string' } } });
const { makePackage } = await import('./lib/make-package.ts');
try {
  const { file, bytes, entries } = await makePackage(values);
  console.log(`${file}: ${(bytes / 1024 / 1024).toFixed(2)} MB, ${entries.length} files`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
