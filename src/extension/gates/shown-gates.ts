import * as vscode from 'vscode';

import type { GateId } from '../../core/gate.ts';
import type { GateLimits, ShownGates } from '../../protocol/gates.ts';
import { readSettings } from '../settings.ts';

const SCRIPTS = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

/** Whose findings the editor already has. */
const SHOWN_BY = {
  scripts: 'vscode.typescript-language-features',
  eslint: 'dbaeumer.vscode-eslint',
  ruff: 'charliermarsh.ruff',
  json: 'vscode.json-language-features',
  pythonTypes: 'ms-python.vscode-pylance',
} as const;

/** Languages of which only the syntax is read, and the extension that shows as much. */
const READ_BY: Readonly<Record<string, string>> = {
  yaml: 'redhat.vscode-yaml',
  go: 'golang.go',
  rust: 'rust-lang.rust-analyzer',
  java: 'redhat.java',
  csharp: 'ms-dotnettools.csharp',
  cpp: 'ms-vscode.cpptools',
  c: 'ms-vscode.cpptools',
  ruby: 'shopify.ruby-lsp',
  php: 'vscode.php-language-features',
};

/** The languages that the editor's door to the gates is for. */
export const GATED_LANGUAGES = [...SCRIPTS, 'python', 'json', 'jsonc', ...Object.keys(READ_BY)];

const LIMITED: readonly GateId[] = ['secrets', 'syntax', 'lint', 'security', 'imports', 'complexity', 'documentation', 'types'];
const LEAST_LIMIT_MS = 100;

/** What each gate may take. What is no number of milliseconds in the settings does not count. */
export function gateLimits(): GateLimits {
  const written = readSettings().gateLimits;
  const entries = LIMITED.map((gate) => [gate, written[gate]] as const);
  return Object.fromEntries(entries.filter(([, limit]) => typeof limit === 'number' && limit >= LEAST_LIMIT_MS));
}

/**
 * The gates whose findings are published in the editor: only what no active extension shows already, unless forced. Of
 * `tests`, what there is to say of ignore comments.
 */
export function shownGates(): ShownGates {
  const forced = readSettings().showAlways;
  const there = (extension: string): boolean => vscode.extensions.getExtension(extension) !== undefined;
  const unless = (extension: string, gates: readonly GateId[]): readonly GateId[] =>
    gates.filter((gate) => forced.includes(gate) || !there(extension));
  const scripts: readonly GateId[] = [
    'secrets',
    'tests',
    'security',
    ...unless(SHOWN_BY.scripts, ['syntax', 'types']),
    ...unless(SHOWN_BY.eslint, ['lint']),
  ];
  const data: readonly GateId[] = ['secrets', 'tests', ...unless(SHOWN_BY.json, ['syntax'])];
  return {
    ...Object.fromEntries(SCRIPTS.map((language) => [language, scripts])),
    ...Object.fromEntries(
      Object.entries(READ_BY).map(([language, extension]) => [language, ['secrets', 'tests', ...unless(extension, ['syntax'])]]),
    ),
    python: [
      'secrets',
      'tests',
      'security',
      ...unless(SHOWN_BY.ruff, ['syntax', 'lint']),
      ...unless(SHOWN_BY.pythonTypes, ['imports', 'types']),
    ],
    json: data,
    jsonc: data,
  };
}

/** What is said about how code is written: an open document does not show it. */
const ADVICE: readonly GateId[] = ['complexity', 'documentation'];

/** Whether findings of a gate are shown in an open document: by the editor's door to the gates, or by an extension in its place. */
export function isShownWhereOpen(languageId: string, gate: GateId): boolean {
  return GATED_LANGUAGES.includes(languageId) && !ADVICE.includes(gate);
}
