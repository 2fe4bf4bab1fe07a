import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';

import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { askChange, discardedReceipt, openChange, readNotification, readReceipt, typeInstruction } from '../browser/lib/ask-change.ts';
import { selectAll } from '../browser/lib/change-settings.ts';
import { createDoor, type Door } from '../browser/lib/door.ts';
import { filesHolding } from '../browser/lib/files-holding.ts';
import { assertBooksRight, readLedger, type LedgerAttempt } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { setKey } from '../browser/lib/set-key.ts';
import { createSteps } from '../browser/lib/steps.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';

const SUM = `export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one);
}
`;
const RIGHT = '```ts\nexport function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one, 0);\n}\n```';
const UNSAVED = '// not saved';
const HAIKU = 'claude-haiku-4-5';
const SONNET = 'claude-sonnet-5';
const GEMINI = 'gemini-2.5-flash-lite';
const GPT = 'gpt-5.4-mini';
const LLAMA = 'llama3.1:8b';
const ORDER = [`anthropic/${HAIKU}`, `anthropic/${SONNET}`, `gemini/${GEMINI}`, `openai/${GPT}`, `ollama/${LLAMA}`];
const KEY = ['sk', 'emulated', 'key', 'for', 'tests'].join('-');
const WRONG_KEY = ['sk', 'ant', 'emulated', 'but', 'wrong'].join('-');

let clouds: FakeProviderServer;
let ollama: FakeProviderServer;
let door: Door;
let vscode: TestVsCode;
let window: VsCodeWindow;

before(async () => {
  clouds = await startFakeProviderServer({ key: KEY, models: { anthropic: [HAIKU, SONNET], gemini: [GEMINI], openai: [GPT] } });
  ollama = await startFakeProviderServer({ models: { ollama: [LLAMA] }, ollama: { parameterCount: 8_000_000_000 } });
  for (const vendor of ['anthropic', 'gemini', 'openai'] as const) clouds.answer(vendor, () => RIGHT);
  ollama.answer('ollama', () => RIGHT);
  door = await createDoor(ollama.url);
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': SUM },
    settings: {
      'centuria.ollama.baseUrl': door.url,
      'centuria.anthropic.baseUrl': clouds.baseUrl('anthropic'),
      'centuria.gemini.baseUrl': clouds.baseUrl('gemini'),
      'centuria.openai.baseUrl': clouds.baseUrl('openai'),
      'centuria.route.order': ORDER,
    },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
  await window.openFile('sum.ts');
  await window.press('Control+End');
  await window.page.keyboard.type(UNSAVED);
  await window.selectLines(1, 3);
});
after(async () => {
  await vscode.dispose();
  await door.shut();
  await Promise.all([clouds.dispose(), ollama.dispose()]);
});

const inOrder = createSteps();

/** A scenario, after which no text may be lost. */
function test(name: string, body: () => Promise<void>): void {
  inOrder(name, async () => {
    await body();
    assert.ok(await window.showsText(`${SUM}${UNSAVED}`), 'the buffer is as it was');
    assert.equal(readFileSync(join(vscode.folder, 'sum.ts'), 'utf8'), SUM, 'the file is as it was');
  });
}

test('without a key and with an Ollama that cannot be reached the pick says so and offers the next steps', async () => {
  await openChange(window, 'No model can answer this yet');
  await window
    .quickRows()
    .filter({ hasText: `Ollama could not be reached at ${door.url}` })
    .filter({ hasText: 'Start the server' })
    .waitFor();
  await window.quickRows().filter({ hasText: 'Download a local model…' }).waitFor();
  await window.screenshot('failures-nothing-set-up');
  await typeInstruction(window, 'Start at zero.');
  const said = await readNotification(
    window,
    `No model may answer this. Ollama could not be reached at ${door.url}`,
    'failures-nothing-set-up-refused',
  );
  assert.match(said, /Start the server[^]*Download a model or set a key with "Centuria: Set API Key"\./);
  assert.match(said, /Download a Model[^]*Set API Key/);
  assert.match(await readReceipt(window), /No model was asked, and nothing was sent\./);
  assert.deepEqual(readLedger(vscode.dataDir).attempts, []);
});

