import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { askChange, openChange, readNotification, readReceipt, typeInstruction } from '../browser/lib/ask-change.ts';
import { accept, answerQuestion, closeAll, question, resultTabs, save, showSource, taskRow } from '../browser/lib/editing.ts';
import { AFTER, BEFORE, fenced, openChangeRoom, type ChangeRoom } from '../browser/lib/change-room.ts';
import { until } from '../browser/lib/until.ts';

let room: ChangeRoom;
before(async () => {
  room = await openChangeRoom();
});
after(() => room.dispose());
afterEach(async (context) => {
  if ('passed' in context && !context.passed) await room.window.screenshot(`documents-not-passed-${context.name.replaceAll(/\W+/g, '-')}`);
  await room.tidy();
});

test('with the cursor in a function the function is taken; outside of any a message says what to select', async () => {
  await room.window.openFile('plain.ts');
  await room.window.goToLine(4);
  await openChange(room.window, /free|at most/);
  const title = await room.window.page.locator('.quick-input-title').innerText();
  assert.equal(title, 'Centuria: Change This… · lines 3–5 · export function sum(numbers: number[]): number');
  await typeInstruction(room.window, 'Handle an empty list.');
  await room.window.waitForEditorTab(/plain\.ts · gates.* passed/);
  assert.match(room.lastPrompt(), /The selected code:\\n```ts\\nexport function sum[^`]*\}\\n```/);
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('plain.ts'), `export const two = 2;\n\n${AFTER}`);
  await room.window.goToLine(2);
  await room.window.runCommand('Centuria: Change This…');
  const said = await readNotification(room.window, 'Select the code to change first', 'documents-no-function');
  assert.match(said, /or put the cursor into a function/);
});

test('what stands in the box is what runs: typed and entered at once, or chosen from what was typed before', async () => {
  const earlier = ['Handle an empty list.', 'Handle an empty list at last.', 'Start at nothing.'];
  await room.openAndSelect('again.ts', 1, 3);
  for (const instruction of [...earlier, ...earlier]) {
    const asked = room.cloud.journal.length;
    await openChange(room.window, /free|at most/);
    await room.window.quickInput().fill(instruction);
    await room.window.press('Enter');
    await until(() => room.cloud.journal.length > asked);
    assert.match(room.lastPrompt(), new RegExp(`Instruction: ${instruction}`));
    await room.window.waitForEditorTab(/again\.ts · gates.* passed/);
    await room.window.runCommand('Centuria: Discard');
    await resultTabs(room.window).waitFor({ state: 'detached' });
  }
  const asked = room.cloud.journal.length;
  await openChange(room.window, /free|at most/);
  await room.window.typeInQuickInput('Handle', { enter: false });
  await room.window.quickRows().first().filter({ hasText: 'Enter to start' }).waitFor();
  const row = room.window.quickRows().filter({ hasText: 'at last' });
  while (!(await row.evaluate((one) => one.classList.contains('focused')))) await room.window.press('ArrowDown');
  await room.window.press('Enter');
  await room.window.quickRows().filter({ hasText: 'at last' }).filter({ hasText: 'Enter to start' }).waitFor();
  assert.equal(await room.window.quickInput().inputValue(), earlier[1]);
  assert.equal(room.cloud.journal.length, asked);
  await room.window.press('Enter');
  await until(() => room.cloud.journal.length > asked);
  assert.match(room.lastPrompt(), /Instruction: Handle an empty list at last\./);
  await room.window.waitForEditorTab(/again\.ts · gates.* passed/);
  await room.window.runCommand('Centuria: Discard');
});

test('models that give the code back as it was have changed nothing; where no other is left to try, one can be set up', async () => {
  await room.openAndSelect('again.ts', 1, 3);
  await room.askHeld('Handle an empty list.', fenced(BEFORE));
  room.next.push(fenced(BEFORE));
  await room.window.screenshot('documents-under-way');
  room.door.release();
  const said = await readNotification(room.window, '2 models tried, none changed anything.', 'documents-unchanged');
  assert.match(said, /Reword the instruction, or let another model try: download a model/);
  assert.match(said, /Show Evidence[^]*Download a Model[^]*Set API Key/);
  assert.doesNotMatch(said, /Retry/);
  const receipt = await readReceipt(room.window);
  assert.match(receipt, /changed nothing/);
  assert.doesNotMatch(receipt, /Show the evidence|right form/);
});

test('a binary file is refused in words, as VS Code shows it and opened as text', async () => {
  await room.window.press('Control+P');
  await room.window.quickInput().pressSequentially('binary.bin');
  await room.window.quickRows().filter({ hasText: 'binary.bin' }).first().click();
  await room.window.page.getByText('Open Anyway').waitFor();
  await room.window.runCommand('Centuria: Change This…');
  await readNotification(room.window, 'binary.bin is not shown as text', 'documents-binary');
  await room.window.page.getByText('Open Anyway').click();
  const pick = room.window.quickRows().filter({ hasText: 'Text Editor' });
  await pick.first().click();
  await room.window.page.locator('.editor-instance .view-line').first().waitFor();
  await room.window.runCommand('Centuria: Change This…');
  await readNotification(room.window, 'binary.bin looks like a binary file', 'documents-binary-as-text');
});

test('in a file that is too large to check nothing is looked for, and a selection of it is told that no result can be checked', async () => {
  writeFileSync(join(room.vscode.folder, 'huge.ts'), `${AFTER}${'export {};\n'.repeat(100_000)}`);
  await room.window.openFile('huge.ts');
  await room.window.goToLine(2);
  await room.window.runCommand('Centuria: Change This…');
  const said = await readNotification(room.window, 'No function is looked for in huge.ts', 'documents-huge');
  assert.match(said, /1\.1 million characters, the limit is 1 million\)\. Select the code to change, or split the file first\./);
  await room.window.selectLines(1, 3);
  await openChange(room.window, 'No result can be checked');
  await room.window.screenshot('documents-huge-selected');
  await room.window.press('Escape');
});

test('an accepted result keeps CRLF in every line and the byte order mark', async () => {
  await room.openAndSelect('windows.ts', 2, 4);
  await askChange(room.window, 'Handle an empty list.');
  await room.window.waitForEditorTab(/windows\.ts · gates.* passed/);
  await accept(room.window);
  await save(room.window);
  const bytes = readFileSync(join(room.vscode.folder, 'windows.ts'));
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.equal(bytes.toString('utf8'), `\uFEFF${`// ärger\n${AFTER}`.replaceAll('\n', '\r\n')}`);
});

test('unsaved edits are sent and judged: the buffer, not the disk', async () => {
  await room.window.openFile('disk.ts');
  await room.window.goToLine(1);
  await room.window.page.keyboard.insertText('const unsaved = 0;\n');
  await room.window.selectLines(2, 4);
  room.next.push(fenced(AFTER.replace(', 0)', ', unsaved)')));
  await askChange(room.window, 'Start at unsaved.');
  await room.window.waitForEditorTab(/disk\.ts · gates.* passed/);
  assert.match(room.lastPrompt(), /Before the selection:\\n```ts\\nconst unsaved = 0;/);
  assert.equal(room.onDisk('disk.ts'), BEFORE);
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('disk.ts'), `const unsaved = 0;\n${AFTER.replace(', 0)', ', unsaved)')}`);
});

