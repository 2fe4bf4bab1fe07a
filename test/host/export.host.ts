import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, ConfigurationTarget, extensions, Range, Uri, window, workspace } from 'vscode';

import { startFakeProviderServer, type FakeProviderServer } from '../fakes/fake-provider-server.ts';

describe('the receipt of a task', () => {
  let fake: FakeProviderServer;
  let folder: string;
  before(async () => {
    await extensions.getExtension('centuria.centuria')?.activate();
    folder = await mkdtemp(join(tmpdir(), 'centuria-export-'));
    fake = await startFakeProviderServer({ models: { ollama: ['llama3.1:8b'] }, ollama: { parameterCount: 8_000_000_000 } });
    fake.answer('ollama', () => '```js\nfunction isOdd(number) {\n  return number % 2 === 1;\n}\n```');
    await workspace.getConfiguration('centuria').update('ollama.baseUrl', fake.baseUrl('ollama'), ConfigurationTarget.Global);
  });
  after(async () => {
    await workspace.getConfiguration('centuria').update('ollama.baseUrl', undefined, ConfigurationTarget.Global);
    await fake.dispose();
    await rm(folder, { recursive: true });
  });

  it('is written whole, beside nothing else, and over what was there', async () => {
    const document = await workspace.openTextDocument({
      language: 'javascript',
      content: 'function isOdd(number) {\n  return number % 2 === 0;\n}\n\nisOdd(2);\n',
    });
    await window.showTextDocument(document);
    await commands.executeCommand('centuria.change.fix', document.uri, new Range(1, 9, 1, 25), 'It says even.');
    const target = Uri.file(join(folder, 'receipt.json'));
    for (const times of [1, 2]) {
      await commands.executeCommand('centuria.task.exportReceipt', undefined, target);
      const receipt = JSON.parse(await readFile(target.fsPath, 'utf8'));
      assert.deepEqual(
        [receipt.schema, receipt.version, receipt.attempts[0].model],
        ['centuria.receipt', 1, 'ollama/llama3.1:8b'],
        `${times}`,
      );
    }
    assert.deepEqual(await readdir(folder), ['receipt.json']);
    await commands.executeCommand('centuria.change.discard');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