test('a wrong key is named with its vendor and the command that sets it, and the key is shown nowhere', async () => {
  await openChange(window, 'No model can answer this yet');
  await window.quickRows().filter({ hasText: 'Set an API key…' }).click();
  await window.quickRows().filter({ hasText: 'Anthropic' }).first().click();
  await window.page.locator('.quick-input-widget:visible input[type=password]').waitFor();
  await window.typeInQuickInput(WRONG_KEY, { enter: true });
  assert.match(await readNotification(window, 'Anthropic did not accept the key (HTTP 401).'), /Set Another Key/);
  const row = await openChange(window, 'Anthropic did not accept the key (HTTP 401)');
  assert.match(await row.innerText(), /Set the key with "Centuria: Set API Key"\./);
  assert.doesNotMatch(
    await window
      .quickRows()
      .allInnerTexts()
      .then((rows) => rows.join('\n')),
    new RegExp(WRONG_KEY),
  );
  await window.screenshot('failures-wrong-key');
  await window.press('Escape');
  assert.deepEqual(clouds.journal, [], 'no code was sent');
});

test('an Ollama that goes away under a request, and a model that is not pulled, are told with what to do', async () => {
  await door.open();
  await setKey(window, 'Anthropic', WRONG_KEY);
  await openChange(window, `${LLAMA} here, free`);
  await door.shut();
  await typeInstruction(window, 'Start at zero.');
  const gone = await readNotification(window, 'Ollama could not be reached', 'failures-ollama-unreachable');
  assert.match(gone, new RegExp(`at ${door.url}: ECONNREFUSED\\. Start the server, or correct its address in the settings\\.`));
  assert.match(gone, /Show Evidence[^]*Retry With…/);

  await door.open();
  await setKey(window, 'Anthropic', WRONG_KEY);
  ollama.script({ fault: { kind: 'status', status: 404, message: `model "${LLAMA}" not found, try pulling it first` } });
  await askChange(window, 'Start at zero.', `${LLAMA} here, free`);
  const missing = await readNotification(window, `Ollama does not have the model ${LLAMA}`, 'failures-not-pulled');
  assert.match(missing, new RegExp(`Run "ollama pull ${LLAMA}"`));
  assert.deepEqual(
    newAttempts(3).map(({ outcome }) => outcome),
    ['unreachable', 'unreachable', 'model-missing'],
  );
});