test('an untitled file can be changed', async () => {
  await room.window.runCommand('File: New Untitled Text File');
  await room.window.waitForEditorTab(/Untitled-1/);
  await room.window.page.keyboard.insertText(BEFORE);
  await room.window.runCommand('Change Language Mode');
  await room.window.typeInQuickInput('TypeScript', { enter: false });
  await room.window
    .quickRows()
    .filter({ hasText: /^TypeScript\b/ })
    .first()
    .click();
  await room.window.statusBarItem(/^TypeScript$/).waitFor();
  await room.window.selectLines(1, 3);
  await askChange(room.window, 'Handle an empty list.');
  await room.window.waitForEditorTab(/Untitled-1 · gates.* passed/);
  await room.window.screenshot('documents-untitled');
  await accept(room.window);
  await room.window.page.locator('.view-line').filter({ hasText: 'total + one, 0)' }).first().waitFor();
});

test('a read-only file: Accept says so and nothing is lost; made writable, it is accepted', async () => {
  chmodSync(join(room.vscode.folder, 'locked.ts'), 0o444);
  await room.openAndSelect('locked.ts', 1, 3);
  await askChange(room.window, 'Handle an empty list.');
  await room.window.waitForEditorTab(/locked\.ts · gates.* passed/);
  await room.window.runCommand('Centuria: Accept');
  const said = await readNotification(room.window, 'locked.ts is read-only', 'documents-read-only');
  assert.match(said, /Make it writable and accept again\. Nothing was changed\./);
  assert.equal(await resultTabs(room.window).count(), 1);
  chmodSync(join(room.vscode.folder, 'locked.ts'), 0o644);
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('locked.ts'), AFTER);
});

