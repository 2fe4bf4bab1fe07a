import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import type { FakePlan } from '../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';
import { askChange, readNotification, readReceipt } from './lib/ask-change.ts';
import { createDoor, type Door } from './lib/door.ts';
import { accept, answerQuestion, chooseInMenu, closeAll, question, resultTabs, save, showSource, taskRow } from './lib/editing.ts';
import { assertBooksRight, readLedger } from './lib/read-ledger.ts';
import { until } from './lib/until.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';
import { setKey } from './lib/set-key.ts';
import type { VsCodeWindow } from './lib/vscode-window.ts';

const BEFORE = 'export function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one);\n}\n';
const AFTER = BEFORE.replace('+ one)', '+ one, 0)');
const TWO_HUNKS = `export function spread(numbers: number[]): number {
  const low = Math.min(...numbers);



  const high = Math.max(...numbers);
  return high - low;
}
`;
const GO = 'package main\n\nfunc add(a int, b int) int {\n\treturn a + b\n}\n';
const fenced = (code: string): string => `\`\`\`ts\n${code}\`\`\``;
const misspelt = (name: string): string => fenced(AFTER.replace('reduce', name));

/** What the models say next; after that the right answer. */
const next: (string | FakePlan)[] = [];

let cloud: FakeProviderServer;
let door: Door;
let vscode: TestVsCode;
let window: VsCodeWindow;

