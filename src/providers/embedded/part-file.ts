import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { hashFile } from './model-store.ts';

/** The part of a download that is on the disk, with the checksum of what it holds so far. */
export interface PartFile {
  /** Bytes held. */
  readonly at: number;
  /** Writes at the end. Rejects with the error of the file system. */
  append(chunk: Uint8Array): Promise<void>;
  startOver(): Promise<void>;
  sha256(): string;
  /** Also makes sure that what was written is on the disk. */
  close(): Promise<void>;
}

/** Opens or creates the part at `path` and reads what it holds; a part larger than the whole is started over. */
export async function openPart(path: string, wholeSize: number, signal: AbortSignal): Promise<PartFile> {
  const handle = await openOrCreate(path);
  let hash = createHash('sha256');
  let at = 0;

  async function startOver(): Promise<void> {
    await handle.truncate(0);
    hash = createHash('sha256');
    at = 0;
  }

  async function append(chunk: Uint8Array): Promise<void> {
    let written = 0;
    while (written < chunk.byteLength) {
      written += (await handle.write(chunk, written, chunk.byteLength - written, at + written)).bytesWritten;
    }
    hash.update(chunk);
    at += chunk.byteLength;
  }

  try {
    if ((await handle.stat()).size > wholeSize) await startOver();
    else at = await hashFile(path, hash, signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    get at() {
      return at;
    },
    append,
    startOver,
    sha256: () => hash.copy().digest('hex'),
    async close() {
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

async function openOrCreate(path: string): Promise<FileHandle> {
  const created = await open(path, 'wx').catch(() => undefined);
  return created ?? open(path, 'r+');
}
