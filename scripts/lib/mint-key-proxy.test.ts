import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { startMintKeyProxy } from './mint-key-proxy.ts';

test('what goes through ends when the page ends it, though the server would hold its half', { timeout: 5_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'centuria-proxy-'));
  const held: Duplex[] = [];
  const server = createServer().on('upgrade', (_incoming, socket: Duplex) => {
    held.push(socket);
    socket.resume().write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const target = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const proxy = await startMintKeyProxy({ target, port: 0, token: 'token', keyFile: join(folder, 'key') });
  t.after(async () => {
    held.forEach((one) => one.destroy());
    await proxy.dispose();
    server.close();
    await rm(folder, { recursive: true });
  });
  const page = request({ host: '127.0.0.1', port: proxy.port, headers: { connection: 'Upgrade', upgrade: 'websocket' } }).end();
  const [, socket] = (await once(page, 'upgrade')) as [unknown, Duplex];
  socket.resume().end();
  await once(socket, 'close');
});
