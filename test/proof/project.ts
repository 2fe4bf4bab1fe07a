import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { FileJudgement, GateResult } from '../../src/core/gate.ts';
import type { Proof } from '../../src/core/proof.ts';
import type { JailedOptions } from '../../src/node/proof/open-in-jail.ts';
import { openProof } from '../../src/node/proof/open-proof.ts';
import { createSandbox } from '../../src/node/sandbox/create-sandbox.ts';
import { openTools } from '../../src/node/tools/open-tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'centuria-jail-test-'));
export const sandbox = createSandbox(folder);
const probed = await sandbox.probe();
// The projects' tests run with the Node.js that runs these.
process.env['PATH'] = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** For `test`: why there is no jail to test with. */
export const skip = probed.ok ? false : `no sandbox here: ${probed.why}`;

interface ChangeOptions {
  readonly signal?: AbortSignal;
  readonly trusted?: boolean;
  readonly overlays?: Readonly<Record<string, string>>;
}

interface Replaced {
  readonly from: string;
  readonly to: string;
}

export interface TestProject extends Disposable {
  readonly root: string;
  readonly proof: Proof;
  /** Where the proofs make their copies. */
  readonly copies: string;
  /** The verdict on `file` with `from` replaced by `to`. */
  judge(file: string, change: Replaced, more?: ChangeOptions): Promise<GateResult>;
  /** What the workspace's own tools say of that. */
  lint(file: string, change: Replaced, more?: ChangeOptions): Promise<readonly FileJudgement[]>;
  write(file: string, text: string): void;
  /** What is left of the copies, besides the file that names their owner and those of the jail. */
  left(): readonly string[];
}

export function testProject(files: Readonly<Record<string, string>>, options: Partial<JailedOptions> = {}): TestProject {
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
  const here = { rootOf: () => root, isOn: () => true, parent: copies, ...options };
  const [proof, tools] = [openProof(here), openTools(here)];
  const uriOf = (file: string): string => pathToFileURL(join(root, file)).href;
  const changeOf = (file: string, { from, to }: Replaced, { trusted = true, overlays = {} }: ChangeOptions) => {
    const base = overlays[file] ?? texts.get(file) ?? '';
    if (!base.includes(from)) throw new Error(`${file} has no ${from}`);
    const others = Object.entries(overlays)
      .filter(([name]) => name !== file)
      .map(([name, text]) => ({ uri: uriOf(name), text }));
    return { uri: uriOf(file), base, result: base.replace(from, () => to), overlays: others, trusted };
  };
  const never = new AbortController().signal;
  return {
    root,
    proof,
    copies,
    write,
    judge: (file, change, more = {}) => proof.run(changeOf(file, change, more), more.signal ?? never),
    lint(file, change, more = {}) {
      const { uri, base, result, overlays, trusted } = changeOf(file, change, more);
      return tools.judge({ files: [{ uri, languageId: 'plaintext', base, result }], overlays, trusted }, more.signal ?? never);
    },
    left: () =>
      readdirSync(copies, { recursive: true, encoding: 'utf8' }).filter(
        (name) => !/^[^/]+(?:\/(?:owner\.json|etc(?:\/\w+)?))?$/.test(name),
      ),
    [Symbol.dispose]() {
      proof.dispose();
      tools.dispose();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** A project in plain JavaScript with a tested function and one that no test runs. */
export const PLAIN = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }',
  'src/range.js':
    'export function last(list) {\n  return list[list.length - 1];\n}\n\nexport function first(list) {\n  return list[0];\n}\n',
  'test/range.test.js':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { last } from '../src/range.js';\n\ntest('the last of three', () => {\n  assert.equal(last([1, 2, 3]), 3);\n});\n",
} as const;
