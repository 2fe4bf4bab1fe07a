import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { askChange, readReceipt } from '../browser/lib/ask-change.ts';
import { accept, answerQuestion, chooseInMenu, question, resultTabs, save, taskRow } from '../browser/lib/editing.ts';
import { until } from '../browser/lib/until.ts';
import { AFTER, BEFORE, fenced, LUA, misspelt, openChangeRoom, TWO_HUNKS, type ChangeRoom } from '../browser/lib/change-room.ts';
import { readLedger } from '../browser/lib/read-ledger.ts';
import { setKey } from '../browser/lib/set-key.ts';

let room: ChangeRoom;
before(async () => {
  room = await openChangeRoom();
});
after(() => room.dispose());
afterEach(async (context) => {
  if ('passed' in context && !context.passed) await room.window.screenshot(`results-not-passed-${context.name.replaceAll(/\W+/g, '-')}`);
  await room.tidy();
});

test('a hunk dropped on the right side: Accept judges what is left and applies only that', async () => {
  await room.openAndSelect('hunks.ts', 1, 8);
  const both = TWO_HUNKS.replace('low = Math.min(...numbers)', 'low = Math.min(0, ...numbers)').replace(
    'high = Math.max(...numbers)',
    'high = Math.max(0, ...numbers)',
  );
  room.next.push(fenced(both));
  await askChange(room.window, 'Count zero in.');
  await room.window.waitForEditorTab(/hunks\.ts · gates.* passed/);
  const right = room.window.page.locator('.monaco-diff-editor .editor.modified');
  await right.locator('.view-line').filter({ hasText: 'Math.min(0, ...numbers)' }).click();
  await room.window.screenshot('documents-hunks');
  await room.window.press('Home');
  await room.window.press('Shift+End');
  await room.window.page.keyboard.insertText('const low = Math.min(...numbers);');
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('hunks.ts'), TWO_HUNKS.replace('high = Math.max(...numbers)', 'high = Math.max(0, ...numbers)'));
});

test('Ask for a Change sends the earlier answer as the code to change, and the wish; Discard leaves the file as it was', async () => {
  await room.openAndSelect('revise.ts', 1, 3);
  await askChange(room.window, 'Handle an empty list.');
  await room.window.waitForEditorTab(/revise\.ts · gates.* passed/);
  room.next.push(fenced(AFTER.replace('one, 0', 'one, +0')));
  await room.window.runCommand('Centuria: Ask for a Change');
  await room.window.typeInQuickInput('Write +0.', { enter: true });
  await room.window.page.locator('.view-line').filter({ hasText: 'one, +0' }).first().waitFor();
  assert.match(room.lastPrompt(), /Handle an empty list\.\\nThe code is an answer to that\. Change it like this: Write \+0\./);
  assert.match(room.lastPrompt(), /The selected code:\\n```ts\\n[^`]*total \+ one, 0\)/);
  assert.ok(!room.lastPrompt().includes('total + one);'), 'the code that it replaces is not in it');
  await until(async () => (await resultTabs(room.window).count()) === 1);
  await room.window.runCommand('Centuria: Discard');
  await room.window.page.locator('.view-line').filter({ hasText: 'one, +0' }).first().waitFor({ state: 'detached' });
  await room.window.page.locator('.view-line').filter({ hasText: 'total + one, 0)' }).first().waitFor();
  await (await taskRow(room.window, 'revise.ts: Handle an empty list.')).getByText(/types.* passed/).waitFor();
  await room.window.runCommand('Centuria: Discard');
  await resultTabs(room.window).waitFor({ state: 'detached' });
  await room.window.openFile('revise.ts');
  await room.shows(BEFORE);
  await (await taskRow(room.window, 'revise.ts: again: Write +0')).getByText(/discarded/).waitFor();
  assert.equal(room.onDisk('revise.ts'), BEFORE);
});

