import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { extensions } from 'vscode';

/** The files that are loaded with `entry`, before anything is imported on demand. */
function loadedWith(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    const code = readFileSync(file, 'utf8');
    found.set(file, code);
    for (const [, specifier = ''] of code.matchAll(/(?:^|[;\n])(?:import|export)\b[^;'"()]*["'](\.[^"']+)["']/g))
      open.push(join(dirname(file), specifier));
  }
  return found;
}

describe('activation', () => {
  it('loads neither the store, nor a provider, nor the client of the gates', () => {
    const extension = extensions.getExtension('centuria.centuria');
    assert.ok(extension);
    const loaded = loadedWith(join(extension.extensionPath, 'dist/extension.js'));
    const code = [...loaded.values()].join('\n');
    assert.match(code, /centuria\.change\.start|change\.start/);
    for (const heavy of ['node:sqlite', 'vscode-languageclient/lib', '@anthropic-ai/sdk', 'node_modules/valibot']) {
      assert.ok(!code.includes(heavy), `${heavy} is loaded with ${loaded.size} files at activation`);
    }
    assert.ok(code.length < 400_000, `${code.length} bytes are loaded at activation`);
  });
});
