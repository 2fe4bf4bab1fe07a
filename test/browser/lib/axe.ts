import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';

interface Axe {
  readonly axe: {
    run(): Promise<{
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
      }[];
    }>;
  };
}

/**
 * What axe-core finds in a webview as it is drawn now: one line for each element. A webview is transparent, and axe
 * does not see through it: `behind` is the theme's variable for what it stands on.
 */
export async function axeViolations(
  frame: Frame,
  behind: '--vscode-sideBar-background' | '--vscode-editor-background',
): Promise<readonly string[]> {
  await frame.evaluate(await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  return frame.evaluate(async (variable) => {
    const page = document.documentElement;
    page.style.backgroundColor = getComputedStyle(page).getPropertyValue(variable);
    const { axe } = globalThis as unknown as Axe;
    const { violations } = await axe.run();
    page.style.backgroundColor = '';
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
  }, behind);
}
