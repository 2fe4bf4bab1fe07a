import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { startFakeHub, type FakeHub } from '../../../test/fakes/fake-hub.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { downloadModel, type DownloadOptions, type DownloadResult } from './download.ts';
import { modelState } from './model-store.ts';

const FILE = randomBytes(3 * 1024 * 1024);
const never = new AbortController().signal;

let hub: FakeHub;
let folder: string;
let entry: CatalogueEntry;

beforeEach(async () => {
  hub = await startFakeHub(FILE);
  folder = await mkdtemp(join(tmpdir(), 'centuria-download-'));
  const [first] = CATALOGUE;
  assert.ok(first);
  entry = { ...first, repo: 'owner/name', file: 'model.gguf', pin: { revision: hub.revision, size: FILE.byteLength, sha256: hub.sha256 } };
});

afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

function download(options: Partial<DownloadOptions> = {}): Promise<DownloadResult> {
  return downloadModel({ entry, folder, fetch: globalThis.fetch, hubUrl: hub.url, signal: never, ...options });
}

async function assertWhole(result: DownloadResult): Promise<void> {
  assert.deepEqual(result, { ok: true, file: join(folder, 'model.gguf') });
  assert.ok(FILE.equals(await readFile(join(folder, 'model.gguf'))));
}

function assertFailed(result: DownloadResult, reason: string): void {
  assert.ok(!result.ok);
  assert.equal(result.reason, reason, result.message);
  assert.match(result.message, /^[A-Z].*\S\.$/);
  assert.match(result.nextStep, /^[A-Z].*\S\.$/);
}

const partSize = async (): Promise<number> => (await stat(join(folder, 'model.gguf.part'))).size;

describe('downloading a model', () => {
  it('brings the exact file, leaves nothing else behind, and asks for nothing if it is there', async () => {
    await assertWhole(await download());
    assert.deepEqual(await readdir(folder), ['model.gguf']);
    await assertWhole(await download());
    assert.equal(hub.paths.length, 1);
  });

  it('reports bytes that rise to the whole, over a cut and a server that starts again from the beginning', async () => {
    hub.behaviours.push({ do: 'cut', after: 1_500_000 }, { do: 'ignore-range' });
    const seen: number[] = [];
    await assertWhole(await download({ onProgress: (bytes, size) => (assert.equal(size, FILE.byteLength), seen.push(bytes)) }));
    assert.equal(seen.at(-1), FILE.byteLength);
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => a - b),
    );
  });

  it('goes on where the connection broke, within the same call', async () => {
    hub.behaviours.push({ do: 'cut', after: 1_000_000 });
    await assertWhole(await download());
    assert.equal(hub.ranges.length, 2);
    assert.equal(hub.ranges[0], undefined);
    assert.match(hub.ranges[1] ?? '', /^bytes=[1-9]\d*-$/);
  });

  it('starts over when the server ignores the range', async () => {
    await writeFile(join(folder, 'model.gguf.part'), FILE.subarray(0, 500_000));
    hub.behaviours.push({ do: 'ignore-range' });
    await assertWhole(await download());
    assert.deepEqual(hub.ranges, ['bytes=500000-']);
  });

  it('starts over when the server cannot satisfy the range', async () => {
    await writeFile(join(folder, 'model.gguf.part'), FILE.subarray(0, 500_000));
    hub.behaviours.push({ do: 'status', status: 416 });
    await assertWhole(await download());
    assert.deepEqual(hub.ranges, ['bytes=500000-', undefined]);
  });

  it('needs no request when the part is already whole', async () => {
    await writeFile(join(folder, 'model.gguf.part'), FILE);
    await assertWhole(await download());
    assert.deepEqual(hub.paths, []);
  });

  it('empties a part that is larger than the file', async () => {
    await writeFile(join(folder, 'model.gguf.part'), randomBytes(FILE.byteLength + 10));
    await assertWhole(await download());
    assert.deepEqual(hub.ranges, [undefined]);
  });

  it('refuses bytes with another checksum, keeps none of them, and succeeds the next time', async () => {
    hub.behaviours.push({ do: 'wrong-bytes' });
    assertFailed(await download(), 'wrong-checksum');
    assert.deepEqual(await readdir(folder), []);
    await assertWhole(await download());
  });

  it('notices a part that was damaged on the disk', async () => {
    await writeFile(join(folder, 'model.gguf.part'), randomBytes(500_000));
    assertFailed(await download(), 'wrong-checksum');
    assert.deepEqual(await readdir(folder), []);
  });

  it('replaces a damaged file', async () => {
    await writeFile(join(folder, 'model.gguf'), randomBytes(FILE.byteLength));
    await assertWhole(await download());
  });

  it('keeps the part when it is cancelled, closes the connection, and resumes', async () => {
    hub.behaviours.push({ do: 'stall', after: 1_000_000 });
    const controller = new AbortController();
    const result = await download({
      signal: controller.signal,
      onProgress: (bytes) => {
        if (bytes > 500_000) controller.abort();
      },
    });
    assertFailed(result, 'cancelled');
    const kept = await partSize();
    assert.ok(kept > 500_000 && kept <= 1_000_000);
    assert.deepEqual(await modelState(folder, entry), { state: 'partial', bytes: kept, size: FILE.byteLength });
    assert.deepEqual(await readdir(folder), ['model.gguf.part']);
    await assertWhole(await download());
    assert.equal(hub.ranges[1], `bytes=${kept}-`);
    assert.equal(hub.aborted(), 1);
  });

  it('asks for nothing when it was cancelled before it began', async () => {
    assertFailed(await download({ signal: AbortSignal.abort() }), 'cancelled');
    assert.deepEqual(hub.paths, []);
  });

  it('gives up on a connection that says nothing, and keeps what came', async () => {
    hub.behaviours.push({ do: 'stall', after: 0 });
    assertFailed(await download({ idleMs: 30 }), 'unreachable');
    assert.deepEqual(await readdir(folder), ['model.gguf.part']);
  });

  it('ends after five cuts that brought little', async () => {
    for (let cut = 0; cut < 9; cut++) hub.behaviours.push({ do: 'cut', after: 50_000 });
    assertFailed(await download(), 'cut');
    assert.equal(hub.ranges.length, 5);
    assert.ok((await partSize()) > 0);
  });

  it('ends where a server without ranges sends the same beginning again and again', async () => {
    for (let cut = 0; cut < 20; cut++) hub.behaviours.push({ do: 'end-early', after: 2_000_000 });
    assertFailed(await download(), 'cut');
    assert.ok(hub.ranges.length < 10, `${hub.ranges.length} requests`);
  });

  it('says that the hub has no such file, or fails, or is not there', async () => {
    hub.behaviours.push({ do: 'status', status: 404 }, { do: 'status', status: 503 });
    assertFailed(await download(), 'not-found');
    assertFailed(await download(), 'server');
    await hub.close();
    assertFailed(await download(), 'unreachable');
    hub = await startFakeHub(FILE);
  });

  it('refuses a file of another size before it is downloaded', async () => {
    assert.ok(entry.pin);
    entry = { ...entry, pin: { ...entry.pin, size: FILE.byteLength - 1 } };
    assertFailed(await download(), 'malformed');
  });

  it('says that the folder cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    assertFailed(await download({ folder: join(folder, 'file') }), 'cannot-write');
  });
});