before(async () => {
  cloud = await startFakeProviderServer({
    models: { ollama: ['llama3.1:8b', 'qwen2.5-coder:7b'], anthropic: ['claude-haiku-4-5'] },
    ollama: { parameterCount: 8_000_000_000 },
  });
  for (const vendor of ['ollama', 'anthropic'] as const) cloud.answer(vendor, () => next.shift() ?? fenced(AFTER));
  door = await createDoor(cloud.url);
  await door.open();
  const files = ['plain', 'disk', 'locked', 'above', 'inside', 'closed', 'failed', 'esc', 'revise', 'undo'];
  vscode = await startTestVsCode({
    workspace: {
      ...Object.fromEntries(files.map((name) => [`${name}.ts`, BEFORE])),
      'plain.ts': `export const two = 2;\n\n${BEFORE}`,
      'above.ts': `export const start = 0;\n\n${BEFORE}`,
      'windows.ts': `\uFEFF${`// ärger\n${BEFORE}`.replaceAll('\n', '\r\n')}`,
      'binary.bin': 'ab\0cd\0ef',
      'hunks.ts': TWO_HUNKS,
      'main.go': GO,
    },
    settings: {
      'centuria.ollama.baseUrl': door.url,
      'centuria.anthropic.baseUrl': cloud.baseUrl('anthropic'),
      // What is typed is what stands there.
      'editor.autoClosingBrackets': 'never',
      'editor.autoIndent': 'none',
    },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  window = await vscode.openWindow({ width: 1280, height: 800 });
});
after(async () => {
  await vscode.dispose();
  await door.shut();
  await cloud.dispose();
});
afterEach(async (context) => {
  if ('passed' in context && !context.passed) await window.screenshot(`documents-not-passed-${context.name.replaceAll(/\W+/g, '-')}`);
  next.length = 0;
  door.release();
  const inTheWay = window.page.locator('.monaco-dialog-box, .quick-input-widget:visible');
  if ((await inTheWay.count()) > 0) await window.press('Escape');
  await closeAll(window);
  assertBooksRight(readLedger(vscode.dataDir));
});

const onDisk = (name: string): string => readFileSync(join(vscode.folder, name), 'utf8');
const lastPrompt = (): string => JSON.stringify(cloud.journal.at(-1)?.body['messages']);

/** Asks, and returns once the model has the request; nothing of its answer comes through until `door.release()`. */
async function askHeld(instruction: string, answer: string): Promise<void> {
  const asked = cloud.journal.length;
  next.push({ text: answer, paceMs: 150 });
  await askChange(window, instruction, /llama|qwen/);
  await until(() => cloud.journal.length > asked);
  door.hold();
}

/** Typing makes more than one step of undo. */
async function undoTo(text: string): Promise<void> {
  for (let steps = 0; steps < 5 && (await window.visibleEditorText()) !== text; steps += 1) await window.press('Control+Z');
  assert.equal(await window.visibleEditorText(), text);
}

async function openAndSelect(name: string, first: number, last: number): Promise<void> {
  await window.openFile(name);
  await window.selectLines(first, last);
}

test('with the cursor in a function the function is taken; outside of any a message says what to select', async () => {
  await window.openFile('plain.ts');
  await window.goToLine(4);
  await askChange(window, 'Handle an empty list.');
  await window.waitForEditorTab(/types.* passed.*plain\.ts/);
  assert.match(lastPrompt(), /The selected code:\\n```ts\\nexport function sum[^`]*\}\\n```/);
  await accept(window);
  await save(window);
  assert.equal(onDisk('plain.ts'), `export const two = 2;\n\n${AFTER}`);
  await window.goToLine(2);
  await window.runCommand('Centuria: Change This…');
  const said = await readNotification(window, 'Select the code to change first', 'documents-no-function');
  assert.match(said, /or put the cursor into a function/);
});

test('a binary file is refused in words, as VS Code shows it and opened as text', async () => {
  await window.press('Control+P');
  await window.quickInput().pressSequentially('binary.bin');
  await window.quickRows().filter({ hasText: 'binary.bin' }).first().click();
  await window.page.getByText('Open Anyway').waitFor();
  await window.runCommand('Centuria: Change This…');
  await readNotification(window, 'binary.bin is not shown as text', 'documents-binary');
  await window.page.getByText('Open Anyway').click();
  const pick = window.quickRows().filter({ hasText: 'Text Editor' });
  await pick.first().click();
  await window.page.locator('.editor-instance .view-line').first().waitFor();
  await window.runCommand('Centuria: Change This…');
  await readNotification(window, 'binary.bin looks like a binary file', 'documents-binary-as-text');
});

test('an accepted result keeps CRLF in every line and the byte order mark', async () => {
  await openAndSelect('windows.ts', 2, 4);
  await askChange(window, 'Handle an empty list.');
  await window.waitForEditorTab(/types.* passed.*windows\.ts/);
  await accept(window);
  await save(window);
  const bytes = readFileSync(join(vscode.folder, 'windows.ts'));
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.equal(bytes.toString('utf8'), `\uFEFF${`// ärger\n${AFTER}`.replaceAll('\n', '\r\n')}`);
});

test('unsaved edits are sent and judged: the buffer, not the disk', async () => {
  await window.openFile('disk.ts');
  await window.goToLine(1);
  await window.page.keyboard.insertText('const unsaved = 0;\n');
  await window.selectLines(2, 4);
  next.push(fenced(AFTER.replace(', 0)', ', unsaved)')));
  await askChange(window, 'Start at unsaved.');
  await window.waitForEditorTab(/types.* passed.*disk\.ts/);
  assert.match(lastPrompt(), /Before the selection:\\n```ts\\nconst unsaved = 0;/);
  assert.equal(onDisk('disk.ts'), BEFORE);
  await accept(window);
  await save(window);
  assert.equal(onDisk('disk.ts'), `const unsaved = 0;\n${AFTER.replace(', 0)', ', unsaved)')}`);
});

test('an untitled file can be changed', async () => {
  await window.runCommand('File: New Untitled Text File');
  await window.waitForEditorTab(/Untitled-1/);
  await window.page.keyboard.insertText(BEFORE);
  await window.runCommand('Change Language Mode');
  await window.typeInQuickInput('TypeScript', { enter: false });
  await window.quickRows().filter({ hasText: /^TypeScript\b/ }).first().click();
  await window.statusBarItem(/^TypeScript$/).waitFor();
  await window.selectLines(1, 3);
  await askChange(window, 'Handle an empty list.');
  await window.waitForEditorTab(/types.* passed.*Untitled-1/);
  await window.screenshot('documents-untitled');
  await accept(window);
  await window.page.locator('.view-line').filter({ hasText: 'total + one, 0)' }).first().waitFor();
});

