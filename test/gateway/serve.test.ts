import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { openStore } from '../../src/node/store.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { until } from '../browser/lib/until.ts';
import { HELLO } from './gateway-scene.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Ran {
  readonly child: ChildProcess;
  readonly dataDir: string;
  /** Resolves with the exit code. */
  readonly exit: Promise<unknown>;
  readonly lines: AsyncIterator<string>;
  readonly errors: () => string;
}

function centuria(args: readonly string[], config: unknown, environment: Record<string, string> = {}): Ran {
  return centuriaIn(mkdtempSync(join(tmpdir(), 'centuria-serve-')), args, { config, environment });
}

function centuriaIn(
  dataDir: string,
  args: readonly string[],
  { config, environment }: { readonly config: unknown; readonly environment: Record<string, string> },
): Ran {
  const file = join(dataDir, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  // None of the vendors' own variables: nothing but the fake is asked.
  const env = {
    PATH: process.env['PATH'],
    HOME: dataDir,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    OLLAMA_HOST: '127.0.0.1:9',
    ...environment,
  };
  const child = spawn(process.execPath, [MAIN, ...args, '--config', file, '--data-dir', dataDir], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  if (!args.includes('-')) child.stdin.end();
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  after(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, dataDir, exit: once(child, 'close').then(([code]: unknown[]) => code), lines, errors: () => errors };
}

async function upstreamServer(): Promise<FakeProviderServer> {
  const upstream = await startFakeProviderServer({ key: 'key-of-mine', models: { openai: ['qwen', 'gpt-6-sol'] } });
  after(() => upstream.dispose());
  return upstream;
}

function mine(upstream: FakeProviderServer, more: object = {}) {
  return {
    name: 'my-server',
    baseUrl: upstream.baseUrl('openai'),
    models: [{ model: 'qwen', contextWindow: 32_768, tools: true }],
    ...more,
  };
}

async function listening({ lines, errors }: Ran): Promise<{ address: string; token: string; tokens: Record<string, string> }> {
  const { value, done } = await lines.next();
  assert.ok(done !== true, errors());
  return JSON.parse(value);
}

test('the endpoint serves from the command line until it is told to stop, then settles what is under way', async () => {
  const upstream = await upstreamServer();
  const config = {
    servers: [mine(upstream, { runsHere: false })],
    tokens: [{ name: 'ci', budget: 0.25, agent: 'automation-01' }, { name: 'other' }],
  };
  const ran = centuria(['serve', '--json', '--port', '0'], config, { CENTURIA_KEY_MY_SERVER: 'key-of-mine' });
  const { address, token, tokens } = await listening(ran);
  assert.deepEqual([Object.keys(tokens), tokens['ci']], [['ci', 'other'], token]);
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: token });
  const whole = await client.chat.completions.create({ model: 'my-server/qwen', messages: [...HELLO] });
  assert.equal(whole.choices[0]?.message.content, 'Hello from the fake.');
  upstream.script({ fault: { kind: 'endless' } });
  const stream = await client.chat.completions.create({ model: 'qwen', messages: [...HELLO], stream: true });
  const chunks = stream[Symbol.asyncIterator]();
  await chunks.next();
  ran.child.kill('SIGTERM');
  const reading = assert.rejects(async () => {
    while ((await chunks.next()).done !== true);
  });
  assert.equal(await ran.exit, 0, ran.errors());
  await Promise.all([reading, upstream.aborted(1)]);
  const store = openStore({ dataDir: ran.dataDir });
  const rows = store.ledger.rows({});
  store.dispose();
  assert.deepEqual(
    rows.map(({ state, outcome, agent }) => [state, outcome, agent]),
    [
      ['settled', 'ok', 'automation-01'],
      ['settled', 'aborted', 'automation-01'],
    ],
  );
  assert.ok(rows.every(({ settledNanos, reservedNanos }) => settledNanos > 0 && settledNanos <= reservedNanos));
});

test('a gateway that is killed in the middle of a call leaves books that close at the worst case', async () => {
  const upstream = await upstreamServer();
  const ran = centuria(['serve', '--json'], { servers: [mine(upstream, { runsHere: false })] }, { CENTURIA_KEY_MY_SERVER: 'key-of-mine' });
  const { address, token } = await listening(ran);
  upstream.script({ fault: { kind: 'silent' } });
  const call = new OpenAI({ baseURL: `${address}/v1`, apiKey: token, maxRetries: 0 }).chat.completions.create({
    model: 'qwen',
    messages: [...HELLO],
  });
  const failed = assert.rejects(call);
  await until(() => upstream.journal.length >= 1);
  ran.child.kill('SIGKILL');
  await Promise.all([failed, ran.exit]);
  // Whether a process lives is asked when it has not spoken for half a minute.
  const store = openStore({ dataDir: ran.dataDir, now: () => Date.now() + 60_000 });
  const rows = store.ledger.rows({});
  store.dispose();
  assert.deepEqual(
    rows.map(({ state, settledNanos, reservedNanos }) => [state, settledNanos === reservedNanos && reservedNanos > 0]),
    [['expired', true]],
  );
});