describe('a model without a checksum of ours', () => {
  beforeEach(() => {
    const { pin: _, ...rest } = entry;
    entry = rest;
  });

  it("is held to the checksum in the hub's listing, which is kept", async () => {
    await assertWhole(await download());
    const kept: unknown = JSON.parse(await readFile(join(folder, 'model.gguf.json'), 'utf8'));
    assert.deepEqual(kept, { revision: hub.revision, size: FILE.byteLength, sha256: hub.sha256 });
    assert.equal((await modelState(folder, entry)).state, 'present');
  });

  it('is not downloaded when the listing has no such file', async () => {
    entry = { ...entry, file: 'other.gguf' };
    assertFailed(await download(), 'not-found');
    assert.deepEqual(hub.ranges, []);
  });

  it('is not downloaded when there is no listing', async () => {
    entry = { ...entry, repo: 'nobody/nothing' };
    assertFailed(await download(), 'not-found');
  });

  it('keeps to the first checksum when the hub offers other bytes later', async () => {
    await assertWhole(await download());
    await rm(join(folder, 'model.gguf'));
    hub.behaviours.push({ do: 'wrong-bytes' });
    assertFailed(await download(), 'wrong-checksum');
    assert.equal(hub.paths.filter((path) => path.startsWith('/api/')).length, 2);
  });
});

describe('two downloads of one model at once', () => {
  it('tells the second which process has the first', async () => {
    const release = hub.hold();
    const first = download();
    while (hub.ranges.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await download();
    assertFailed(second, 'busy');
    assert.ok(!second.ok && second.message.includes(String(process.pid)));
    release();
    await assertWhole(await first);
  });

  it('lets one of two win and none corrupt when both find the lock of a dead process', async () => {
    const dead = fork('-e', ['0'], { execArgv: [], stdio: 'ignore' });
    await new Promise((resolve) => dead.on('exit', resolve));
    await writeFile(join(folder, 'model.gguf.lock'), `${String(dead.pid)} left-behind`);
    const results = await Promise.all([download(), download(), download()]);
    assert.ok(results.some((result) => result.ok));
    for (const result of results) if (!result.ok) assert.equal(result.reason, 'busy');
    assert.ok(FILE.equals(await readFile(join(folder, 'model.gguf'))));
    assert.deepEqual(await readdir(folder), ['model.gguf']);
  });
});

it('a lock of an earlier start of this machine is taken over, whoever has its number now', async () => {
  const lock = join(folder, 'model.gguf.lock');
  await writeFile(lock, `${process.pid} left-behind`);
  const before = new Date(Date.now() - (uptime() + 3600) * 1000);
  await utimes(lock, before, before);
  await assertWhole(await download());
});

describe('a disk that is too small', () => {
  const mounts: string[] = [];
  const unavailable = process.platform !== 'linux' || process.getuid?.() !== 0 ? 'needs root on Linux to mount a small disk' : false;

  function mountSmallDisk(megabytes: number): void {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    mounts.push(folder);
  }

  function unmount(): void {
    for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  }

  afterEach(unmount);
  after(unmount);

  it('is noticed before anything is downloaded', { skip: unavailable }, async () => {
    mountSmallDisk(8);
    assertFailed(await download(), 'no-space');
    assert.deepEqual(hub.paths, []);
  });

  it('is noticed when it becomes full on the way; the part is kept and resumed', { skip: unavailable }, async () => {
    mountSmallDisk(72);
    const filler = join(folder, 'filler');
    const release = hub.hold();
    const running = download();
    while (hub.ranges.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await writeFile(filler, new Uint8Array(70 * 1024 * 1024));
    release();
    assertFailed(await running, 'disk-full');
    const kept = await partSize();
    assert.ok(kept > 0 && kept < FILE.byteLength);
    await rm(filler);
    await assertWhole(await download());
    assert.match(hub.ranges[1] ?? '', /^bytes=[1-9]\d*-$/);
  });
});