test('a read-only file: Accept says so and nothing is lost; made writable, it is accepted', async () => {
  chmodSync(join(vscode.folder, 'locked.ts'), 0o444);
  await openAndSelect('locked.ts', 1, 3);
  await askChange(window, 'Handle an empty list.');
  await window.waitForEditorTab(/types.* passed.*locked\.ts/);
  await window.runCommand('Centuria: Accept');
  const said = await readNotification(window, 'locked.ts is read-only', 'documents-read-only');
  assert.match(said, /Make it writable and accept again\. Nothing was changed\./);
  assert.equal(await resultTabs(window).count(), 1);
  chmodSync(join(vscode.folder, 'locked.ts'), 0o644);
  await accept(window);
  await save(window);
  assert.equal(onDisk('locked.ts'), AFTER);
});

test('an edit above the selection under a running request: rebased, judged again, accepted at the right place', async () => {
  await openAndSelect('above.ts', 3, 5);
  await askHeld('Start at start.', fenced(AFTER.replace(', 0)', ', start)')));
  await window.goToLine(2);
  await window.page.keyboard.insertText('// one\n// two\n');
  door.release();
  await window.waitForEditorTab(/types.* passed.*above\.ts/);
  await window.screenshot('documents-edited-above');
  await showSource(window, 'above.ts');
  await window.goToLine(1);
  await window.press('Shift+End');
  await window.page.keyboard.insertText('export const other = 0;');
  await resultTabs(window).click();
  await window.runCommand('Centuria: Accept');
  await question(window, 'not proved').getByText(/Cannot find name 'start'/).waitFor();
  await window.screenshot('documents-edited-above-refused');
  await answerQuestion(window, 'not proved', 'Cancel');
  await window.waitForEditorTab(/types.* failed.*above\.ts/);
  await showSource(window, 'above.ts');
  const rebased = `export const start = 0;\n// one\n// two\n\n${BEFORE}`;
  await undoTo(rebased);
  await resultTabs(window).click();
  await accept(window);
  await save(window);
  assert.equal(onDisk('above.ts'), rebased.replace('+ one)', '+ one, start)'));
});

test('an edit inside the selection under a running request: the person is told and nothing is overwritten', async () => {
  await openAndSelect('inside.ts', 1, 3);
  await askHeld('Handle an empty list.', fenced(AFTER));
  await window.goToLine(2);
  await window.page.keyboard.insertText('/* mine */');
  door.release();
  const toast = await window.waitForNotification('You edited the selected code while the answer was written');
  await window.screenshot('documents-edited-inside');
  await toast.getByRole('button', { name: 'Show Result' }).click();
  await window.waitForEditorTab(/types.* passed.*inside\.ts/);
  await window.runCommand('Centuria: Accept');
  await readNotification(window, 'was edited meanwhile, so it cannot be accepted');
  await showSource(window, 'inside.ts');
  assert.equal(await window.visibleEditorText(), BEFORE.replace('{\n', '{\n/* mine */'));
  await undoTo(BEFORE);
  await resultTabs(window).click();
  await accept(window);
  await save(window);
  assert.equal(onDisk('inside.ts'), AFTER);
});

test('a document closed while its task runs: the result waits, and is accepted where the code is by then', async () => {
  await openAndSelect('closed.ts', 1, 3);
  await askHeld('Handle an empty list.', fenced(AFTER));
  await closeAll(window);
  writeFileSync(join(vscode.folder, 'closed.ts'), `// new on the disk\n${BEFORE}`);
  door.release();
  const toast = await window.waitForNotification('A result for closed.ts waits for you.');
  await window.screenshot('documents-closed');
  await toast.getByRole('button', { name: 'Show Result' }).click();
  await window.waitForEditorTab(/types.* passed.*closed\.ts/);
  await accept(window);
  await save(window);
  assert.equal(onDisk('closed.ts'), `// new on the disk\n${AFTER}`);
});

