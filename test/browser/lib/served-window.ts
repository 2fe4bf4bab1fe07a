import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { cacheDir } from '../../../scripts/lib/cache-dir.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { serveVsCode } from '../../../scripts/lib/served-vscode.ts';
import type { ServedVsCode } from '../../../scripts/lib/served-vscode.ts';
import { launchBrowser } from '../../lib/launch-browser.ts';
import { childProcesses } from './child-processes.ts';
import { VsCodeWindow } from './vscode-window.ts';

export interface TestVsCodeOptions {
  /** Files of the folder that is opened, by relative path; or the absolute path of a folder to copy. */
  readonly workspace: Readonly<Record<string, string>> | string;
  /** User settings on top of the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the extension host, on top of `CENTURIA_DATA_DIR` (a fresh one) and `CENTURIA_MODELS` (the cache's). */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Asks for trust as on a person's machine. Default: every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Serves the route that SecretStorage needs to survive a reload. */
  readonly keepSecrets?: boolean;
  /** The extension under development: this project unless told otherwise; `undefined` for none. */
  readonly extension?: string | undefined;
  readonly extensionsDir?: string;
}

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  /** Absolute path of the folder or `.code-workspace` file, if not the test's own folder. */
  readonly folder?: string;
  readonly workspace?: string;
}

export interface TestVsCode extends AsyncDisposable {
  /** The folder that is open: a copy, yours to change. */
  readonly folder: string;
  /** What the extension was given as `CENTURIA_DATA_DIR`. */
  readonly dataDir: string;
  /** Opens a window of its own browser profile, with its own extension host. */
  openWindow(options?: WindowOptions): Promise<VsCodeWindow>;
  /** Pids of the extension hosts that run now: one for each window. */
  extensionHosts(): Promise<number[]>;
  /** Everything the server has printed. */
  serverOutput(): string;
  dispose(): Promise<void>;
}

const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'window.autoDetectColorScheme': false,
  'window.commandCenter': false,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'telemetry.telemetryLevel': 'off',
  'chat.commandCenter.enabled': false,
};

/** Starts a VS Code of its own: fresh settings, state, data folder and workspace, gone again with `dispose`. */
export async function startTestVsCode(options: TestVsCodeOptions): Promise<TestVsCode> {
  const home = await mkdtemp(join(tmpdir(), 'centuria-vscode-'));
  const folder = join(home, 'workspace');
  const dataDir = join(home, 'centuria-data');
  await Promise.all([writeWorkspace(folder, options.workspace), mkdir(dataDir)]);
  const settingsFile = join(home, 'server/data/User/settings.json');
  await mkdir(dirname(settingsFile), { recursive: true });
  const machineFile = join(home, 'server/data/Machine/settings.json');
  await mkdir(dirname(machineFile), { recursive: true });
  await writeFile(settingsFile, JSON.stringify({ ...quiet, ...options.settings }, undefined, 2));
  // Settings of machine scope count on the server's side only. What stands there wins over the person's own, so only ours do.
  const ours = Object.entries(options.settings ?? {}).filter(([name]) => name.startsWith('centuria.'));
  await writeFile(machineFile, JSON.stringify(Object.fromEntries(ours), undefined, 2));
  const extension = 'extension' in options ? options.extension : root;
  const server = await serveVsCode({
    dataDir: join(home, 'server'),
    workspaceTrust: options.workspaceTrust ?? false,
    reconnectionGraceTime: 1,
    keepSecrets: options.keepSecrets ?? false,
    env: { CENTURIA_DATA_DIR: dataDir, CENTURIA_MODELS: join(cacheDir(), 'models'), ...options.env },
    ...(options.extensionsDir === undefined ? {} : { extensionsDir: options.extensionsDir }),
    ...(extension === undefined ? {} : { installed: extension }),
  });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.dispose();
    throw error;
  });
  const dispose = async () => {
    // A browser that is closed whole asks each page whether it may, and a page with unsaved text answers nobody.
    await Promise.all(browser.contexts().map((context) => context.close()));
    await browser.close();
    await server.dispose();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return {
    folder,
    dataDir,
    openWindow: (wanted = {}) => openWindow({ browser, server, settingsFile }, { folder, ...wanted }),
    extensionHosts: () => childProcesses(server.pid, '--type=extensionHost'),
    serverOutput: () => server.output(),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

interface Host {
  readonly browser: Browser;
  readonly server: ServedVsCode;
  readonly settingsFile: string;
}

async function openWindow({ browser, server, settingsFile }: Host, options: WindowOptions): Promise<VsCodeWindow> {
  const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  const window = new VsCodeWindow(await context.newPage(), settingsFile);
  const where = options.workspace === undefined ? { folder: options.folder ?? '' } : { workspace: options.workspace };
  await window.open(server.url(where));
  return window;
}

async function writeWorkspace(folder: string, workspace: TestVsCodeOptions['workspace']): Promise<void> {
  if (typeof workspace === 'string') return cp(workspace, folder, { recursive: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(workspace)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