test('a token’s budget in the file holds over restarts, and one that has none begins anew', async () => {
  const upstream = await upstreamServer();
  // Dearer than was reserved: the truth is booked, and the budget is used up.
  upstream.answer('openai', () => ({ text: 'yes', usage: { input: 30_000, output: 1_000 } }));
  const setup = {
    config: {
      budget: { day: 1_000 },
      servers: [mine(upstream, { runsHere: false })],
      tokens: [{ name: 'ci', budget: 1 }, { name: 'other' }],
    },
    environment: { CENTURIA_KEY_MY_SERVER: 'key-of-mine' },
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'centuria-serve-'));
  const ask = async (ran: Ran): Promise<(name: string) => Promise<unknown>> => {
    const { address, tokens } = await listening(ran);
    return (name) =>
      new OpenAI({ baseURL: `${address}/v1`, apiKey: tokens[name] ?? '', maxRetries: 0 }).chat.completions.create({
        model: 'qwen',
        max_tokens: 256,
        messages: [...HELLO],
      });
  };
  const first = centuriaIn(dataDir, ['serve', '--json'], setup);
  const one = await ask(first);
  for (const name of ['ci', 'other']) await one(name);
  first.child.kill('SIGTERM');
  assert.equal(await first.exit, 0);
  const other = await ask(centuriaIn(dataDir, ['serve', '--json'], setup));
  await assert.rejects(other('ci'), { status: 402, type: 'budget_exceeded' });
  await other('other');
});

test('a token’s budget in the file is that of its calls', async () => {
  const upstream = await upstreamServer();
  const ran = centuria(
    ['serve', '--json'],
    { servers: [mine(upstream, { runsHere: false })], tokens: [{ name: 'ci', budget: 0.000001 }] },
    { CENTURIA_KEY_MY_SERVER: 'key-of-mine' },
  );
  const { address, token } = await listening(ran);
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: token });
  await assert.rejects(client.chat.completions.create({ model: 'qwen', messages: [...HELLO] }), { status: 402, type: 'budget_exceeded' });
  assert.equal(upstream.journal.length, 0);
  ran.child.kill('SIGINT');
  assert.equal(await ran.exit, 0);
});

test('a server on this machine answers for nothing, as many at once as the file says', async () => {
  const upstream = await upstreamServer();
  const ran = centuria(
    ['serve', '--json', '--never-pay'],
    { budget: { day: 0 }, servers: [mine(upstream, { runsHere: true, parallel: 4 })] },
    { CENTURIA_KEY_MY_SERVER: 'key-of-mine' },
  );
  const { address, token } = await listening(ran);
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: token });
  upstream.script(...Array.from({ length: 4 }, () => ({ fault: { kind: 'silent' } }) as const));
  const controller = new AbortController();
  const calls = Array.from({ length: 4 }, () =>
    client.chat.completions.create({ model: 'auto', messages: [...HELLO] }, { signal: controller.signal }),
  );
  await until(() => upstream.journal.length >= 4);
  controller.abort();
  assert.ok((await Promise.allSettled(calls)).every(({ status }) => status === 'rejected'));
  await upstream.aborted(4);
});

test('the file counts for questions too', async () => {
  const upstream = await upstreamServer();
  const ran = centuria(
    ['ask', 'what is it?', '--json'],
    { servers: [mine(upstream, { runsHere: true })] },
    { CENTURIA_KEY_MY_SERVER: 'key-of-mine' },
  );
  const { value } = await ran.lines.next();
  assert.equal(JSON.parse(String(value)).answer, 'Hello from the fake.');
  assert.equal(await ran.exit, 0);
});

test('what is piped in is part of a question that says so, and is no part of its title', async () => {
  const upstream = await upstreamServer();
  const ran = centuria(
    ['ask', 'What is this?', '-', '--json'],
    { servers: [mine(upstream, { runsHere: true })] },
    { CENTURIA_KEY_MY_SERVER: 'key-of-mine' },
  );
  ran.child.stdin?.end('- one\n+ two\n');
  assert.equal(await ran.exit, 0, ran.errors());
  assert.match(JSON.stringify(upstream.journal[0]), /What is this\?.*- one.*\+ two/);
  const ledger = centuriaIn(ran.dataDir, ['ledger', '--by', 'task'], { config: {}, environment: {} });
  assert.match(String((await ledger.lines.next()).value), / {2}What is this\? {2}/);
});

test('where nobody can be asked, it is said what makes a model from a terminal', async () => {
  for (const args of [['ask', 'what is it?'], ['models']]) {
    const ran = centuria(args, {}, { CENTURIA_MODELS: '/nonexistent' });
    const said: string[] = [];
    for await (const line of { [Symbol.asyncIterator]: () => ran.lines }) said.push(line);
    assert.equal(await ran.exit, 1);
    assert.match(
      said.at(-1) ?? '',
      /^No model can be asked\. Start Ollama, .* or set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY\.$/,
    );
  }
});

test('to a person it says what to do with its address and token, and how to end it', async () => {
  const ran = centuria(['serve'], { servers: [] });
  const said = [await ran.lines.next(), await ran.lines.next(), await ran.lines.next()].map(({ value }) => String(value));
  assert.match(said[0] ?? '', /^Base URL: http:\/\/127\.0\.0\.1:\d+\/v1$/);
  assert.match(said[2] ?? '', /^Give both to any program that speaks to OpenAI, with the model auto\. Ctrl\+C ends it\.$/);
  ran.child.kill('SIGINT');
  assert.equal(await ran.exit, 0);
});

test('a file that is wrong is named with the field, and nothing is served', async () => {
  const ran = centuria(['serve'], { servers: [{ name: 'a', baseUrl: 'nowhere', models: [] }] });
  assert.equal(await ran.exit, 2);
  assert.match(ran.errors(), /config\.json: servers\.0: its baseUrl is no address/);
});
