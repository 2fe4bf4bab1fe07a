import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Ruff's check of one text with the rules of some groups. */
export function loadRuffWith(select: readonly string[]): (text: string) => readonly unknown[] {
  const { Workspace, PositionEncoding }: typeof import('@astral-sh/ruff-wasm-nodejs') = require('@astral-sh/ruff-wasm-nodejs');
  const workspace = new Workspace({ preview: false, lint: { select } }, PositionEncoding.Utf16);
  return (text) => {
    const found: unknown = workspace.check(text);
    return Array.isArray(found) ? found : [];
  };
}
