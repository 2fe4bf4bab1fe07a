import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A loopback address in front of a server, that can be shut (connections are refused, as with a server that is not
 * running) and can hold back what the server says (as a slow one does).
 */
export interface Door extends AsyncDisposable {
  readonly url: string;
  open(): Promise<void>;
  /** Ends the connections there are, and refuses new ones. */
  shut(): Promise<void>;
  /** From now on nothing the server says comes through, until `release`. */
  hold(): void;
  release(): void;
}

/** Makes a door to the server at `target`; it is shut at first. Its address stays the same for its life. */
export async function createDoor(target: string): Promise<Door> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const answers = new Set<Socket>();
  let held = false;
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(targetPort) });
    far.on('data', (data) => void near.write(data));
    far.on('end', () => near.end());
    near.on('data', (data) => void far.write(data));
    near.on('end', () => far.end());
    answers.add(far);
    if (held) far.pause();
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        answers.delete(one);
        other.destroy();
      });
    }
  });
  const port = await listen(server, 0);
  const shut = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await shut();
  return {
    url: `http://127.0.0.1:${port}`,
    open: async () => void (await listen(server, port)),
    shut,
    hold() {
      held = true;
      for (const answer of answers) answer.pause();
    },
    release() {
      held = false;
      for (const answer of answers) answer.resume();
    },
    [Symbol.asyncDispose]: shut,
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the door has no port');
  return address.port;
}