test('three models tried, none passed: evidence, best attempt, and its Accept asks', async () => {
  await setKey(room.window, 'Anthropic', ['sk', 'ant', 'emulated-key-for-tests'].join('-'));
  await room.openAndSelect('again.ts', 1, 3);
  room.next.push(misspelt('redoce'), misspelt('recude'), misspelt('redcue'));
  await askChange(room.window, 'Handle an empty list.', /then/);
  await answerQuestion(room.window, 'May Centuria send code to', 'Allow');
  const toast = await room.window.waitForNotification('3 models tried, none passed: types.');
  await room.window.screenshot('documents-none-passed');
  await toast.getByRole('button', { name: 'Show Evidence' }).waitFor();
  await toast.getByRole('button', { name: 'Show Best Attempt' }).click();
  await room.window.waitForEditorTab(/again\.ts · types failed/);
  await room.window.runCommand('Centuria: Accept');
  await question(room.window, 'was refused').waitFor();
  await room.window.screenshot('documents-best-attempt-asks');
  await answerQuestion(room.window, 'was refused', 'Keep Reviewing');
  assert.equal(room.onDisk('again.ts'), BEFORE);
  assert.match(await readReceipt(room.window), /redcue/);
});

test('Retry and Retry With… of a failed task start from the Tasks view', async () => {
  const failed = await taskRow(room.window, /again\.ts: Handle an empty list.*none passed/);
  const asked = room.cloud.journal.length;
  await failed.click({ button: 'right' });
  await chooseInMenu(room.window, 'Retry Task With…');
  await room.window.quickRows().filter({ hasText: 'claude-haiku-4-5' }).first().click();
  await room.window.waitForEditorTab(/again\.ts · gates.* passed/);
  assert.deepEqual(
    room.cloud.journal.slice(asked).map(({ vendor }) => vendor),
    ['anthropic'],
  );
  await room.window.screenshot('documents-retry-with');
  await room.window.runCommand('Centuria: Discard');
  await resultTabs(room.window).first().waitFor({ state: 'detached' });
  const again = await taskRow(room.window, /again\.ts: Handle an empty list.*none passed/);
  await again.hover();
  await again.getByRole('button', { name: 'Retry Task' }).click();
  await room.window.waitForEditorTab(/again\.ts · gates.* passed/);
  assert.equal(room.cloud.journal.at(-1)?.vendor, 'ollama');
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('again.ts'), AFTER);
});

test('Esc cancels only while the editor has the focus, and says what was spent', async () => {
  await room.openAndSelect('esc.ts', 1, 3);
  await room.askHeld('Handle an empty list.', fenced(AFTER));
  await room.window.runCommand('Centuria: Focus on Tasks View');
  await until(() => room.window.page.evaluate(() => document.activeElement?.closest('.part.sidebar') !== null));
  await room.window.press('Escape');
  const attempt = () => readLedger(room.vscode.dataDir).attempts.at(-1);
  assert.equal(attempt()?.state, 'reserved', 'it goes on');
  await (await taskRow(room.window, 'esc.ts: Handle an empty list.')).getByText(/\$0/).waitFor();
  await room.window.openFile('esc.ts');
  await room.window.press('Escape');
  await room.window.statusBarItem('Cancelled. Spent: $0.').waitFor();
  assert.equal(attempt()?.outcome, 'aborted');
  await room.window.screenshot('documents-cancelled');
  await room.shows(BEFORE);
});

test('one Ctrl+Z after Accept restores exactly', async () => {
  await room.openAndSelect('undo.ts', 1, 3);
  await askChange(room.window, 'Handle an empty list.', /llama|qwen/);
  await room.window.waitForEditorTab(/undo\.ts · gates.* passed/);
  await accept(room.window);
  await room.window.page.locator('.view-line').filter({ hasText: 'total + one, 0)' }).first().waitFor();
  await room.window.press('Control+Z');
  await room.window.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
  await room.shows(BEFORE);
});

test('a required gate that is unknown: the diff says not proved and Accept asks', async () => {
  await room.openAndSelect('main.lua', 3, 6);
  room.next.push('```lua\nfunction add(a, b)\n\treturn a + b\nend\n```');
  await askChange(room.window, 'Leave the variable out.', /llama|qwen/);
  await room.window.waitForEditorTab(/main\.lua · (?!gates).*not proved/);
  await room.window.runCommand('Centuria: Accept');
  await question(room.window, 'no analyser for lua').waitFor();
  await room.window.screenshot('documents-unknown-gate');
  await answerQuestion(room.window, 'not proved', 'Accept Anyway');
  await resultTabs(room.window).waitFor({ state: 'detached' });
  await save(room.window);
  assert.equal(room.onDisk('main.lua'), LUA.replace('\tlocal sum = a + b\n\treturn sum', '\treturn a + b'));
});
