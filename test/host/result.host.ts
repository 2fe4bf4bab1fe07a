import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodeActionKind,
  commands,
  ConfigurationTarget,
  Range,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  type CodeAction,
  type TextDocument,
} from 'vscode';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';

const WRONG = 'function isEven(number) {\n  return number % 2 === 1;\n}\n\nisEven(2);\n';
const RIGHT = 'function isEven(number) {\n  return number % 2 === 0;\n}';

/** Resolves when a document that is open holds this text. */
function textOf(document: TextDocument, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (document.getText() === text) return resolve();
    const watch = workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || document.getText() !== text) return;
      watch.dispose();
      resolve();
    });
  });
}

function tabNamed(name: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const look = (): boolean => window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => name.test(label)));
    if (look()) return resolve();
    const watch = window.tabGroups.onDidChangeTabs(() => {
      if (!look()) return;
      watch.dispose();
      resolve();
    });
  });
}

describe('a result', () => {
  let fake: FakeProviderServer;
  let folder: string;
  /** What the newest task's receipt says that the person did. */
  const decisionNow = async (): Promise<unknown> => {
    const target = Uri.file(join(folder, 'receipt.json'));
    await commands.executeCommand('centuria.task.exportReceipt', undefined, target);
    return JSON.parse(await readFile(target.fsPath, 'utf8')).decision;
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'centuria-result-'));
    fake = await startFakeProviderServer({ models: { ollama: ['llama3.1:8b'] }, ollama: { parameterCount: 8_000_000_000 } });
    fake.answer('ollama', () => `\`\`\`js\n${RIGHT}\n\`\`\``);
    await workspace.getConfiguration('centuria').update('ollama.baseUrl', fake.baseUrl('ollama'), ConfigurationTarget.Global);
  });
  after(async () => {
    await workspace.getConfiguration('centuria').update('ollama.baseUrl', undefined, ConfigurationTarget.Global);
    await fake.dispose();
    await rm(folder, { recursive: true });
  });

  it('is asked for from the light bulb with a selection or the cursor alone', async () => {
    const document = await workspace.openTextDocument({ language: 'javascript', content: WRONG });
    const offered = async (range: Range): Promise<readonly string[]> => {
      const actions: readonly CodeAction[] = await commands.executeCommand(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        CodeActionKind.Refactor.value,
      );
      return actions.map(({ title }) => title).filter((title) => title.startsWith('Centuria'));
    };
    assert.deepEqual(await offered(new Range(1, 3, 1, 3)), ['Centuria: Change This…']);
    assert.deepEqual((await offered(new Range(1, 3, 1, 9))).toSorted(), ['Centuria: Analyse this', 'Centuria: Change This…']);
  });

  it('is a writable file of its own beside the code, read back as written, and gone once it is accepted', async () => {
    const document = await workspace.openTextDocument({ language: 'javascript', content: WRONG });
    await window.showTextDocument(document);
    await commands.executeCommand('centuria.change.fix', document.uri, new Range(1, 9, 1, 25), 'It says odd.');
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof TabInputTextDiff, 'the diff is in front');
    assert.equal(input.original.toString(), document.uri.toString());
    assert.equal(input.modified.scheme, 'centuria');
    assert.equal(document.getText(), WRONG, 'nothing has touched the code');

    const wanted = WRONG.replace('=== 1', '=== 0');
    assert.equal(new TextDecoder().decode(await workspace.fs.readFile(input.modified)), wanted);
    const edited = `${wanted}// mine\n`;
    await workspace.fs.writeFile(input.modified, new TextEncoder().encode(edited));
    assert.equal(new TextDecoder().decode(await workspace.fs.readFile(input.modified)), edited);
    assert.equal((await workspace.fs.stat(input.modified)).size, edited.length);
    const shown = await workspace.openTextDocument(input.modified);
    await textOf(shown, edited);
    await workspace.fs.writeFile(input.modified, new TextEncoder().encode(wanted));
    await textOf(shown, wanted);

    await commands.executeCommand('centuria.change.accept');
    assert.equal(document.getText(), wanted);
    await assert.rejects(async () => workspace.fs.readFile(input.modified));
    assert.equal(await decisionNow(), 'accepted');
    await commands.executeCommand('undo');
    assert.equal(document.getText(), WRONG);
    assert.equal(await decisionNow(), 'undone');
    await commands.executeCommand('redo');
    assert.equal(await decisionNow(), 'accepted');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is judged again on Accept when a gate was set to another level meanwhile', async () => {
    const config = workspace.getConfiguration('centuria');
    const document = await workspace.openTextDocument({ language: 'javascript', content: WRONG });
    await window.showTextDocument(document);
    fake.answer('ollama', () => `\`\`\`js\n${RIGHT.replace('{\n', '{\n  debugger;\n')}\n\`\`\``);
    try {
      await config.update('gates.lint', 'off', ConfigurationTarget.Global);
      await commands.executeCommand('centuria.change.fix', document.uri, new Range(1, 9, 1, 25), 'It says odd.');
      assert.match(window.tabGroups.activeTabGroup.activeTab?.label ?? '', /lint turned off/);
      await config.update('gates.lint', undefined, ConfigurationTarget.Global);
      const asked = commands.executeCommand('centuria.change.accept');
      await tabNamed(/lint failed/);
      assert.equal(document.getText(), WRONG, 'it asks first');
      await commands.executeCommand('workbench.action.closeActiveEditor');
      void asked;
    } finally {
      await config.update('gates.lint', undefined, ConfigurationTarget.Global);
      fake.answer('ollama', () => `\`\`\`js\n${RIGHT}\n\`\`\``);
    }
  });
});
