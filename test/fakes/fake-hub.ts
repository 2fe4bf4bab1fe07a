import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the fake hub does with one request for the file; the default sends what was asked for. */
export type FileBehaviour =
  /** Sends so many bytes and then breaks the connection. */
  | { readonly do: 'cut'; readonly after: number }
  /** Sends so many bytes and then says nothing more. */
  | { readonly do: 'stall'; readonly after: number }
  | { readonly do: 'status'; readonly status: number }
  /** Sends the whole file, whatever range was asked for. */
  | { readonly do: 'ignore-range' }
  /** Knows no ranges and no length, and ends as if so many bytes were all. */
  | { readonly do: 'end-early'; readonly after: number }
  /** Sends bytes of the same number that are not the file's. */
  | { readonly do: 'wrong-bytes' };

export interface FakeHub {
  readonly url: string;
  readonly revision: string;
  readonly sha256: string;
  /** The `range` header of every request for the file, in order; `undefined` where there was none. */
  readonly ranges: readonly (string | undefined)[];
  /** Paths of all requests, in order. */
  readonly paths: readonly string[];
  /** How many connections the clients closed before the answer was whole. */
  readonly aborted: () => number;
  /** Used up one for each request for the file. */
  readonly behaviours: FileBehaviour[];
  /** Stops one file request until the returned function is called. */
  hold(): () => void;
  close(): Promise<void>;
}

/** What the hub calls what it has. */
export interface FakeHubNames {
  readonly repo: string;
  readonly file: string;
}

/** A model hub on loopback with one repository and one file, `owner/name` and `model.gguf` unless named otherwise. */
export async function startFakeHub(file: Uint8Array, names: FakeHubNames = { repo: 'owner/name', file: 'model.gguf' }): Promise<FakeHub> {
  const revision = 'a'.repeat(40);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const ranges: (string | undefined)[] = [];
  const paths: string[] = [];
  const behaviours: FileBehaviour[] = [];
  let aborted = 0;
  let held: Promise<void> | undefined;

  const answers = new Map<string, unknown>([
    [`/api/models/${names.repo}/revision/main`, { sha: revision }],
    [
      `/api/models/${names.repo}/tree/${revision}`,
      [
        { type: 'file', path: 'README.md', size: 31, oid: 'b'.repeat(40) },
        {
          type: 'file',
          path: names.file,
          size: file.byteLength,
          oid: 'c'.repeat(40),
          lfs: { oid: sha256, size: file.byteLength, pointerSize: 134 },
        },
      ],
    ],
  ]);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    paths.push(path);
    const listing = answers.get(path);
    if (listing !== undefined) return void response.setHeader('content-type', 'application/json').end(JSON.stringify(listing));
    if (path !== `/${names.repo}/resolve/${revision}/${names.file}`) return void response.writeHead(404).end('not found');
    ranges.push(request.headers.range);
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1;
    });
    const behaviour = behaviours.shift();
    await held;
    sendFile(file, response, { range: request.headers.range, behaviour });
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    revision,
    sha256,
    ranges,
    paths,
    aborted: () => aborted,
    behaviours,
    hold() {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => (release = resolve));
      return () => {
        held = undefined;
        release();
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Ask {
  readonly range: string | undefined;
  readonly behaviour: FileBehaviour | undefined;
}

function sendsNoFile(file: Uint8Array, response: ServerResponse, behaviour: FileBehaviour): boolean {
  if (behaviour.do === 'status') response.writeHead(behaviour.status).end();
  else if (behaviour.do === 'end-early') response.writeHead(200).end(file.subarray(0, behaviour.after));
  else return false;
  return true;
}

function sendFile(file: Uint8Array, response: ServerResponse, { range, behaviour }: Ask): void {
  if (behaviour !== undefined && sendsNoFile(file, response, behaviour)) return;
  const asked = behaviour?.do === 'ignore-range' ? undefined : startOf(range);
  const start = asked ?? 0;
  if (start >= file.byteLength) return void response.writeHead(416, { 'content-range': `bytes */${file.byteLength}` }).end();
  const length = file.byteLength - start;
  const place = { 'content-range': `bytes ${start}-${file.byteLength - 1}/${file.byteLength}` };
  response.writeHead(asked === undefined ? 200 : 206, { 'content-length': length, ...(asked === undefined ? {} : place) });
  sendBody(behaviour?.do === 'wrong-bytes' ? new Uint8Array(length).fill(7) : file.subarray(start), response, behaviour);
}

function sendBody(body: Uint8Array, response: ServerResponse, behaviour: FileBehaviour | undefined): void {
  if (behaviour?.do === 'cut') response.write(body.subarray(0, behaviour.after), () => response.destroy());
  else if (behaviour?.do === 'stall') response.write(body.subarray(0, behaviour.after));
  else response.end(body);
}

function startOf(range: string | undefined): number | undefined {
  const start = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}
