import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ProviderEvent } from '../../src/core/provider.ts';
import { createEmbeddedProvider } from '../../src/providers/embedded/embedded-provider.ts';
import type { CatalogueEntry } from '../../src/providers/embedded/catalogue.ts';
import { MODEL_CHILD, SMOLLM2, WEIGHTS_FOLDER, WITHOUT_WEIGHTS, collect, endless } from '../contract/embedded-weights.ts';

const revision = 'a'.repeat(40);

describe('a damaged model file', { skip: WITHOUT_WEIGHTS }, () => {
  let folder: string;
  let weights: Buffer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'centuria-models-'));
    weights = await readFile(join(WEIGHTS_FOLDER, SMOLLM2.file));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function ask(entry: CatalogueEntry): Promise<{ last: ProviderEvent | undefined; offered: boolean }> {
    const provider = createEmbeddedProvider({ modelsFolder: folder, child: MODEL_CHILD, catalogue: [entry] });
    try {
      const events = await collect(provider, endless({ maxOutputTokens: 2 }));
      const list = await provider.models(new AbortController().signal);
      return { last: events.at(-1), offered: list.ok && list.cards.length > 0 };
    } finally {
      provider.dispose();
    }
  }

  function assertUnsent(last: ProviderEvent | undefined, kind: string, says: RegExp): void {
    assert.ok(last?.type === 'failure', JSON.stringify(last));
    assert.equal(last.failure.kind, kind, last.failure.message);
    assert.match(last.failure.message, says);
    assert.match(last.failure.nextStep, /[Dd]ownload/);
    assert.equal(last.sent, false);
  }

  /** Held to the checksum of `bytes` themselves, so that they come as far as the loader. */
  const trusting = (bytes: Uint8Array): CatalogueEntry => ({
    ...SMOLLM2,
    pin: { revision, size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') },
  });

  it('that is missing is said to be missing', async () => {
    const { last, offered } = await ask({ ...SMOLLM2, file: 'missing.gguf' });
    assertUnsent(last, 'model-missing', /has not been downloaded/);
    assert.equal(offered, false);
  });

  it('that is there in part only is said to be so', async () => {
    await writeFile(join(folder, 'half.gguf.part'), weights.subarray(0, 1000));
    assertUnsent((await ask({ ...SMOLLM2, file: 'half.gguf' })).last, 'model-missing', /only been downloaded in part/);
  });

  it('with 2,000 flipped bytes, which would load, is refused by its checksum and no longer offered', async () => {
    const flipped = Buffer.from(weights);
    const start = Math.floor(flipped.byteLength / 2);
    for (let at = start; at < start + 2000; at++) flipped.writeUInt8(flipped.readUInt8(at) ^ 0xff, at);
    await writeFile(join(folder, SMOLLM2.file), flipped);
    const { last, offered } = await ask(SMOLLM2);
    assertUnsent(last, 'damaged-model', /SHA-256/);
    assert.equal(offered, false);
  });

  it('that was truncated is refused by its size', async () => {
    await writeFile(join(folder, SMOLLM2.file), weights.subarray(0, 50_000_000));
    const { last, offered } = await ask(SMOLLM2);
    assertUnsent(last, 'damaged-model', /50000000 bytes instead of 98362432/);
    assert.equal(offered, false);
  });

  it('that was truncated and then trusted is refused by the loader', async () => {
    const bytes = weights.subarray(0, 50_000_000);
    await writeFile(join(folder, SMOLLM2.file), bytes);
    assertUnsent((await ask(trusting(bytes))).last, 'damaged-model', /does not load/);
  });

  it('of random bytes is refused by the loader', async () => {
    const bytes = randomBytes(100_000);
    await writeFile(join(folder, SMOLLM2.file), bytes);
    assertUnsent((await ask(trusting(bytes))).last, 'damaged-model', /does not load/);
  });

  it('that is empty is refused', async () => {
    const bytes = new Uint8Array(0);
    await writeFile(join(folder, SMOLLM2.file), bytes);
    assertUnsent((await ask(SMOLLM2)).last, 'damaged-model', /0 bytes/);
    assertUnsent((await ask(trusting(bytes))).last, 'damaged-model', /does not load/);
  });

  it('without a checksum to hold it to is refused', async () => {
    await writeFile(join(folder, 'unknown.gguf'), weights);
    const { pin: _, ...unpinned } = SMOLLM2;
    const { last, offered } = await ask({ ...unpinned, file: 'unknown.gguf' });
    assertUnsent(last, 'damaged-model', /cannot be verified/);
    assert.equal(offered, false);
  });

  it('that was changed after it had been verified is verified again', async () => {
    const file = join(folder, SMOLLM2.file);
    await writeFile(file, weights);
    const provider = createEmbeddedProvider({ modelsFolder: folder, child: MODEL_CHILD, catalogue: [SMOLLM2] });
    try {
      assert.equal((await collect(provider, endless({ maxOutputTokens: 2 }))).at(-1)?.type, 'finish');
      const { atime, mtime } = await stat(file);
      const changed = Buffer.from(weights);
      changed.writeUInt8(changed.readUInt8(60_000_000) ^ 1, 60_000_000);
      // A new file: the running process has the old one in its memory.
      await rm(file);
      await writeFile(file, changed);
      await utimes(file, atime, mtime);
      if (provider.pid !== undefined) process.kill(provider.pid, 'SIGKILL');
      const ends = [await collect(provider, endless()), await collect(provider, endless())].map((events) => events.at(-1));
      assertUnsent(ends[1], 'damaged-model', /SHA-256/);
    } finally {
      provider.dispose();
    }
  });
});

describe('a host that was killed', { skip: WITHOUT_WEIGHTS }, () => {
  it('leaves no model process behind', async () => {
    const host = fork(fileURLToPath(new URL('./embedded-host.ts', import.meta.url)), [WEIGHTS_FOLDER], { execArgv: [], stdio: 'inherit' });
    const pid = await new Promise<unknown>((resolve) => host.once('message', resolve));
    assert.ok(typeof pid === 'number' && isAlive(pid), 'it is generating when its host dies');
    host.kill('SIGKILL');
    const patience = AbortSignal.timeout(10_000);
    while (isAlive(pid) && !patience.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(isAlive(pid), false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
