import assert from 'node:assert/strict';
import { ConfigurationTarget, extensions, workspace } from 'vscode';

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> } };
}

describe('settings', () => {
  it('have the defaults that the manifest shows', () => {
    const manifest: Manifest = extensions.getExtension('centuria.centuria')?.packageJSON;
    const { properties } = manifest.contributes.configuration;
    assert.ok(Object.keys(properties).length > 10);
    for (const [name, property] of Object.entries(properties)) {
      assert.deepEqual(workspace.getConfiguration().inspect(name)?.defaultValue, property.default, name);
    }
  });

  it('have a level for each gate', async () => {
    const settings = workspace.getConfiguration('centuria.gates');
    for (const gate of ['syntax', 'types', 'lint', 'security', 'imports', 'secrets', 'tests'])
      assert.equal(settings.get(gate), 'required', gate);
    for (const gate of ['complexity', 'documentation']) assert.equal(settings.get(gate), 'advisory', gate);
    await settings.update('lint', 'advisory', ConfigurationTarget.Global);
    assert.equal(workspace.getConfiguration('centuria.gates').get('lint'), 'advisory');
    await settings.update('lint', undefined, ConfigurationTarget.Global);
  });

  it('do not let a workspace say where Ollama is or what may be spent', async () => {
    for (const name of ['ollama.baseUrl', 'budget.day']) {
      const settings = workspace.getConfiguration('centuria');
      await assert.rejects(
        async () => settings.update(name, name === 'budget.day' ? 1 : 'http://127.0.0.1:1', ConfigurationTarget.Workspace),
        name,
      );
    }
  });
});
