import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';

import { panelHtml } from '../../src/extension/panel/panel-html.ts';
import type { HostMessage, PanelModel, ViewMessage } from '../../src/protocol/panel.ts';
import { NOW } from './models.ts';
import type { Theme } from './themes.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const ORIGIN = 'http://panel.test';
export type Files = ReadonlyMap<string, { readonly type: string; readonly body: Buffer }>;

/** Bundles the panel as the product does, in memory. */
export async function bundlePanel(): Promise<Files> {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: { panel: 'src/webview/main.tsx' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome140',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    outdir: 'dist/webview',
    write: false,
  });
  const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };
  return new Map(
    result.outputFiles.map((file) => [
      path.basename(file.path),
      { type: types[path.extname(file.path)] ?? 'application/octet-stream', body: Buffer.from(file.contents) },
    ]),
  );
}

export interface OpenOptions {
  readonly files: Files;
  readonly theme: Theme;
  readonly width: number;
  readonly height?: number;
  /** What the fake host's `getState` gives. */
  readonly saved?: unknown;
  readonly reducedMotion?: boolean;
}

/** The panel in a page that has VS Code's variables, its content security policy and a fake host API. */
export interface PanelPage {
  readonly page: Page;
  /** Errors and policy violations the page reported. */
  readonly problems: readonly string[];
  /** Posts a whole model and lets it be drawn. */
  show(model: PanelModel): Promise<void>;
  post(message: HostMessage): Promise<void>;
  sent(): Promise<readonly ViewMessage[]>;
  saved(): Promise<unknown>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openPanel(browser: Browser, options: OpenOptions): Promise<PanelPage> {
  const { theme, width, height = 900 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.clock.install({ time: NOW });
  await page.route(`${ORIGIN}/**`, (route) => serve(options.files, new URL(route.request().url()).pathname, route));
  await page.addInitScript(installFakeHost, options.saved);
  await page.goto(`${ORIGIN}/`);
  await page.evaluate(applyTheme, { theme, narrow: width < 600 });

  let seq = 0;
  const post = async (message: HostMessage): Promise<void> => {
    await page.evaluate((data) => {
      window.dispatchEvent(new MessageEvent('message', { data }));
    }, message);
  };
  return {
    page,
    problems,
    post,
    async show(model) {
      await post({ type: 'model', seq: ++seq, at: NOW, model });
      await page.clock.runFor(50);
    },
    sent: () => page.evaluate(() => window.fakeHost.sent),
    saved: () => page.evaluate(() => window.fakeHost.saved),
    async screenshot(name) {
      const folder = path.join(ROOT, 'test-results', 'screens');
      await mkdir(folder, { recursive: true });
      await page.screenshot({ fullPage: true, path: path.join(folder, `${name}.png`) });
    },
    close: () => context.close(),
  };
}

type Fulfil = (answer: { status?: number; contentType?: string; body?: string | Buffer }) => Promise<void>;

async function serve(files: Files, pathname: string, route: { readonly fulfill: Fulfil }): Promise<void> {
  if (pathname === '/') {
    const body = panelHtml({ scriptUri: '/panel.js', styleUri: '/panel.css', cspSource: ORIGIN, nonce: 'abc', language: 'en' });
    await route.fulfill({ contentType: 'text/html', body });
    return;
  }
  const file = files.get(pathname.slice(1));
  await (file === undefined ? route.fulfill({ status: 204 }) : route.fulfill({ contentType: file.type, body: file.body }));
}

interface FakeHost {
  readonly sent: ViewMessage[];
  saved: unknown;
}

declare global {
  interface Window {
    fakeHost: FakeHost;
    acquireVsCodeApi: () => unknown;
  }
}

// Runs in the page.
function installFakeHost(saved: unknown): void {
  const host: FakeHost = { sent: [], saved };
  window.fakeHost = host;
  window.acquireVsCodeApi = () => ({
    postMessage: (message: ViewMessage) => void host.sent.push(message),
    getState: () => host.saved,
    setState: (state: unknown) => {
      host.saved = state;
    },
  });
}

// Runs in the page. VS Code writes the variables in the same two places.
function applyTheme({ theme, narrow }: { readonly theme: Theme; readonly narrow: boolean }): void {
  for (const [name, value] of Object.entries(theme.variables)) {
    document.documentElement.style.setProperty(`--vscode-${name}`, value);
  }
  document.body.className = theme.bodyClass;
  document.body.style.backgroundColor = `var(--vscode-${narrow ? 'sideBar' : 'editor'}-background)`;
}
