import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../src/node/store.ts';
import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { rightAnswer } from '../fakes/fake-measured-model.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Ran {
  readonly child: ChildProcess;
  readonly dataDir: string;
  done(): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
}

/** The command line over a server of this machine, and one that costs. None of the vendors' own variables is set. */
async function scene(say: (prompt: string) => string | FakePlan = able) {
  const upstream = await startFakeProviderServer({ models: { openai: ['qwen'] } });
  after(() => upstream.dispose());
  upstream.answer('openai', ({ prompt }) => say(prompt));
  const dataDir = mkdtempSync(join(tmpdir(), 'centuria-bench-'));
  after(() => rmSync(dataDir, { recursive: true, force: true }));
  const config = join(dataDir, 'config.json');
  const server = (name: string, runsHere: boolean) => ({
    name,
    runsHere,
    baseUrl: upstream.baseUrl('openai'),
    models: [{ model: 'qwen', contextWindow: 8192, tools: true, serves: ['ask'] }],
  });
  writeFileSync(config, JSON.stringify({ servers: [server('here', true), server('paid', false)], budget: { day: 5, task: 5 } }));
  return { upstream, dataDir, run: (...args: readonly string[]) => start(dataDir, config, args) };
}

function able(prompt: string): string | FakePlan {
  const { text, toolCall } = rightAnswer(prompt);
  return toolCall === undefined
    ? (text ?? '')
    : { text: '', toolCalls: [{ id: '1', name: toolCall.name, arguments: JSON.parse(toolCall.arguments) as Record<string, unknown> }] };
}

function start(dataDir: string, config: string, args: readonly string[]): Ran {
  const env = {
    PATH: process.env['PATH'],
    HOME: dataDir,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    OLLAMA_HOST: '127.0.0.1:9',
  };
  const child = spawn(process.execPath, [MAIN, ...args, '--config', config, '--data-dir', dataDir], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const closed = once(child, 'close');
  after(() => void child.kill('SIGKILL'));
  return {
    child,
    dataDir,
    done: async () => {
      const [code]: unknown[] = await closed;
      return { code: Number(code), out, err };
    },
  };
}

function keysAsked({ journal }: FakeProviderServer): number {
  return journal.length;
}

test('bench measures the local models, keeps what it found, and later commands route by it', async () => {
  const { run, upstream, dataDir } = await scene();
  const { code, out, err } = await run('bench', '--json', '--seconds', '300').done();
  assert.equal(code, 0, err);
  const { models, spentNanos } = JSON.parse(out) as {
    readonly models: readonly { readonly model: string; readonly measures: { readonly tallies: object } }[];
    readonly spentNanos: number;
  };
  assert.deepEqual(
    models.map(({ model, measures }) => [model, Object.keys(measures.tallies).length]),
    [['here/qwen', 6]],
  );
  assert.equal(spentNanos, 0);
  assert.match(err, /model 1 of 1, qwen: question 13 of 13/);
  assert.equal(keysAsked(upstream), 13);
  const listed = await run('models').done();
  assert.match(listed.out, /here\/qwen {2}here {2}8192 tokens {2}edit, analyse, ask\n/);
  assert.match(listed.out, /paid\/qwen {2}cloud {2}8192 tokens {2}ask\n/);
  const store = openStore({ dataDir });
  assert.deepEqual([store.measured.all().map(({ model }) => model), store.check()], [['here/qwen'], { sound: true }]);
  store.dispose();
});

test('bench says in words what it found, and what follows', async () => {
  const { run } = await scene();
  const { code, out } = await run('bench', '--models', 'here/qwen', '--seconds', '300').done();
  assert.equal(code, 0);
  assert.match(out, /^qwen\n {2}edits {13}3 of 3\n {2}longer edits {6}2 of 2\n/);
  assert.match(out, /\nis asked for\n {2}changes {11}yes, proved\n {2}over 20 lines {5}yes, proved up to 80\n {2}analysis {10}yes\n/);
  assert.match(out, /spent \$0\n$/);
});

test('a paid model is not asked before its quote was shown and taken', async () => {
  const { run, upstream } = await scene();
  const first = await run('bench', '--models', 'paid/qwen').done();
  assert.equal(first.code, 2);
  assert.match(first.err, /paid\/qwen may cost \$\S+ \(its price is not known\): at most \$\S+ together\. Add --pay to take that\.\n/);
  assert.equal(keysAsked(upstream), 0);
  const never = await run('bench', '--models', 'paid/qwen', '--pay', '--never-pay').done();
  assert.deepEqual([never.code, keysAsked(upstream)], [1, 0]);
  assert.match(never.out, /never pay is on/);
});

test('Ctrl+C ends the call under way, books it and keeps nothing half', async () => {
  const { run, upstream, dataDir } = await scene(() => ({ text: 'and on ', fault: { kind: 'endless' } }));
  const ran = run('bench', '--seconds', '300');
  const answered = Promise.withResolvers<void>();
  upstream.answer('openai', () => {
    answered.resolve();
    return { text: 'and on ', fault: { kind: 'endless' } };
  });
  await answered.promise;
  ran.child.kill('SIGINT');
  const { code, out } = await ran.done();
  assert.equal(code, 1);
  assert.match(out, /Cancelled\.\nspent \$0\n$/);
  const store = openStore({ dataDir });
  assert.deepEqual(
    store.ledger.rows({}).map(({ state }) => state),
    ['settled'],
  );
  assert.deepEqual([store.measured.all(), store.check()], [[], { sound: true }]);
  store.dispose();
});

test('a model that is not there, and a time that is none, are wrong usage', async () => {
  const { run } = await scene();
  const none = await run('bench', '--models', 'here/qwen,here/none').done();
  assert.deepEqual([none.code, none.err], [2, 'There is no model here/none now. See centuria models.\n']);
  const time = await run('bench', '--seconds', '0').done();
  assert.deepEqual([time.code, time.err], [2, '--seconds takes a number from 5 to 3600.\n']);
});
