import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CatalogueEntry, ModelPin } from './catalogue.ts';

/** What is known of a model's file without reading it. */
export type ModelState =
  | { readonly state: 'absent' }
  /** A download was begun; it can be resumed. */
  | { readonly state: 'partial'; readonly bytes: number; readonly size?: number }
  /** Of the right size, with a checksum to hold it to. The checksum itself is verified before the first load. */
  | { readonly state: 'present'; readonly file: string; readonly pin: ModelPin }
  | { readonly state: 'damaged'; readonly file: string; readonly why: string };

export type Verified =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'damaged' | 'missing' | 'aborted'; readonly why: string };

const pinFile = v.object({
  revision: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  size: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export function modelPath(folder: string, entry: CatalogueEntry): string {
  return join(folder, entry.file);
}

export function partPath(folder: string, entry: CatalogueEntry): string {
  return `${modelPath(folder, entry)}.part`;
}

function pinPath(folder: string, entry: CatalogueEntry): string {
  return `${modelPath(folder, entry)}.json`;
}

/** The checksum the file is held to: the catalogue's own, or the one kept at the first download. */
export async function readPin(folder: string, entry: CatalogueEntry): Promise<ModelPin | undefined> {
  if (entry.pin !== undefined) return entry.pin;
  const text = await readFile(pinPath(folder, entry), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pinFile), text);
  return parsed.success ? parsed.output : undefined;
}

/** Keeps what the hub's listing said, so that every later download and load is held to the same bytes. */
export async function writePin(folder: string, entry: CatalogueEntry, pin: ModelPin): Promise<void> {
  const target = pinPath(folder, entry);
  const draft = `${target}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(pin, undefined, 2)}\n`);
  await rename(draft, target);
}

export async function modelState(folder: string, entry: CatalogueEntry): Promise<ModelState> {
  const file = modelPath(folder, entry);
  const pin = await readPin(folder, entry);
  const found = await sizeOf(file);
  if (found === undefined) {
    const bytes = await sizeOf(partPath(folder, entry));
    if (bytes === undefined) return { state: 'absent' };
    return { state: 'partial', bytes, ...(pin === undefined ? {} : { size: pin.size }) };
  }
  if (pin === undefined) return { state: 'damaged', file, why: 'no checksum was kept for it, so it cannot be verified' };
  if (found !== pin.size) return { state: 'damaged', file, why: `it has ${found} bytes instead of ${pin.size}` };
  return { state: 'present', file, pin };
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

/** Feeds a file to `hash`. Returns the bytes read; fewer than the file has if `signal` fired. */
export async function hashFile(file: string, hash: ReturnType<typeof createHash>, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    if (signal.aborted) break;
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a file stream without an encoding gives bytes');
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return bytes;
}

export interface Verifier {
  verify(file: string, pin: ModelPin, signal: AbortSignal): Promise<Verified>;
  /** Whether the file, as it is on the disk now, has already failed its checksum. */
  knownBad(file: string, pin: ModelPin): Promise<boolean>;
}

/** Remembers what it has verified, for as long as the file stays untouched and this process lives. */
export function createVerifier(): Verifier {
  const verdicts = new Map<string, { readonly stamp: string; readonly sha256: string }>();

  async function verify(file: string, pin: ModelPin, signal: AbortSignal): Promise<Verified> {
    const stamp = await stampOf(file);
    if (stamp === undefined) return { ok: false, reason: 'missing', why: 'the file is not there' };
    const known = verdicts.get(file);
    let sha256 = known?.stamp === stamp ? known.sha256 : undefined;
    if (sha256 === undefined) {
      const hash = createHash('sha256');
      const read = await hashFile(file, hash, signal).catch((error: unknown) => String(error));
      if (signal.aborted) return { ok: false, reason: 'aborted', why: 'cancelled while it was being verified' };
      if (typeof read === 'string') return { ok: false, reason: 'damaged', why: `it could not be read: ${read}` };
      sha256 = hash.digest('hex');
      verdicts.set(file, { stamp, sha256 });
    }
    return sha256 === pin.sha256
      ? { ok: true }
      : { ok: false, reason: 'damaged', why: `its SHA-256 is ${sha256} instead of ${pin.sha256}` };
  }

  async function knownBad(file: string, pin: ModelPin): Promise<boolean> {
    const known = verdicts.get(file);
    return known !== undefined && known.sha256 !== pin.sha256 && known.stamp === (await stampOf(file));
  }

  return { verify, knownBad };
}

async function stampOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`;
}
