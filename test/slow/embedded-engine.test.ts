import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { thisPlatform, trimEngine } from '../../scripts/trim-engine.mjs';
import { promptTokens } from '../../src/core/usage.ts';
import { createEmbeddedProvider } from '../../src/providers/embedded/embedded-provider.ts';
import {
  MODEL_CHILD,
  SMOLLM2,
  WEIGHTS_FOLDER,
  WITHOUT_WEIGHTS,
  collect,
  edit,
  endOf,
  endless,
  open,
  textOf,
} from '../contract/embedded-weights.ts';

describe('the trimmed engine', { skip: WITHOUT_WEIGHTS }, () => {
  let folder: string;
  before(async () => {
    // Outside the project, so that nothing is found in the project's own node_modules.
    folder = await mkdtemp(join(tmpdir(), 'centuria-trimmed-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is under 30 MB, and a model process answers with it', async () => {
    const out = join(folder, 'engine');
    const { bytes, answered } = await trimEngine({ platform: thisPlatform(), out, log: () => undefined });
    assert.ok(bytes < 30e6, String(bytes));
    assert.equal(answered, true);
    const provider = createEmbeddedProvider({ modelsFolder: WEIGHTS_FOLDER, child: { ...MODEL_CHILD, enginePath: out } });
    try {
      const request = edit('Fix the bug: add must return the sum of a and b.', 'function add(a, b) { return a - b; }');
      const events = await collect(provider, request);
      assert.equal(events.at(-1)?.type, 'finish', JSON.stringify(events.at(-1)));
      assert.match(textOf(events), /a \+ b/);
    } finally {
      provider.dispose();
    }
  });

  it('keeps the licences of what it carries and leaves out what builds it from source', async () => {
    const package_ = join(folder, 'engine', 'node_modules', 'node-llama-cpp');
    assert.ok((await readdir(package_)).includes('LICENSE'));
    assert.deepEqual(
      ['gitRelease.bundle', 'cmake', 'xpack'].filter((name) => existsSync(join(package_, 'llama', name))),
      [],
    );
    assert.ok(existsSync(join(package_, 'dist', 'cli', 'utils')));
  });

  it('cannot be made for a platform that has none, or whose binary is not installed, and says why', async () => {
    const out = join(folder, 'none');
    await assert.rejects(trimEngine({ platform: 'alpine-x64', out, log: () => undefined }), /There is no engine for alpine-x64/);
    const foreign = process.platform === 'win32' ? 'darwin-x64' : 'win32-x64';
    await assert.rejects(trimEngine({ platform: foreign, out, log: () => undefined }), /is not installed here/);
    assert.equal(existsSync(out), false);
  });
});

describe('a window of 256 tokens, with real weights', { skip: WITHOUT_WEIGHTS }, () => {
  it('ends an answer that fills the window as one that is not whole', async () => {
    const narrow = open({ catalogue: [{ ...SMOLLM2, contextWindow: 256 }] });
    try {
      const end = endOf(await collect(narrow, endless()));
      assert.ok(end.type === 'finish' && end.reason === 'length');
      const total = promptTokens(end.usage) + end.usage.outputTokens;
      assert.ok(total >= 250 && total <= 256, String(total));
    } finally {
      narrow.dispose();
    }
  });
});