test('an edit above the selection under a running request: rebased, judged again, accepted at the right place', async () => {
  await room.openAndSelect('above.ts', 3, 5);
  await room.askHeld('Start at start.', fenced(AFTER.replace(', 0)', ', start)')));
  await room.window.goToLine(2);
  await room.window.page.keyboard.insertText('// one\n// two\n');
  room.door.release();
  await room.window.waitForEditorTab(/above\.ts · gates.* passed/);
  await room.window.screenshot('documents-edited-above');
  await showSource(room.window, 'above.ts');
  await room.window.goToLine(1);
  await room.window.press('Shift+End');
  await room.window.page.keyboard.insertText('export const other = 0;');
  await resultTabs(room.window).click();
  await room.window.runCommand('Centuria: Accept');
  await question(room.window, 'was refused')
    .getByText(/Cannot find name 'start'/)
    .waitFor();
  await room.window.screenshot('documents-edited-above-refused');
  await answerQuestion(room.window, 'was refused', 'Keep Reviewing');
  await room.window.waitForEditorTab(/above\.ts · types failed/);
  await (await taskRow(room.window, 'above.ts: Start at start.')).getByText(/types failed/).waitFor();
  await showSource(room.window, 'above.ts');
  const rebased = `export const start = 0;\n// one\n// two\n\n${BEFORE}`;
  await room.undoTo(rebased);
  await resultTabs(room.window).click();
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('above.ts'), rebased.replace('+ one)', '+ one, start)'));
});

test('an edit inside the selection under a running request: the person is told and nothing is overwritten', async () => {
  await room.openAndSelect('inside.ts', 1, 3);
  await room.askHeld('Handle an empty list.', fenced(AFTER));
  await room.window.goToLine(2);
  await room.window.page.keyboard.insertText('/* mine */');
  room.door.release();
  const toast = await room.window.waitForNotification('A result waits, but you edited the code it replaces');
  await room.window.screenshot('documents-edited-inside');
  await toast.getByRole('button', { name: 'Show Result' }).click();
  await room.window.waitForEditorTab(/inside\.ts · gates.* passed/);
  await room.window.runCommand('Centuria: Accept');
  await readNotification(room.window, 'Not accepted: the code it replaces was edited meanwhile');
  await showSource(room.window, 'inside.ts');
  await room.shows(BEFORE.replace('{\n', '{\n/* mine */'));
  await room.undoTo(BEFORE);
  await resultTabs(room.window).click();
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('inside.ts'), AFTER);
});

test('a document closed while its task runs: the result waits, and is accepted where the code is by then', async () => {
  await room.openAndSelect('closed.ts', 1, 3);
  await room.askHeld('Handle an empty list.', fenced(AFTER));
  await closeAll(room.window);
  writeFileSync(join(room.vscode.folder, 'closed.ts'), `// new on the disk\n${BEFORE}`);
  room.door.release();
  const toast = await room.window.waitForNotification('A result for closed.ts waits for you.');
  await room.window.screenshot('documents-closed');
  await toast.getByRole('button', { name: 'Show Result' }).click();
  await room.window.waitForEditorTab(/closed\.ts · gates.* passed/);
  await accept(room.window);
  await save(room.window);
  assert.equal(room.onDisk('closed.ts'), `// new on the disk\n${AFTER}`);
});

test('with several folders the name in the prompt and in the tab says which', async () => {
  for (const folder of ['one', 'two']) {
    mkdirSync(join(room.vscode.folder, folder));
    writeFileSync(join(room.vscode.folder, folder, 'twin.ts'), BEFORE);
  }
  const workspace = join(room.vscode.folder, 'both.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  const other = await room.vscode.openWindow({ workspace, width: 1280, height: 800 });
  await other.openFile('two/twin.ts');
  await other.selectLines(1, 3);
  await askChange(other, 'Handle an empty list.', /llama|qwen/);
  await other.waitForEditorTab(/two\/twin\.ts · gates.* passed/);
  assert.match(room.lastPrompt(), /File: two\/twin\.ts/);
  await other.screenshot('documents-two-folders');
  await accept(other);
  await save(other);
  assert.deepEqual([room.onDisk('one/twin.ts'), room.onDisk('two/twin.ts')], [BEFORE, AFTER]);
  await other.dispose();
  assert.deepEqual(room.window.ownErrors(), []);
});