test('a hunk dropped on the right side: Accept judges what is left and applies only that', async () => {
  await openAndSelect('hunks.ts', 1, 8);
  const both = TWO_HUNKS.replace('low = Math.min(...numbers)', 'low = Math.min(0, ...numbers)').replace('high = Math.max(...numbers)', 'high = Math.max(0, ...numbers)');
  next.push(fenced(both));
  await askChange(window, 'Count zero in.');
  await window.waitForEditorTab(/types.* passed.*hunks\.ts/);
  const right = window.page.locator('.monaco-diff-editor .editor.modified');
  await right.locator('.view-line').filter({ hasText: 'Math.min(0, ...numbers)' }).click();
  await window.screenshot('documents-hunks');
  await window.press('Home');
  await window.press('Shift+End');
  await window.page.keyboard.insertText('const low = Math.min(...numbers);');
  await accept(window);
  await save(window);
  assert.equal(onDisk('hunks.ts'), TWO_HUNKS.replace('high = Math.max(...numbers)', 'high = Math.max(0, ...numbers)'));
});

test('Ask for a Change sends the earlier answer and the wish; Discard leaves the file as it was', async () => {
  await openAndSelect('revise.ts', 1, 3);
  await askChange(window, 'Handle an empty list.');
  await window.waitForEditorTab(/types.* passed.*revise\.ts/);
  next.push(fenced(AFTER.replace('one, 0', 'one, +0')));
  await window.runCommand('Centuria: Ask for a Change');
  await window.typeInQuickInput('Write +0.', { enter: true });
  await window.page.locator('.view-line').filter({ hasText: 'one, +0' }).first().waitFor();
  assert.match(lastPrompt(), /Handle an empty list\.\\nAn earlier answer was:[^`]*total \+ one, 0\)[^`]*Change it like this: Write \+0\./);
  await until(async () => (await resultTabs(window).count()) === 1);
  await window.runCommand('Centuria: Discard');
  await resultTabs(window).waitFor({ state: 'detached' });
  await window.openFile('revise.ts');
  assert.equal(await window.visibleEditorText(), BEFORE);
  await (await taskRow(window, 'revise.ts: Write +0.')).getByText(/discarded/).waitFor();
  assert.equal(onDisk('revise.ts'), BEFORE);
});

test('three models tried, none passed: evidence, best attempt, and its Accept asks', async () => {
  await setKey(window, 'Anthropic', ['sk', 'ant', 'emulated-key-for-tests'].join('-'));
  await openAndSelect('failed.ts', 1, 3);
  next.push(misspelt('redoce'), misspelt('recude'), misspelt('redcue'));
  await askChange(window, 'Handle an empty list.', /then/);
  await answerQuestion(window, 'May Centuria send code to', 'Allow');
  const toast = await window.waitForNotification('3 models tried, none passed: types.');
  await window.screenshot('documents-none-passed');
  await toast.getByRole('button', { name: 'Show Evidence' }).waitFor();
  await toast.getByRole('button', { name: 'Show Best Attempt' }).click();
  await window.waitForEditorTab(/types failed.*failed\.ts/);
  await window.runCommand('Centuria: Accept');
  await question(window, 'not proved').waitFor();
  await window.screenshot('documents-best-attempt-asks');
  await answerQuestion(window, 'not proved', 'Cancel');
  assert.equal(onDisk('failed.ts'), BEFORE);
  assert.match(await readReceipt(window), /redcue/);
});

