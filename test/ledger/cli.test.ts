import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

import { calendarDay } from '../../src/core/day.ts';
import { nanos } from '../../src/core/money.ts';
import { NO_USAGE } from '../../src/core/usage.ts';
import { createPrices } from '../../src/node/prices.ts';
import { openStore, type Store } from '../../src/node/store.ts';
import { readCsv } from '../lib/read-csv.ts';
import { receiptSchema } from '../lib/receipt-schema.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SONNET = 'claude-sonnet-4-5';
const USAGE = { ...NO_USAGE, inputTokens: 1000, outputTokens: 200 };
const NOW = Date.now();
const TODAY = calendarDay(NOW, -new Date(NOW).getTimezoneOffset());
const price = createPrices().cost('anthropic', SONNET, USAGE, NOW).nanos;

let dataDir = '';

before(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'centuria-cli-ledger-'));
  const store = openStore({ dataDir });
  const routed = {
    type: 'routed',
    candidates: [
      { card: 'ollama/llama', label: 'llama', reason: 'local and free' },
      { card: `anthropic/${SONNET}`, label: 'claude', reason: 'at most $1' },
    ],
    excluded: [],
  } as const;
  const subject = {
    kind: 'edit',
    title: '=HYPERLINK("x"),y',
    instruction: 'mend',
    uri: 'file:///a.ts',
    range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
    original: '',
    seat: 'gen-01',
  } as const;
  for (const event of [{ type: 'created', subject }, routed]) store.log.append('task-1', event, NOW);
  attempt(store, { id: 'a1', provider: 'anthropic', model: SONNET, nanos: 4, outcome: 'cut' });
  attempt(store, { id: 'a2', provider: 'ollama', model: 'llama', nanos: 0, outcome: 'ok' });
  store.log.append('task-1', { type: 'ended', ending: { type: 'proved', attempt: 'a2' } } as { type: string }, NOW);
  store.dispose();
});
after(() => rmSync(dataDir, { recursive: true, force: true }));

interface One {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly nanos: number;
  readonly outcome: string;
}

function attempt({ ledger, log }: Store, { id, provider, model, outcome, nanos: cost }: One): void {
  const path = [
    { kind: 'day', id: TODAY },
    { kind: 'epic', id: 'e1' },
    { kind: 'task', id: 'task-1' },
  ] as const;
  ledger.reserve({
    attempt: id,
    task: 'task-1',
    agent: 'gen-01',
    provider,
    model,
    local: provider === 'ollama',
    nanos: nanos(9),
    tokens: 5000,
    path,
    at: NOW,
  });
  const started = {
    type: 'attempt-started',
    attempt: id,
    card: `${provider}/${model}`,
    label: model,
    reason: 'first',
    reservedNanos: nanos(9),
    prompt: 'p',
    leftOut: [],
  };
  log.append('task-1', started, NOW);
  ledger.settle({ attempt: id, outcome, usage: USAGE, usageSource: 'reported', nanos: nanos(cost), at: NOW });
}

interface Said {
  readonly code: number;
  readonly out: string;
  readonly words: string;
}

/** The real program, which asks nobody: no vendor's variable is set. */
function centuria(...args: readonly string[]): Promise<Said> {
  const env = { PATH: process.env['PATH'], HOME: dataDir, NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], TZ: process.env['TZ'] };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args, '--data-dir', dataDir], { env }, (error, out, words) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, words });
    });
  });
}

test('a report for a program adds up, and says what was saved against what, and how', async () => {
  const { code, out } = await centuria('ledger', '--by', 'model', '--json');
  const report = JSON.parse(out);
  assert.equal(code, 0);
  assert.deepEqual(
    report.groups.map(({ key, calls, failedCalls }: { key: string; calls: number; failedCalls: number }) => [key, calls, failedCalls]),
    [
      [`anthropic/${SONNET}`, 1, 1],
      ['ollama/llama', 1, 0],
    ],
  );
  assert.deepEqual(
    [report.total.settled, report.total.tokens.total, report.localShare],
    [{ nanos: 4, usd: '0.000000004' }, 2400, { ofCalls: 0.5, ofTokens: 0.5 }],
  );
  assert.deepEqual([report.saved.nanos, report.saved.against, report.saved.tasksLeftOut], [price - 4, 'all on claude', 0]);
  assert.match(
    report.saved.how,
    /^The tokens of 1 answer at the list price of claude come to \$0\.00\d+\. Less what all attempts of 1 task cost/,
  );
});

test('against a named model, and for a person in lines', async () => {
  const { code, out } = await centuria('ledger', '--by', 'epic', '--against', 'openai/gpt-5', '--from', TODAY);
  assert.equal(code, 0);
  assert.match(out, /^e1 {2}< \$0\.0001 {2}1 failed {2}2 calls {2}2400 tokens\n/);
  assert.match(out, /on this machine: 50 % of the calls, 50 % of the tokens\nsaved \$0\.00\d+ against all on gpt-5\./);
});

test('a table is read back by its RFC, exact to the nano-dollar, and no title of it is a formula', async () => {
  const { code, out } = await centuria('ledger', '--by', 'task', '--csv');
  const [header = [], row = [], ...more] = readCsv(out);
  const cell = (name: string): string | undefined => row[header.indexOf(name)];
  assert.equal(code, 0);
  assert.deepEqual([cell('task'), cell('title'), more.length], ['task-1', `'=HYPERLINK("x"),y`, 0]);
  assert.deepEqual(
    [cell('calls'), cell('failed_calls'), cell('settled_usd'), cell('settled_nanos'), cell('local_tokens')],
    ['2', '1', '0.000000004', '4', '1200'],
  );
});

test('a receipt is one object by its schema', async () => {
  const { code, out } = await centuria('ledger', '--receipt', 'task-1', '--json');
  const receipt = v.parse(receiptSchema, JSON.parse(out));
  assert.equal(code, 0);
  assert.deepEqual([receipt.attempts.length, receipt.total.cost.nanos, receipt.ending.type], [2, 4, 'proved']);
  assert.match((await centuria('ledger', '--receipt', 'task-1')).out, /\nllama {2}\$0 {2}ok {2}1200 tokens {2}first\n/);
});

test('without options it is what it was: days, and the models of today', async () => {
  const { code, out } = await centuria('ledger', '--json');
  const { days, today } = JSON.parse(out);
  assert.deepEqual([code, days.length, today.length], [0, 1, 2]);
});

test('a model without a price is wrong usage, a task that is not there a failure, each said in one line', async () => {
  const unpriced = await centuria('ledger', '--against', 'mine/mystery');
  assert.deepEqual([unpriced.code, unpriced.out], [2, '']);
  assert.match(unpriced.words, /^The price of mine\/mystery is not known\. --against takes a paid model as provider\/model, .*\n$/);
  const nobody = await centuria('ledger', '--receipt', 'nobody');
  assert.deepEqual([nobody.code, nobody.out], [1, '']);
  assert.match(nobody.words, /^There is no task nobody\. centuria ledger --by task lists .*\n$/);
});
