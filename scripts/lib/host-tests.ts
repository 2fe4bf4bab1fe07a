import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { launchBrowser } from '../../test/lib/launch-browser.ts';
import { cacheDir } from './cache-dir.mjs';
import { inRoot, root } from './paths.mjs';
import { serveVsCode } from './served-vscode.ts';

/** Bundles test modules for the extension host; `vscode` and mocha are found there at run time. */
export async function bundleHostModules(folder: string): Promise<void> {
  const source = inRoot(folder);
  const files = (await readdir(source)).filter((name) => name === 'index.ts' || name.endsWith('.host.ts'));
  await rm(inRoot('out', folder), { recursive: true, force: true });
  await build({
    entryPoints: files.map((name) => join(source, name)),
    outdir: inRoot('out', folder),
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

export interface HostRun {
  /** Absolute path of the bundled module that exports `run()`. */
  readonly module: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly onLine: (line: string) => void;
  /** Milliseconds until a run counts as hung. */
  readonly timeout: number;
  /** How often the page is loaded, one run after the other. */
  readonly runs?: number;
}

/** Runs a test module inside the extension host of the real VS Code. Resolves with VS Code's exit code, 0 for success. */
export async function runInHost(options: HostRun): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'centuria-host-'));
  const folder = join(home, 'workspace');
  const userFolder = join(home, 'server/data/User');
  await Promise.all([mkdir(folder), mkdir(userFolder, { recursive: true }), mkdir(join(home, 'centuria-data'))]);
  const settings = { 'workbench.startupEditor': 'none', 'files.autoSave': 'off', 'telemetry.telemetryLevel': 'off', ...options.settings };
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify(settings));
  const env = { CENTURIA_DATA_DIR: join(home, 'centuria-data'), CENTURIA_MODELS: join(cacheDir(), 'models'), ...options.env };
  const server = await serveVsCode({
    dataDir: join(home, 'server'),
    workspaceTrust: false,
    reconnectionGraceTime: 1,
    keepSecrets: false,
    testDriver: true,
    env,
  });
  try {
    const browser = await launchBrowser();
    try {
      let code = 0;
      for (let run = 0; run < (options.runs ?? 1) && code === 0; run += 1) {
        code = await loadOnce(browser, server.url({ folder, extension: root, extensionTests: options.module }), options);
      }
      return code;
    } finally {
      await browser.close();
    }
  } finally {
    await server.dispose();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

async function loadOnce(browser: Browser, url: string, { onLine, timeout }: HostRun): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const late = new AbortController();
  try {
    const exited = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
      late.signal.addEventListener('abort', () => resolve(124));
    });
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => textOf(args).split('\n').forEach(onLine));
    const timer = setTimeout(() => late.abort(), timeout);
    await page.goto(url);
    const code = await exited;
    clearTimeout(timer);
    if (late.signal.aborted) onLine(`the extension host did not finish within ${timeout / 1000} s`);
    return code;
  } finally {
    await context.close();
  }
}

/** Console arguments as the page hands them over: a format string with colours, or plain values. */
function textOf(args: readonly unknown[]): string {
  const [first, ...rest] = args.map(String);
  const colours = first?.match(/%c/g)?.length ?? 0;
  return [first?.replaceAll('%c', '') ?? '', ...rest.slice(colours)].join(' ');
}
