import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMintKeyProxy } from './mint-key-proxy.ts';
import { killTree, start } from './processes.mjs';
import { servedVsCodeMain } from './served-vscode-tool.mjs';

export interface ServeOptions {
  /** Settings, state and logs of this VS Code. */
  readonly dataDir: string;
  readonly extensionsDir?: string;
  /**
   * Absolute path of an extension that is installed where it is, without a copy. Not for tests inside the extension
   * host: those need `testDriver` and `PageOptions.extension`.
   */
  readonly installed?: string;
  /** Honours extensions under development in the address. VS Code then shows no notification toasts. */
  readonly testDriver?: boolean;
  /** False: every folder is trusted without asking. Only for tests whose subject is something else. */
  readonly workspaceTrust: boolean;
  /** Seconds a closed page keeps its extension host. VS Code's own default is three hours. */
  readonly reconnectionGraceTime?: number;
  /** Puts the proxy in front that lets SecretStorage survive a reload. */
  readonly keepSecrets: boolean;
  /** With `keepSecrets`: the port people see, if it is free. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface PageOptions {
  /** Absolute path of the folder or `.code-workspace` file to open. */
  readonly folder?: string;
  readonly workspace?: string;
  /** Absolute path of an extension under development. */
  readonly extension?: string;
  /** Absolute path of a module that exports `run()`, for tests inside the extension host. */
  readonly extensionTests?: string;
}

export interface ServedVsCode {
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  url(page: PageOptions): string;
  /** What the server has printed so far. */
  output(): string;
  /** Resolves when the server has ended, by itself or by `dispose`. */
  readonly ended: Promise<void>;
  dispose(): Promise<void>;
}

/** Starts VS Code's own server on 127.0.0.1, behind a random token, and waits until it listens. */
export async function serveVsCode(options: ServeOptions): Promise<ServedVsCode> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  if (options.installed !== undefined) await install(options.installed, extensionsDirOf(options));
  const tokenFile = join(options.dataDir, 'connection-token');
  const token = await tokenIn(tokenFile);
  const server = start(process.execPath, serverArguments(options, tokenFile), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const target = await portOf(server, () => output);
  const proxy = options.keepSecrets
    ? await startMintKeyProxy({ target, port: options.port ?? 0, token, keyFile: join(options.dataDir, 'secret-key-half') })
    : undefined;
  const port = proxy?.port ?? target;
  return {
    port,
    pid: server.pid ?? 0,
    dataDir: options.dataDir,
    url: (page) => pageAddress(port, token, page),
    output: () => output,
    ended,
    async dispose() {
      killTree(server);
      const late = setTimeout(() => killTree(server, 'SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
      // Last, since it waits for what goes through it.
      await proxy?.dispose();
    },
  };
}

function serverArguments(options: ServeOptions, tokenFile: string): string[] {
  const main = servedVsCodeMain();
  if (!existsSync(main)) throw new Error(`The served VS Code is not installed (${main}): run \`npm start\` or \`npm test\` once.`);
  const args = [main, '--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile];
  args.push('--accept-server-license-terms', '--server-data-dir', options.dataDir);
  args.push('--telemetry-level', 'off', '--extensions-dir', extensionsDirOf(options));
  if (options.testDriver === true) args.push('--enable-smoke-test-driver');
  if (!options.workspaceTrust) args.push('--disable-workspace-trust');
  if (options.reconnectionGraceTime !== undefined) args.push('--reconnection-grace-time', String(options.reconnectionGraceTime));
  return args;
}

function extensionsDirOf(options: ServeOptions): string {
  return options.extensionsDir ?? join(options.dataDir, 'extensions');
}

/** Lists the extension in the folder's own register, with its place: what is built is what runs. */
async function install(extension: string, extensionsDir: string): Promise<void> {
  const manifest: unknown = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8'));
  const { publisher, name, version } = { publisher: '', name: '', version: '', ...(typeof manifest === 'object' ? manifest : {}) };
  const location = { $mid: 1, path: uriPath(extension), scheme: 'file' };
  const entry = {
    identifier: { id: `${publisher}.${name}` },
    version,
    location,
    metadata: { installedTimestamp: Date.now(), source: 'vsix' },
  };
  await mkdir(extensionsDir, { recursive: true });
  await writeFile(join(extensionsDir, 'extensions.json'), JSON.stringify([entry]));
}

/** One token for each data folder, so that a second server beside the first does not take its cookie's place. */
async function tokenIn(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

function portOf(server: ReturnType<typeof start>, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code} before it listened:\n${output()}`)));
    server.stdout?.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function pageAddress(port: number, token: string, page: PageOptions): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${uriPath(path)}`;
  const payload: [string, string][] = [];
  if (page.extension !== undefined) payload.push(['extensionDevelopmentPath', remote(page.extension)]);
  if (page.extensionTests !== undefined) payload.push(['extensionTestsPath', remote(page.extensionTests)]);
  const query = new URLSearchParams({ tkn: token });
  if (page.folder !== undefined) query.set('folder', uriPath(page.folder));
  if (page.workspace !== undefined) query.set('workspace', uriPath(page.workspace));
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query}`;
}

/** `C:\a` is `/C:/a` in a URI. */
function uriPath(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}