test('a short 429 is waited for and served by the same model', async () => {
  await setKey(window, 'Anthropic', KEY);
  await setKey(window, 'Gemini', KEY);
  await setKey(window, 'OpenAI', KEY);
  clouds.script({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' }, message: 'slow down' } });
  await askChange(window, 'Start at zero.', `${HAIKU}, at most`);
  const consent = window.page.getByRole('dialog').filter({ hasText: 'May Centuria send code to Anthropic, Gemini, OpenAI?' });
  await consent.getByRole('button', { name: 'Allow' }).click();
  const receipt = await discardedReceipt(window, 'failures-429-served');
  assert.match(receipt, /rate-limit: Anthropic is asked too often \(HTTP 429\): slow down[^]*answered/);
  const [refused, served] = newAttempts(2);
  assert.deepEqual(
    [refused?.model, refused?.outcome, refused?.settled, served?.model, served?.outcome],
    [HAIKU, 'rate-limit', 0, HAIKU, 'ok'],
  );
  assert.ok((served?.reservedAt ?? 0) - (refused?.endedAt ?? 0) >= 1000, 'the second the vendor asked for was waited');
});

test('a long 429, a 500, a revoked key and a missing model each go to the next model, and the receipt has them all', async () => {
  clouds.script(
    { fault: { kind: 'status', status: 429, headers: { 'retry-after': '3600' }, message: 'come back in an hour' } },
    { fault: { kind: 'status', status: 500, message: 'it broke' } },
    { fault: { kind: 'status', status: 500, message: 'it broke again' } },
    { fault: { kind: 'status', status: 401, message: `wrong key: ${KEY}` } },
    { fault: { kind: 'status', status: 404, code: 'model_not_found', message: 'no such model' } },
  );
  await askChange(window, 'Start at zero.');
  const receipt = await discardedReceipt(window, 'failures-statuses');
  for (const words of [
    /rate-limit: Anthropic is asked too often \(HTTP 429\)/,
    /Anthropic asked to wait until/,
    /server: Anthropic had an error of its own \(HTTP 500\): it broke again/,
    /auth: Gemini did not accept the key \(HTTP 40\d\)/,
    /model-missing: OpenAI does not have the model gpt-5\.4-mini \(HTTP 404\)/,
    /llama3\.1:8b[^]*answered/,
  ])
    assert.match(receipt, words);
  const attempts = newAttempts(6);
  assert.deepEqual(
    attempts.map(({ model }) => model),
    [HAIKU, SONNET, SONNET, GEMINI, GPT, LLAMA],
  );
  assert.deepEqual(
    attempts.map(({ settled }) => settled),
    [0, 0, 0, 0, 0, 0],
    'vendors bill nothing of these',
  );
});

test('malformed bytes, a cut before and after the first token, and an end without the closing event are never an answer', async () => {
  // The long wait of one and the revoked key of another are remembered until a key is set.
  await setKey(window, 'Gemini', KEY);
  clouds.script(
    { text: RIGHT, fault: { kind: 'malformed', afterPieces: 2 } },
    { text: RIGHT, fault: { kind: 'cut', afterPieces: 0 } },
    { text: RIGHT, fault: { kind: 'cut', afterPieces: 3 } },
    { text: RIGHT, fault: { kind: 'end', afterPieces: 100 } },
  );
  await askChange(window, 'Start at zero.');
  const receipt = await discardedReceipt(window, 'failures-broken-streams');
  assert.match(receipt, /malformed: Anthropic sent[^]*cut: Anthropic stopped[^]*cut: Gemini stopped[^]*cut: OpenAI stopped/);
  const attempts = newAttempts(5);
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    ['malformed', 'cut', 'cut', 'cut', 'ok'],
  );
  for (const { model, settled, reserved } of attempts.slice(0, 4)) {
    assert.ok(settled > 0 && settled <= reserved, `${model} was asked, and may have been billed: ${settled} of ${reserved}`);
  }
});

const waysToCancel: readonly { readonly name: string; readonly plan: FakePlan; cancel(): Promise<void> }[] = [
  {
    name: 'the CodeLens, before a byte has come',
    plan: { fault: { kind: 'silent' } },
    cancel: () => window.page.locator('.codelens-decoration a').filter({ hasText: 'Cancel' }).click(),
  },
  {
    name: 'Esc, when the answer has stalled',
    plan: { text: RIGHT, fault: { kind: 'stall', afterPieces: 2 } },
    cancel: () => window.press('Escape'),
  },
  {
    name: 'the command, while it writes without end',
    plan: { fault: { kind: 'endless' }, paceMs: 20 },
    cancel: () => window.runCommand('Centuria: Cancel Task'),
  },
];

test('an answer that never ends is cancelled by CodeLens, Esc or command, and what was spent is said', async () => {
  for (const [index, { name, plan, cancel }] of waysToCancel.entries()) {
    const before = clouds.journal.length;
    clouds.script(plan);
    await askChange(window, 'Start at zero.');
    await window.page.locator('.codelens-decoration a').filter({ hasText: 'Cancel' }).waitFor();
    await journalOf(before + 1);
    await cancel();
    // The far end sees the close.
    await clouds.aborted(index + 1);
    await window.statusBarItem(/Cancelled\. Spent: \$\d/).waitFor();
    if (index === 1) await window.screenshot('failures-cancelled');
    const [attempt] = newAttempts(1);
    assert.equal(attempt?.outcome, 'aborted', name);
  }
  assert.match(await readReceipt(window), /Cancelled\.[^]*aborted: Anthropic was stopped before it had answered/);
});

test('Retry With… asks the chosen model first', async () => {
  const asked = clouds.journal.length;
  await window.runCommand('Centuria: Retry Task With…');
  await window.quickRows().filter({ hasText: LLAMA }).click();
  const receipt = await discardedReceipt(window, 'failures-retry-with');
  assert.match(receipt, /you chose it, local and free/);
  assert.equal(newAttempts(1)[0]?.model, LLAMA);
  assert.equal(clouds.journal.length, asked);
});

test('no key is in the log, the diagnostics or any file', async () => {
  await window.runCommand('Centuria: Export Diagnostics');
  await window.page.locator('.view-line').filter({ hasText: '"centuria":' }).waitFor();
  await selectAll(window);
  await window.press('Control+C');
  const diagnostics = await window.page.evaluate(() => navigator.clipboard.readText());
  assert.match(diagnostics, /"rate-limit"[^]*"log": \[/);
  for (const key of [KEY, WRONG_KEY]) assert.ok(!diagnostics.includes(key), 'the diagnostics hold a key');
  assert.deepEqual(await filesHolding(dirname(vscode.dataDir), [KEY, WRONG_KEY]), []);
  await window.runCommand('View: Revert and Close Editor');
  assert.deepEqual(window.ownErrors(), []);
});

let seen = 0;

/** The attempts made since the last look, after a look at the books. */
function newAttempts(count: number): readonly LedgerAttempt[] {
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  const fresh = books.attempts.slice(seen);
  seen = books.attempts.length;
  assert.equal(fresh.length, count, `attempts: ${fresh.map(({ model, outcome }) => `${model} ${outcome ?? ''}`).join(', ')}`);
  return fresh;
}

async function journalOf(length: number): Promise<void> {
  while (clouds.journal.length < length) await new Promise((resolve) => setImmediate(resolve));
}
