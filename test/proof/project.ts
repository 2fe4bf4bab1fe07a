import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { GateResult } from '../../src/core/gate.ts';
import type { Proof } from '../../src/core/proof.ts';
import { openProof, type OpenProofOptions } from '../../src/node/proof/open-proof.ts';
import { createSandbox } from '../../src/node/sandbox/create-sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-jail-test-'));
export const sandbox = createSandbox(folder);
const probed = await sandbox.probe();
// The projects' tests run with the Node.js that runs these.
process.env['PATH'] = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** For `test`: why there is no jail to test with. */
export const skip = probed.ok ? false : `no sandbox here: ${probed.why}`;

export interface TestProject extends Disposable {
  readonly root: string;
  readonly proof: Proof;
  /** Where the proofs make their copies. */
  readonly copies: string;
  /** The verdict on `file` with `from` replaced by `to`. */
  judge(file: string, change: { readonly from: string; readonly to: string }, more?: { readonly signal?: AbortSignal; readonly trusted?: boolean; readonly overlays?: Readonly<Record<string, string>> }): Promise<GateResult>;
  write(file: string, text: string): void;
  /** What is left of the copies, besides the file that names their owner and those of the jail. */
  left(): readonly string[];
}

export function testProject(files: Readonly<Record<string, string>>, options: Partial<OpenProofOptions> = {}): TestProject {
  const top = mkdtempSync(join(tmpdir(), 'centuria-project-'));
  const [root, copies] = [join(top, 'project'), join(top, 'copies')];
  const texts = new Map(Object.entries(files));
  const write = (file: string, text: string): void => {
    texts.set(file, text);
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of texts) write(file, text);
  mkdirSync(copies);
  const proof = openProof({ rootOf: () => root, isOn: () => true, parent: copies, ...options });
  const uriOf = (file: string): string => pathToFileURL(join(root, file)).href;
  return {
    root,
    proof,
    copies,
    write,
    judge(file, { from, to }, { signal = new AbortController().signal, trusted = true, overlays = {} } = {}) {
      const base = overlays[file] ?? texts.get(file) ?? '';
      if (!base.includes(from)) throw new Error(`${file} has no ${from}`);
      const others = Object.entries(overlays).filter(([name]) => name !== file).map(([name, text]) => ({ uri: uriOf(name), text }));
      return proof.run({ uri: uriOf(file), base, result: base.replace(from, () => to), overlays: others, trusted }, signal);
    },
    left: () => readdirSync(copies, { recursive: true, encoding: 'utf8' }).filter((name) => !/^[^/]+(?:\/(?:owner\.json|etc(?:\/\w+)?))?$/.test(name)),
    [Symbol.dispose]() {
      proof.dispose();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** A project in plain JavaScript with a tested function and one that no test runs. */
export const PLAIN = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }',
  'src/range.js': 'export function last(list) {\n  return list[list.length - 1];\n}\n\nexport function first(list) {\n  return list[0];\n}\n',
  'test/range.test.js':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { last } from '../src/range.js';\n\ntest('the last of three', () => {\n  assert.equal(last([1, 2, 3]), 3);\n});\n",
} as const;
