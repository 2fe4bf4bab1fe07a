import assert from 'node:assert/strict';
import { commands, languages, Uri, window, workspace, type Diagnostic, type TextDocument } from 'vscode';

/** Resolves with the diagnostics of a document once `wanted` accepts them. */
function diagnosticsOf(document: TextDocument, wanted: (all: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const all = languages.getDiagnostics(document.uri);
      if (wanted(all)) resolve(all);
      return wanted(all);
    };
    const watch = languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((uri) => uri.toString() === document.uri.toString()) && look()) watch.dispose();
    });
    if (look()) watch.dispose();
  });
}

describe("the editor's door", () => {
  it('starts with the first document of its languages, shows what it finds with code and link, and follows the text', async () => {
    const document = await workspace.openTextDocument({
      language: 'python',
      content: 'import os\n\n\ndef area(side):\n    return side * side\n',
    });
    const editor = await window.showTextDocument(document);
    const [unused] = await diagnosticsOf(document, (all) => all.some(({ source }) => source?.startsWith('Centuria') === true));
    assert.match(unused?.message ?? '', /imported but unused/);
    assert.equal(typeof unused?.code, 'object');
    assert.ok(typeof unused?.code === 'object' && unused.code.value === 'F401' && unused.code.target.scheme === 'https');
    await editor.edit((edit) => edit.delete(document.lineAt(0).rangeIncludingLineBreak));
    assert.deepEqual(await diagnosticsOf(document, (all) => all.length === 0), []);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

describe('the files of results', () => {
  it('cannot be made, renamed or deleted by anyone else', async () => {
    const uri = Uri.parse('centuria://no-task/none.ts');
    await assert.rejects(async () => workspace.fs.readFile(uri));
    await assert.rejects(async () => workspace.fs.writeFile(uri, new Uint8Array(1)));
    await assert.rejects(async () => workspace.fs.delete(uri));
    await assert.rejects(async () => workspace.fs.createDirectory(uri));
  });
});
