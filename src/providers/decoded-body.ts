import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { BodyReader } from './provider-deps.ts';

const DECODERS = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** What `reader` reads without its `content-encoding`, as it comes: some servers send one that nobody asked for. An unknown one stays. */
export function decodedBody(reader: BodyReader, encoding: string | null): BodyReader {
  const decoder = DECODERS.get(encoding?.trim().toLowerCase() ?? '')?.();
  if (decoder === undefined) return reader;
  // Its iterator tells what goes wrong.
  pipeline(chunksOf(reader), decoder, () => undefined);
  const chunks: AsyncIterator<Uint8Array, undefined> = decoder[Symbol.asyncIterator]();
  return {
    read: async () => {
      try {
        const { done = false, value } = await chunks.next();
        return { done, value };
      } catch (error) {
        throw isOfCoding(error) ? new TypeError('terminated', { cause: error }) : error;
      }
    },
    cancel: async (reason) => {
      await reader.cancel(reason);
      decoder.destroy();
    },
  };
}

/** Bytes that are no such encoding, or are cut off. */
function isOfCoding(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && !(error instanceof TypeError);
}

async function* chunksOf(reader: BodyReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let next = await reader.read(); !next.done; next = await reader.read()) if (next.value !== undefined) yield next.value;
}