test('Retry and Retry With… of a failed task start from the Tasks view', async () => {
  const failed = await taskRow(window, /failed\.ts: Handle an empty list.*none passed/);
  const asked = cloud.journal.length;
  await failed.click({ button: 'right' });
  await chooseInMenu(window, 'Retry Task With…');
  await window.quickRows().filter({ hasText: 'claude-haiku-4-5' }).first().click();
  await window.waitForEditorTab(/types.* passed.*failed\.ts/);
  assert.deepEqual(cloud.journal.slice(asked).map(({ vendor }) => vendor), ['anthropic']);
  await window.screenshot('documents-retry-with');
  await window.runCommand('Centuria: Discard');
  await resultTabs(window).first().waitFor({ state: 'detached' });
  const again = await taskRow(window, /failed\.ts: Handle an empty list.*none passed/);
  await again.hover();
  await again.getByRole('button', { name: 'Retry Task' }).click();
  await window.waitForEditorTab(/types.* passed.*failed\.ts/);
  assert.equal(cloud.journal.at(-1)?.vendor, 'ollama');
  await accept(window);
  await save(window);
  assert.equal(onDisk('failed.ts'), AFTER);
});

test('Esc cancels only while the editor has the focus, and says what was spent', async () => {
  await openAndSelect('esc.ts', 1, 3);
  await askHeld('Handle an empty list.', fenced(AFTER));
  await window.runCommand('Explorer: Focus on Files Explorer').catch(() => undefined);
  await window.press('Escape');
  assert.equal(cloud.aborts, 0);
  await (await taskRow(window, 'esc.ts: Handle an empty list.')).getByText(/\$0/).waitFor();
  await window.openFile('esc.ts');
  await window.press('Escape');
  await window.statusBarItem('Cancelled. Spent: $0.').waitFor();
  await cloud.aborted(1);
  await window.screenshot('documents-cancelled');
  assert.equal(await window.visibleEditorText(), BEFORE);
});

test('one Ctrl+Z after Accept restores exactly', async () => {
  await openAndSelect('undo.ts', 1, 3);
  await askChange(window, 'Handle an empty list.', /llama|qwen/);
  await window.waitForEditorTab(/types.* passed.*undo\.ts/);
  await accept(window);
  await window.page.locator('.view-line').filter({ hasText: 'total + one, 0)' }).first().waitFor();
  await window.press('Control+Z');
  await window.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
  assert.equal(await window.visibleEditorText(), BEFORE);
});

test('a required gate that is unknown: the diff says not proved and Accept asks', async () => {
  await openAndSelect('main.go', 3, 5);
  next.push('```go\nfunc add(a, b int) int {\n\treturn a + b\n}\n```');
  await askChange(window, 'Shorten the parameters.', /llama|qwen/);
  await window.waitForEditorTab(/not proved.*main\.go/);
  await window.runCommand('Centuria: Accept');
  await question(window, 'no analyser for go').waitFor();
  await window.screenshot('documents-unknown-gate');
  await answerQuestion(window, 'not proved', 'Accept Anyway');
  await resultTabs(window).waitFor({ state: 'detached' });
  await save(window);
  assert.equal(onDisk('main.go'), GO.replace('a int, b int', 'a, b int'));
});

test('with several folders the name in the prompt and in the tab says which', async () => {
  for (const folder of ['one', 'two']) {
    mkdirSync(join(vscode.folder, folder));
    writeFileSync(join(vscode.folder, folder, 'twin.ts'), BEFORE);
  }
  const workspace = join(vscode.folder, 'both.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  const other = await vscode.openWindow({ workspace, width: 1280, height: 800 });
  await other.openFile('two/twin.ts');
  await other.selectLines(1, 3);
  await askChange(other, 'Handle an empty list.', /llama|qwen/);
  await other.waitForEditorTab(/types.* passed.*two\/twin\.ts/);
  assert.match(lastPrompt(), /File: two\/twin\.ts/);
  await other.screenshot('documents-two-folders');
  await accept(other);
  await save(other);
  assert.deepEqual([onDisk('one/twin.ts'), onDisk('two/twin.ts')], [BEFORE, AFTER]);
  await other.dispose();
  assert.deepEqual(window.ownErrors(), []);
});
