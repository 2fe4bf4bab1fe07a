import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { askChange, openChange, readNotification } from '../browser/lib/ask-change.ts';
import { createDoor, type Door } from '../browser/lib/door.ts';
import { assertBooksRight, readLedger } from '../browser/lib/read-ledger.ts';
import { startTestVsCode, type TestVsCode } from '../browser/lib/served-window.ts';
import { setKey } from '../browser/lib/set-key.ts';
import { createSteps } from '../browser/lib/steps.ts';
import type { VsCodeWindow } from '../browser/lib/vscode-window.ts';

const HAIKU = 'claude-haiku-4-5';
const SUM = `export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one);
}
`;
const RIGHT = '```ts\nexport function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one, 0);\n}\n```';
/** In dollars: fits one call and not two, which the first test asserts. */
const DAY = 0.006;
const CAP = DAY * 1e9;

let cloud: FakeProviderServer;
let door: Door;
let vscode: TestVsCode;
let windows: readonly VsCodeWindow[];
const test = createSteps();

before(async () => {
  cloud = await startFakeProviderServer({ models: { anthropic: [HAIKU] } });
  cloud.answer('anthropic', () => ({ text: RIGHT, usage: { input: 10, output: 10 } }));
  door = await createDoor(cloud.url);
  await door.open();
  vscode = await startTestVsCode({
    workspace: { 'sum.ts': SUM },
    settings: {
      'centuria.anthropic.baseUrl': door.url,
      // Nobody answers there: what is set up is one cloud.
      'centuria.ollama.baseUrl': (await createDoor(cloud.url)).url,
      'centuria.budget.day': DAY,
    },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  windows = await Promise.all([openReady(), openReady()]);
});
after(async () => {
  await vscode.dispose();
  await door.shut();
  await cloud.dispose();
});

test('two windows that race for the last money of the day: one is served, the other is refused in words', async () => {
  assert.equal((await vscode.extensionHosts()).length, 2);
  for (const window of windows) await askChange(window, 'Start at zero.', `${HAIKU}, at most`);
  const allows = windows.map((window) =>
    window.page.getByRole('dialog').filter({ hasText: 'May Centuria send code to Anthropic?' }).getByRole('button', { name: 'Allow' }),
  );
  await Promise.all(allows.map((button) => button.waitFor()));
  door.hold();
  await Promise.all(allows.map((button) => button.click()));
  const refused = await Promise.any(
    windows.map(async (window) => {
      await window.waitForNotification(/the day's budget of \$0\.006/);
      return window;
    }),
  );
  const said = await readNotification(refused, "the day's budget of $0.006", 'two-windows-refused');
  assert.match(said, /is held by calls under way\), this call may cost \$0\.00\d+[^]*Raise the budget/);
  const held = readLedger(vscode.dataDir);
  assertBooksRight(held, 1);
  const worst = held.attempts[0]?.reserved ?? 0;
  assert.ok(worst <= CAP && 2 * worst > CAP, `the day's ${CAP} must hold one call of ${worst} and not two`);
  assert.equal(held.attempts.length, 1, 'the refused call has no row');
  door.release();
  const served = other(refused);
  await (await served.waitForEditorTab(/gates.* passed/)).waitFor();
  await served.screenshot('two-windows-served');
  assert.equal(cloud.journal.length, 1, 'exactly one was asked');
  assertBooksRight(readLedger(vscode.dataDir));
  await served.runCommand('Centuria: Discard');
});

test('what a killed window held is booked once at its worst case, and is free at no moment', async () => {
  const [one, survivor] = windows;
  if (one === undefined || survivor === undefined) throw new Error('two windows were opened');
  cloud.script({ text: RIGHT, fault: { kind: 'stall', afterPieces: 2 } });
  await one.openFile('sum.ts');
  await askChange(one, 'Start at zero.', `${HAIKU}, at most`);
  while (cloud.journal.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const running = readLedger(vscode.dataDir).attempts.find(({ state }) => state === 'reserved');
  const host = (await vscode.extensionHosts()).find((pid) => pid === running?.pid);
  if (running === undefined || host === undefined) throw new Error('the call is reserved by an extension host');
  process.kill(host, 'SIGKILL');
  await cloud.aborted(1);

  // Held until another process finds its owner gone, and then spent: the survivor's own look, or its next start.
  const after = readLedger(vscode.dataDir).attempts.find(({ attempt }) => attempt === running.attempt);
  assert.equal(after?.state === 'reserved' ? after.reserved : after?.settled, running.reserved);
  await survivor.reload();
  await survivor.statusBarItem('of $0.006').waitFor();
  await openChange(survivor, `${HAIKU}, at most`);
  await survivor.screenshot('two-windows-after-the-kill');
  const books = readLedger(vscode.dataDir);
  assertBooksRight(books);
  const dead = books.attempts.find(({ attempt }) => attempt === running.attempt);
  assert.deepEqual([dead?.state, dead?.settled], ['expired', running.reserved], 'worst case: not free, not twice');
  await survivor.press('Escape');
  await survivor.openFile('sum.ts');
  await survivor.selectLines(1, 3);
  await askChange(survivor, 'Start at zero.', `${HAIKU}, at most`);
  const said = await readNotification(survivor, "the day's budget of $0.006");
  assert.doesNotMatch(said, /is held/);
  assert.equal(cloud.journal.length, 2, 'nothing more was sent');
  assert.deepEqual(readLedger(vscode.dataDir), books, 'the books stay as they are');
  assert.deepEqual(survivor.ownErrors(), []);
});

async function openReady(): Promise<VsCodeWindow> {
  const window = await vscode.openWindow({ width: 1000, height: 700 });
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated', 'key', 'for', 'tests'].join('-'));
  await window.openFile('sum.ts');
  await window.selectLines(1, 3);
  return window;
}

function other(window: VsCodeWindow): VsCodeWindow {
  const found = windows.find((one) => one !== window);
  if (found === undefined) throw new Error('two windows were opened');
  return found;
}
