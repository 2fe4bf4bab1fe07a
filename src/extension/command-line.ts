import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';

import { launchers } from './launchers.ts';
import { readSettings } from './settings.ts';
import type { Services } from './services.ts';

/** Makes `centuria` a command of VS Code's terminals, behind whatever else is called so there. It uses the same store and models as the window. */
export function offerCommandLine({ context, log }: Pick<Services, 'context' | 'log'>): vscode.Disposable {
  const { environmentVariableCollection: terminal, globalStorageUri, extensionPath } = context;
  const folder = join(globalStorageUri.fsPath, 'bin');
  const tell = (): void => {
    terminal.description = vscode.l10n.t('Makes `centuria` a command, with the store and the models of this window.');
    terminal.append('PATH', `${delimiter}${folder}`);
    const { dataDir, modelsDir } = readSettings();
    for (const [name, value] of [
      ['CENTURIA_DATA_DIR', dataDir],
      ['CENTURIA_MODELS', modelsDir],
    ] as const) {
      if (value === '') terminal.delete(name);
      else terminal.replace(name, value);
    }
  };
  const written = writeLaunchers(folder, join(extensionPath, 'dist/cli.js')).then(tell);
  written.catch((error: unknown) => log.error('terminals could not be given the command centuria', error));
  return vscode.workspace.onDidChangeConfiguration(
    (event) => ['centuria.dataDir', 'centuria.modelsDir'].some((name) => event.affectsConfiguration(name)) && tell(),
  );
}

/** The paths change with every version of VS Code and of the extension. A file is put in place whole: another window may be at it. */
async function writeLaunchers(folder: string, cli: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, text } of launchers(process.platform, { node: process.execPath, cli })) {
    const file = join(folder, name);
    if ((await readFile(file, 'utf8').catch(() => '')) === text) continue;
    const half = `${file}.${process.pid}`;
    await writeFile(half, text, { mode: 0o755 });
    await rename(half, file);
  }
}
