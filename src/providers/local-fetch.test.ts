import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { localFetch } from './local-fetch.ts';

async function served(t: TestContext, listener: RequestListener) {
  let connections = 0;
  const server = createServer(listener)
    .on('connection', () => (connections += 1))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

const LARGE = Buffer.alloc(8 * 1024 * 1024, 'a');

test('calls after each other share one connection, and a redirect is handed on as it is', async (t) => {
  const { address, connections } = await served(t, (request, response) => {
    if (request.url === '/moved?a=1') response.writeHead(307, { location: '/' }).end();
    else request.pipe(response.writeHead(200, 'Fine', { 'x-told': ['one', 'two'] }));
  });
  const first = await localFetch(`${address}/`, { method: 'POST', body: 'hello', headers: { 'content-type': 'text/plain' } });
  assert.deepEqual([first.status, first.statusText, first.headers.get('x-told'), await first.text()], [200, 'Fine', 'one, two', 'hello']);
  // It is free again a turn after its answer's end.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await localFetch(`${address}/moved?a=1`)).status, 307);
  assert.equal(connections(), 1);
});

test('a signal closes the connection of its call, before the answer and in the middle of it', async (t) => {
  const closed: string[] = [];
  const gone = Promise.withResolvers<void>();
  const { address } = await served(t, (request, response) => {
    request.socket.once('close', () => {
      closed.push(request.url ?? '');
      if (closed.length === 2) gone.resolve();
    });
    if (request.url === '/middle') response.write('some');
    else controller.abort();
  });
  const controller = new AbortController();
  await assert.rejects(localFetch(`${address}/before`, { signal: controller.signal }), { name: 'AbortError' });
  await assert.rejects(localFetch(`${address}/never`, { signal: controller.signal }), { name: 'AbortError' });
  const other = new AbortController();
  const reader = (await localFetch(`${address}/middle`, { signal: other.signal })).body?.getReader();
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'some');
  other.abort();
  await assert.rejects(async () => reader?.read(), { name: 'AbortError' });
  await gone.promise;
  assert.deepEqual(closed.toSorted(), ['/before', '/middle']);
});

test('a reader that is slow holds the far end back, and loses nothing', async (t) => {
  let flushed = false;
  const { address } = await served(t, (_, response) => {
    response.end(LARGE).once('finish', () => (flushed = true));
  });
  const { body } = await localFetch(address);
  // Much more turns than the whole takes where nothing holds it back.
  for (let turn = 0; turn < 2_000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(flushed, false);
  let bytes = 0;
  const reader = body?.getReader();
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) bytes += next.value?.byteLength ?? 0;
  assert.equal(bytes, LARGE.length);
});

test('a connection that is not made, or breaks, is told as fetch tells it', async (t) => {
  const { address } = await served(t, (request, response) => {
    response.write('half', () => request.socket.resetAndDestroy());
  });
  await assert.rejects(localFetch('http://127.0.0.1:1/'), (error: unknown) => error instanceof TypeError && error.cause instanceof Error);
  const answer = await localFetch(address);
  await assert.rejects(answer.text(), TypeError);
  await assert.rejects(
    // centuria-ignore-next-line secretlint/basicauth -- made up here, of a server of the test's own
    localFetch(`http://me:${'hunter2'}@127.0.0.1:1/`),
    (error: unknown) => error instanceof TypeError && !error.message.includes('hunter2'),
  );
});

test('what came before the connection broke is read, also by who comes late, and then the error', async (t) => {
  const { address } = await served(t, (_, response) => void response.write('the report', () => response.destroy()));
  const reader = (await localFetch(`${address}/`)).body?.getReader();
  // Until the break is noticed here.
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'the report');
  await assert.rejects(async () => reader?.read(), { name: 'TypeError', message: 'terminated' });
});

test('no encoding is asked for, and one that a server sends all the same is undone, of an error too', async (t) => {
  const asked = new Set<unknown>();
  const encoded = { gzip: gzipSync, 'X-GZIP': gzipSync, deflate: deflateSync, br: brotliCompressSync, identity: Buffer.from };
  const { address } = await served(t, (request, response) => {
    asked.add(request.headers['accept-encoding']);
    const [name, encode] = Object.entries(encoded).find(([one]) => request.url === `/${one}`) ?? ['', Buffer.from];
    response.writeHead(name === 'br' ? 400 : 200, { 'content-encoding': name }).end(encode('an answer, '.repeat(20_000)));
  });
  for (const name of Object.keys(encoded)) {
    const answer = await localFetch(`${address}/${name}`);
    assert.equal(answer.status, name === 'br' ? 400 : 200);
    assert.equal(await answer.text(), 'an answer, '.repeat(20_000), name);
  }
  assert.deepEqual([...asked], ['identity']);
});

test(
  'what is encoded is read as it comes, and is told as broken where it is cut off or is something else',
  { timeout: 10_000 },
  async (t) => {
    const { address } = await served(t, (request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      if (request.url === '/none') return void response.end('no gzip');
      if (request.url === '/cut') return void response.end(gzipSync(LARGE).subarray(0, 100));
      const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
      gzip.pipe(response);
      gzip.write('first');
    });
    for (const path of ['none', 'cut'])
      await assert.rejects((await localFetch(`${address}/${path}`)).text(), { name: 'TypeError', message: 'terminated' });
    const controller = new AbortController();
    const reader = (await localFetch(`${address}/parts`, { signal: controller.signal })).body?.getReader();
    assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'first');
    const next = reader?.read();
    controller.abort();
    await assert.rejects(async () => next, { name: 'AbortError' });
    const given = (await localFetch(`${address}/parts`)).body?.getReader();
    await given?.read();
    await given?.cancel();
  },
);
