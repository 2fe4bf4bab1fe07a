import { build } from 'esbuild';
import { filesOf } from './lib/node-tests.mjs';
import { root } from './lib/paths.mjs';

// The core is bundled for a browser with nothing left out: an import of Node, VS Code or a package ends here.
const files = filesOf(['src/core/**/*.ts']).filter((file) => !/\.(test|d)\.ts$/.test(file));
const contents = files.map((file) => `export * as m${files.indexOf(file)} from './${file.replaceAll('\\', '/')}';`).join('\n');
try {
  await build({ stdin: { contents, resolveDir: root }, bundle: true, write: false, platform: 'browser', format: 'esm', logLevel: 'error' });
} catch {
  process.exitCode = 1;
}
