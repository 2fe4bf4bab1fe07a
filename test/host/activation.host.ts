import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('activation', () => {
  it('activates, and registers every command that its manifest names', async () => {
    const extension = extensions.getExtension('centuria.centuria');
    assert.ok(extension, 'the extension is not installed in this host');
    await extension.activate();
    assert.equal(extension.isActive, true);
    const manifest: Manifest = extension.packageJSON;
    const registered = new Set(await commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
