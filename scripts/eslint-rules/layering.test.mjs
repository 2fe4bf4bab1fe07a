import { describe, it } from 'node:test';
import { join } from 'node:path';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { layering } from './layering.mjs';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const root = join(import.meta.dirname, 'project');
const at = (file, code, message) => ({
  code,
  filename: join(root, file),
  options: [{ root }],
  ...(message === undefined ? {} : { errors: [{ message }] }),
});

new RuleTester({ languageOptions: { parser: tseslint.parser } }).run('layering', layering, {
  valid: [
    at('src/core/a.ts', "import { b } from './b.ts';"),
    at('src/core/deep/a.ts', "import type { b } from '../b.ts';"),
    at('src/core/a.test.ts', "import test from 'node:test'; import { fake } from '../../test/fakes/fake.ts';"),
    at('src/protocol/a.ts', "import type { b } from '../core/b.ts'; import { object } from 'valibot';"),
    at('src/node/a.ts', "import { readFile } from 'node:fs/promises'; import { b } from '../core/b.ts';"),
    at('src/extension/a.ts', "import { window } from 'vscode'; const gates = import('../gates/client.ts');"),
    at('src/webview/a.tsx', "import { render } from 'preact'; import { parse } from '../protocol/panel.ts';"),
  ],
  invalid: [
    at('src/core/a.ts', "import { readFile } from 'node:fs';", 'core uses no built-in of Node: node:fs.'),
    at('src/core/a.ts', "import type { Stats } from 'fs';", 'core uses no built-in of Node: fs.'),
    at('src/core/a.ts', "import { object } from 'valibot';", 'core does not import the package valibot.'),
    at('src/core/a.ts', "export * from '../protocol/b.ts';", 'core does not import protocol: it may import nothing.'),
    at('src/core/a.ts', 'const b = import(name);', 'An import whose target is computed cannot be checked.'),
    at('src/protocol/a.ts', "import { b } from '../core/b.ts';", 'protocol takes only types from core: write `import type`.'),
    at('src/gates/a.ts', "import type { Uri } from 'vscode';", 'Only extension imports vscode, and this is gates.'),
    at('src/gates/a.ts', "type Uri = import('vscode').Uri;", 'Only extension imports vscode, and this is gates.'),
    at('src/core/a.test.ts', "import { Uri } from 'vscode';", 'Only extension imports vscode, and this is core.'),
    at('src/webview/a.tsx', "import type { b } from '../core/b.ts';", 'webview does not import core: it may import protocol.'),
    at(
      'src/extension/a.ts',
      "import { b } from '../worker/model.ts';",
      'extension does not import worker: it may import core, protocol, providers, openhands, gates, node, gateway.',
    ),
    at('src/cli/a.ts', "import { b } from '../../scripts/b.mjs';", 'Source imports nothing outside src.'),
    at(
      'src/util/a.ts',
      'export const a = 1;',
      'This file is in no known folder of src: core, protocol, providers, openhands, gates, node, gateway, worker, cli, webview, extension.',
    ),
    at(
      'src/a.ts',
      'export const a = 1;',
      'This file is in no known folder of src: core, protocol, providers, openhands, gates, node, gateway, worker, cli, webview, extension.',
    ),
  ],
});
