import { Agent, createServer, request as httpRequest } from 'node:http';
import type { Nanos } from '../../src/core/money.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { createTokens } from '../../src/gateway/tokens.ts';
import { AMPLE, createOurRouter, startGates } from './our-router.ts';

/** A gateway to be opened in this process. */
export interface DoorRequest {
  readonly baseUrl: string;
  readonly dataDir?: string;
  /** Absent: one that no benchmark comes near. */
  readonly capNanos?: Nanos;
}

export interface Door {
  /** Up to and with `/v1`. */
  readonly baseUrl: string;
  readonly key: string;
  /** Of the gates process beside it. */
  readonly gatesPid?: number;
}

const gates = startGates();

async function openGateway({ capNanos = AMPLE, ...where }: DoorRequest): Promise<Door> {
  const { world, cards, policy } = await createOurRouter({ ...where, gates });
  const tokens = createTokens();
  const key = tokens.issue({ name: 'bench', task: 'bench', capNanos });
  const onTrouble = (error: unknown): void => console.error(error);
  const { address } = await createGateway({
    world,
    tokens,
    policy,
    port: 0,
    dayCapNanos: capNanos,
    cards: () => Promise.resolve(cards),
    onTrouble,
  });
  // An address with a name in it is left to the process, which is then there.
  await gates.scanSecrets('ftp://anybody@host.internal/a');
  return { baseUrl: `${address}/v1`, key, ...(gates.pid === undefined ? {} : { gatesPid: gates.pid }) };
}

/** Hands on method, path, headers and body, and the answer as it comes: the least that any gateway has to do. */
function openProxy(upstream: string): void {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const request = httpRequest(`${upstream}${url}`, { agent, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    request.on('error', () => outgoing.destroy());
    outgoing.once('close', () => request.destroy());
    incoming.pipe(request);
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
}

const [, , upstream] = process.argv;
process.once('disconnect', () => process.exit());
if (upstream === undefined) {
  process.on('message', (request: DoorRequest) => void openGateway(request).then((door) => process.send?.(door)));
  process.send?.('ready');
} else openProxy(upstream);
