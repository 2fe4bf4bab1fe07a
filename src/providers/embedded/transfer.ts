import { networkDetail, reasonOf } from './hub.ts';
import { isErrno } from './file-lock.ts';
import type { PartFile } from './part-file.ts';

/** How one request for the rest of a file ended. */
export type Transfer =
  | { readonly end: 'complete' }
  /** The connection broke or fell silent. `received` bytes came before. */
  | { readonly end: 'cut'; readonly received: number; readonly detail: string }
  /** The server cannot continue from here: the part has been emptied. */
  | { readonly end: 'restart' }
  | { readonly end: 'cancelled' }
  | { readonly end: 'refused'; readonly reason: 'not-found' | 'server' | 'wrong-size'; readonly detail: string }
  | { readonly end: 'disk'; readonly full: boolean; readonly detail: string };

export interface TransferOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly url: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Silence for longer than this ends the transfer. In milliseconds. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
  readonly onBytes: (held: number) => void;
}

/** Asks for what `part` lacks and appends it. Never rejects. */
export async function transfer(part: PartFile, options: TransferOptions): Promise<Transfer> {
  const idle = new AbortController();
  const silence = setTimeout(() => idle.abort(new Error(`nothing came for ${options.idleMs / 1000} s`)), options.idleMs);
  const before = part.at;
  let reading = false;
  try {
    const response = await options.fetch(options.url, {
      signal: AbortSignal.any([options.signal, idle.signal]),
      // The bytes themselves, not compressed: positions must be those of the file.
      headers: { 'accept-encoding': 'identity', ...(before === 0 ? {} : { range: `bytes=${before}-` }) },
    });
    const refusal = await settleStatus(part, response, options.size);
    if (refusal !== undefined) {
      await response.body?.cancel();
      return refusal;
    }
    reading = true;
    return await receive(part, response, { ...options, onChunk: () => silence.refresh() });
  } catch (error) {
    if (options.signal.aborted) return { end: 'cancelled' };
    const detail = networkDetail(idle.signal.aborted ? idle.signal.reason : error);
    return { end: 'cut', received: reading ? Math.max(0, part.at - before) : 0, detail };
  } finally {
    clearTimeout(silence);
  }
}

/** Makes the part fit what the server is about to send, or says why nothing useful will come. */
async function settleStatus(part: PartFile, response: Response, size: number): Promise<Transfer | undefined> {
  if (response.status === 416) return startOver(part, { end: 'restart' });
  if (!response.ok) {
    return { end: 'refused', reason: reasonOf(response.status), detail: `it answered with status ${response.status}` };
  }
  if (response.status === 206) {
    return rangeStart(response) === part.at ? undefined : startOver(part, { end: 'restart' });
  }
  const length = response.headers.get('content-length');
  if (length !== null && Number(length) !== size) {
    return { end: 'refused', reason: 'wrong-size', detail: `it offers ${length} bytes instead of ${size}` };
  }
  // The whole file comes, whatever was asked for.
  return part.at === 0 ? undefined : startOver(part, undefined);
}

async function startOver(part: PartFile, then: Transfer | undefined): Promise<Transfer | undefined> {
  try {
    await part.startOver();
    return then;
  } catch (error) {
    return diskFailure(error);
  }
}

function rangeStart(response: Response): number | undefined {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

async function receive(
  part: PartFile,
  response: Response,
  { size, onBytes, onChunk }: TransferOptions & { readonly onChunk: () => void },
): Promise<Transfer> {
  const before = part.at;
  if (response.body === null) return { end: 'cut', received: 0, detail: 'it sent no body' };
  for await (const chunk of response.body) {
    onChunk();
    if (part.at + chunk.byteLength > size) {
      return { end: 'refused', reason: 'wrong-size', detail: `it sends more than ${size} bytes` };
    }
    const failed = await part.append(chunk).then(() => undefined, diskFailure);
    if (failed !== undefined) return failed;
    onBytes(part.at);
  }
  if (part.at === size) return { end: 'complete' };
  return { end: 'cut', received: part.at - before, detail: 'the connection ended before the file did' };
}

function diskFailure(error: unknown): Transfer {
  const full = isErrno(error, 'ENOSPC') || isErrno(error, 'EDQUOT');
  return { end: 'disk', full, detail: networkDetail(error) };
}
