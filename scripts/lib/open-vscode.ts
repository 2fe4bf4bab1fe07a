import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { dataDir } from '../../src/node/data-dir.ts';
import { cacheDir } from './cache-dir.mjs';
import { inRoot, root } from './paths.mjs';
import { onInterrupt, run, wasInterrupted } from './processes.mjs';
import { serveVsCode } from './served-vscode.ts';
import { ensureServedVsCode } from './served-vscode-tool.mjs';

export interface OpenOptions {
  readonly folder?: string;
  readonly reset: boolean;
  readonly served: boolean;
  readonly noOpen: boolean;
  readonly exitWhenReady: boolean;
}

/** Opens VS Code on a folder with the extension in it. Resolves with an exit code when it is closed. */
export async function openVsCode(options: OpenOptions): Promise<number> {
  const folder = options.folder === undefined ? await sampleWorkspace(options.reset) : resolve(options.folder);
  if (!(await isFolder(folder))) {
    console.error(`There is no folder ${folder}.`);
    return 1;
  }
  await shareModels();
  const desktop = options.served ? undefined : onPath('code');
  console.log(`folder: ${folder}`);
  return desktop === undefined ? serve(folder, options) : openDesktop(desktop, folder);
}

/** A copy, so that trying things out changes nothing in the repository. */
async function sampleWorkspace(reset: boolean): Promise<string> {
  const copy = join(cacheDir(), 'sample-workspace');
  if (reset) await rm(copy, { recursive: true, force: true });
  if (existsSync(copy)) return copy;
  await mkdir(dirname(copy), { recursive: true });
  const half = await mkdtemp(`${copy}.half-`);
  await cp(inRoot('samples/workspace'), half, { recursive: true });
  await commitAll(half);
  await rename(half, copy).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

/** The copy is a repository of its own, so that the changes you accept show in the Source Control view. */
async function commitAll(folder: string): Promise<void> {
  const identity = ['-c', 'user.name=Centuria sample', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgsign=false'];
  const commands = [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    [...identity, 'commit', '-q', '-m', 'Sample workspace'],
  ];
  for (const args of commands) {
    const { code, output } = await run('git', args, { cwd: folder, quiet: true });
    if (code !== 0) return console.log(`The sample workspace is no git repository: ${output.trim()}`);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** The first program of that name on the PATH. */
function onPath(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.cmd`, `${name}.exe`] : [name];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((file) => join(folder, file))).find((file) => existsSync(file));
}

/** Puts what was fetched where the product looks for models, so that VS Code and the command line find it alike. */
async function shareModels(): Promise<void> {
  const [from, to] = [join(cacheDir(), 'models'), join(process.env['CENTURIA_DATA_DIR'] ?? dataDir(), 'models')];
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of await readdir(from).catch(() => [])) {
    if (!name.endsWith('.gguf') || existsSync(join(to, name))) continue;
    // Another disk takes no link.
    await link(join(from, name), join(to, name)).catch(() => copyFile(join(from, name), join(to, name)));
  }
}

/** A running desktop VS Code keeps the environment it was started with; one started here gets ours. */
const WELCOME = { CENTURIA_WELCOME: 'open' };

async function openDesktop(code: string, folder: string): Promise<number> {
  console.log('opening VS Code');
  const options = { env: { ...process.env, ...WELCOME }, shell: code.endsWith('.cmd') };
  return (await run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder], options)).code;
}

async function serve(folder: string, options: OpenOptions): Promise<number> {
  console.log('no desktop VS Code is used: serving one to your browser');
  await ensureServedVsCode((line) => console.log(line));
  const dataDir = join(cacheDir(), 'served-vscode');
  await firstSettings(join(dataDir, 'data/User/settings.json'));
  const portFile = join(dataDir, 'port');
  const port = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  console.log('starting its server');
  const server = await serveVsCode({ dataDir, installed: root, workspaceTrust: true, keepSecrets: true, port, env: WELCOME });
  const forget = onInterrupt(() => server.dispose());
  // A browser keeps settings and secrets by address: the first window gets the same one again.
  if (port === 0) await writeFile(portFile, String(server.port));
  const url = server.url({ folder });
  const answered = await answers(url);
  console.log(answered ? `\nVS Code with Centuria: ${url}\n` : `VS Code does not answer:\n${server.output()}`);
  if (answered && !options.noOpen) openBrowser(url);
  if (answered && !options.exitWhenReady) {
    console.log('Ctrl+C ends it.');
    await server.ended;
    if (!wasInterrupted()) console.error(`VS Code's server ended:\n${server.output().slice(-2_000)}`);
  }
  forget();
  await server.dispose();
  return answered && options.exitWhenReady ? 0 : 1;
}

/** What a first window needs to be about Centuria; yours to change from then on. */
async function firstSettings(file: string): Promise<void> {
  if (existsSync(file)) return;
  const settings = {
    'security.workspace.trust.startupPrompt': 'always',
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'files.autoSave': 'off',
    'telemetry.telemetryLevel': 'off',
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const page = await fetch(new URL(response.headers.get('location') ?? url, url), { headers: { cookie } });
  return page.ok && (await page.text()).includes('vscode-workbench-web-configuration');
}

function openBrowser(url: string): void {
  const [command, ...args] = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] }[process.platform as string] ?? [
    'xdg-open',
  ];
  const child = spawn(command ?? 'xdg-open', [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', () => console.log('No browser could be opened: open the address above yourself.'));
  child.unref();
}
