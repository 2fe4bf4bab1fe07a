import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import type { CatalogueEntry, ModelPin } from './catalogue.ts';
import { failed, fromTheBeginning, type DownloadFailure } from './download-failure.ts';
import { isErrno, lockFile } from './file-lock.ts';
import { HUB_URL, askForPin, fileUrl, networkDetail } from './hub.ts';
import { createVerifier, modelPath, modelState, partPath, readPin, writePin } from './model-store.ts';
import { openPart, type PartFile } from './part-file.ts';
import { transfer, type Transfer } from './transfer.ts';

export interface DownloadOptions {
  readonly entry: CatalogueEntry;
  /** Where models are kept; made if it is not there. */
  readonly folder: string;
  /** The host's own: it knows the person's proxy and certificates. */
  readonly fetch: typeof globalThis.fetch;
  /** The hub or a mirror of it. */
  readonly hubUrl?: string;
  /** Bytes held of bytes in all; the first number never falls. */
  readonly onProgress?: (bytes: number, size: number) => void;
  /** Cancels. What has come is kept and resumed next time. */
  readonly signal: AbortSignal;
  /** Silence for longer than this counts as a cut connection. In milliseconds; default 30,000. */
  readonly idleMs?: number;
}

export type DownloadResult = { readonly ok: true; readonly file: string } | DownloadFailure;

const IDLE_MS = 30_000;
/** So many cut connections in a row that brought little each end a download; one that brought nothing does at once. */
const MOST_CUTS = 5;
const LITTLE_BYTES = 1024 * 1024;
/** Left free on the disk for the person, in bytes. */
const SPARE_BYTES = 64 * 1024 * 1024;
const PROGRESS_STEP_BYTES = 256 * 1024;

/**
 * Brings a model's file into `folder`: resumes what is there, verifies the checksum, and only then gives the file its
 * name. Never rejects. Of two processes that download the same model at once the second is told so.
 */
export async function downloadModel(options: DownloadOptions): Promise<DownloadResult> {
  const { entry, folder } = options;
  try {
    await mkdir(folder, { recursive: true });
    const lock = await lockFile(`${modelPath(folder, entry)}.lock`);
    if (!lock.ok) return failed(entry, 'busy', lock.pid === undefined ? '' : ` (process ${lock.pid})`);
    try {
      const result = await downloadLocked(options);
      return result.ok || (await hasBegun(folder, entry)) ? result : fromTheBeginning(result);
    } finally {
      await lock.release();
    }
  } catch (error) {
    return failed(entry, isErrno(error, 'ENOSPC') ? 'disk-full' : 'cannot-write', networkDetail(error));
  }
}

async function hasBegun(folder: string, entry: CatalogueEntry): Promise<boolean> {
  const state = await modelState(folder, entry);
  return state.state === 'partial' && state.bytes > 0;
}

async function downloadLocked(options: DownloadOptions): Promise<DownloadResult> {
  const { entry, folder, signal } = options;
  const pinned = await pinOf(options);
  if ('ok' in pinned) return pinned;
  const state = await modelState(folder, entry);
  if (state.state === 'present') {
    const verified = await createVerifier().verify(state.file, pinned, signal);
    if (verified.ok) return { ok: true, file: state.file };
  }
  if (signal.aborted) return failed(entry, 'cancelled', '');
  const part = await openPart(partPath(folder, entry), pinned.size, signal);
  let sha256: string;
  try {
    const short = signal.aborted ? failed(entry, 'cancelled', '') : await lackOfSpace(options, pinned.size - part.at);
    const stopped = short ?? (await fill(part, pinned, options));
    if (stopped !== undefined) return stopped;
    sha256 = part.sha256();
  } finally {
    await part.close();
  }
  if (sha256 !== pinned.sha256) {
    await rm(partPath(folder, entry), { force: true });
    return failed(entry, 'wrong-checksum', `its SHA-256 is ${sha256} instead of ${pinned.sha256}`);
  }
  await rename(partPath(folder, entry), modelPath(folder, entry));
  return { ok: true, file: modelPath(folder, entry) };
}

async function pinOf({ entry, folder, fetch, hubUrl, signal, idleMs }: DownloadOptions): Promise<ModelPin | DownloadFailure> {
  const known = await readPin(folder, entry);
  if (known !== undefined) return known;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(idleMs ?? IDLE_MS)]);
  const asked = await askForPin(entry, { fetch, hubUrl: hubUrl ?? HUB_URL, signal: patience });
  if (!asked.ok) return failed(entry, signal.aborted ? 'cancelled' : asked.reason, asked.detail);
  await writePin(folder, entry, asked.value);
  return asked.value;
}

async function lackOfSpace({ entry, folder }: DownloadOptions, needed: number): Promise<DownloadFailure | undefined> {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free >= needed + SPARE_BYTES) return undefined;
  return failed(entry, 'no-space', `${megabytes(needed + SPARE_BYTES)} are needed and ${megabytes(free)} are free`);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

/** Fills the part to its size, over as many connections as it takes; says nothing if it succeeded. */
async function fill(part: PartFile, pin: ModelPin, options: DownloadOptions): Promise<DownloadFailure | undefined> {
  const { entry, fetch, signal } = options;
  const report = progressReport(pin.size, options.onProgress);
  report(part.at);
  let cuts = 0;
  let restarts = 0;
  let furthest = part.at;
  while (part.at < pin.size) {
    const result = await transfer(part, {
      fetch,
      url: fileUrl(entry, pin, options.hubUrl ?? HUB_URL),
      size: pin.size,
      idleMs: options.idleMs ?? IDLE_MS,
      signal,
      onBytes: report,
    });
    if (result.end === 'cut' && result.received > 0) {
      // What a server without ranges sends again is no progress.
      cuts = part.at > furthest + LITTLE_BYTES ? 0 : cuts + 1;
      furthest = Math.max(furthest, part.at);
      if (cuts < MOST_CUTS) continue;
    }
    if (result.end === 'restart' && ++restarts < 2) continue;
    const failure = failureOf(entry, result);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function failureOf(entry: CatalogueEntry, result: Transfer): DownloadFailure | undefined {
  switch (result.end) {
    case 'complete':
      return undefined;
    case 'cancelled':
      return failed(entry, 'cancelled', '');
    case 'cut':
      return failed(entry, result.received > 0 ? 'cut' : 'unreachable', result.detail);
    case 'restart':
      return failed(entry, 'server', 'it refuses to send the file from any position');
    case 'refused':
      return failed(entry, result.reason === 'wrong-size' ? 'malformed' : result.reason, result.detail);
    case 'disk':
      return failed(entry, result.full ? 'disk-full' : 'cannot-write', result.detail);
  }
}

function progressReport(size: number, onProgress: DownloadOptions['onProgress']): (held: number) => void {
  let reported = -1;
  return (held) => {
    const due = reported < 0 || held >= reported + PROGRESS_STEP_BYTES || held === size;
    if (!due || held <= reported) return;
    reported = held;
    onProgress?.(held, size);
  };
}
