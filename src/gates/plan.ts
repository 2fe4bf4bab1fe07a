import type { GateId, GateResult } from '../core/gate.ts';
import { turnedOff } from '../core/gate-policy.ts';
import type { GatePolicy } from '../core/gate-policy.ts';
import { importsTool } from './python-imports/tool.ts';
import { isTreeLanguage, treeLanguage } from './tree-sitter/languages.ts';

/** A gate that is asked for a language. `because` is set where it cannot be run, whatever the text. */
export interface PlannedGate {
  readonly gate: GateId;
  readonly required: boolean;
  readonly tool: string;
  readonly because?: { readonly verdict: 'unknown' | 'not-applicable'; readonly why: string };
  /** A person turned it off. */
  readonly off?: true;
}

export const scriptLanguages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const;
export type ScriptLanguage = (typeof scriptLanguages)[number];

export function isScriptLanguage(languageId: string): languageId is ScriptLanguage {
  return scriptLanguages.some((known) => known === languageId);
}

const typescript = 'TypeScript';
/** The tool of the gates `complexity` and `documentation`. */
export const ownAdvice = 'Centuria advice';
const complexity: PlannedGate = { gate: 'complexity', required: false, tool: ownAdvice };
const documentation: PlannedGate = { gate: 'documentation', required: false, tool: ownAdvice };
/** The tool of the gate `security`. */
export const ownRules = 'Centuria security rules';
const secrets: PlannedGate = { gate: 'secrets', required: true, tool: 'secretlint' };
const proseLanguages: ReadonlySet<string> = new Set(['plaintext', 'markdown', 'log']);

/** The languages that a file's extension can mean, the likeliest first. An editor's setting can call any file anything. */
const languagesByExtension: Readonly<Record<string, readonly [string, ...string[]]>> = {
  ts: ['typescript', 'typescriptreact'],
  mts: ['typescript'],
  cts: ['typescript'],
  tsx: ['typescriptreact'],
  js: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'],
  mjs: ['javascript', 'typescript'],
  cjs: ['javascript', 'typescript'],
  jsx: ['javascriptreact', 'javascript', 'typescriptreact'],
  py: ['python'],
  pyi: ['python'],
  pyw: ['python'],
  json: ['json', 'jsonc'],
  jsonc: ['jsonc'],
  yaml: ['yaml'],
  yml: ['yaml'],
  go: ['go'],
  rs: ['rust'],
  java: ['java'],
  cs: ['csharp'],
  c: ['c'],
  // An editor says which of the two a header is; by itself it is read as what has more.
  h: ['cpp', 'c', 'objective-c', 'objective-cpp'],
  cc: ['cpp'],
  cpp: ['cpp'],
  cxx: ['cpp'],
  hh: ['cpp'],
  hpp: ['cpp'],
  hxx: ['cpp'],
  rb: ['ruby'],
  php: ['php'],
};

const proseExtensions: ReadonlySet<string> = new Set(['txt', 'text', 'md', 'markdown', 'mdx', 'log', 'rst', 'adoc', 'tex', 'csv', 'tsv']);

/** Files whose own tools read comments and trailing commas, whatever their extension says: those that VS Code opens as JSON with comments. */
const commentedJson =
  /(?:^|\/)(?:\.vscode\/[^/]+\.json|(?:ts|js)config(?:[.-][^/]+)?\.json|(?:settings|launch|tasks|keybindings|extensions|argv|profiles|mcp|api-extractor|tslint|typedoc|babel\.config|\.?devcontainer|\.(?:eslintrc|babelrc|swcrc))\.json|\.(?:babelrc|swcrc|jshintrc|jsfmtrc|hintrc)|[^/]*(?:\.code-(?:workspace|snippets)|(?:language-configuration|icon-theme|color-theme)\.json))$/u;

/** The language that a file is judged as: what its name or extension means where that is known, else what the editor calls it. */
export function judgedLanguage(uri: string, languageId: string): string {
  const path = uri.replace(/[?#].*$/u, '');
  if (commentedJson.test(path)) return ['json', 'jsonc', 'plaintext'].includes(languageId) ? 'jsonc' : languageId;
  const extension = /\.([a-z0-9]+)$/iu.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return languageId;
  const known = Object.hasOwn(languagesByExtension, extension) ? languagesByExtension[extension] : undefined;
  if (known) return known.includes(languageId) ? languageId : known[0];
  return proseLanguages.has(languageId) && !proseExtensions.has(extension) ? extension : languageId;
}

/** A gate as a person wants it. Prose has no syntax, whether that is looked for or not. */
function atLevel(planned: PlannedGate, { levels = {} }: GatePolicy): PlannedGate {
  const level = levels[planned.gate];
  if (level === 'off' && planned.because?.verdict !== 'not-applicable') {
    return { ...planned, required: false, off: true, because: { verdict: 'not-applicable', why: turnedOff } };
  }
  return level === 'advisory' ? { ...planned, required: false } : planned;
}

/** Which gates judge a change in a language, cheapest first: what was found before a time limit is kept. */
export function planFor(languageId: string, policy: GatePolicy): readonly PlannedGate[] {
  return gatesOf(languageId).map((planned) => atLevel(planned, policy));
}

function gatesOf(languageId: string): readonly PlannedGate[] {
  if (isScriptLanguage(languageId)) {
    return [
      secrets,
      { gate: 'syntax', required: true, tool: typescript },
      { gate: 'lint', required: true, tool: 'ESLint' },
      { gate: 'security', required: true, tool: ownRules },
      complexity,
      documentation,
      { gate: 'types', required: true, tool: typescript },
    ];
  }
  if (languageId === 'python') {
    return [
      secrets,
      { gate: 'syntax', required: true, tool: 'ruff' },
      { gate: 'lint', required: true, tool: 'ruff' },
      { gate: 'security', required: true, tool: ownRules },
      { gate: 'imports', required: true, tool: importsTool },
      complexity,
      documentation,
      { gate: 'types', required: true, tool: 'pyright' },
    ];
  }
  if (languageId === 'json' || languageId === 'jsonc') {
    return [secrets, { gate: 'syntax', required: true, tool: typescript }];
  }
  if (languageId === 'yaml') return [secrets, { gate: 'syntax', required: true, tool: 'yaml' }];
  if (isTreeLanguage(languageId)) {
    const why = `no type checker for ${treeLanguage(languageId).name} in this version`;
    return [
      secrets,
      { gate: 'syntax', required: true, tool: 'tree-sitter' },
      complexity,
      { gate: 'types', required: false, tool: 'none', because: { verdict: 'unknown', why } },
    ];
  }
  const because = proseLanguages.has(languageId)
    ? ({ verdict: 'not-applicable', why: `${languageId} has no syntax to check` } as const)
    : ({ verdict: 'unknown', why: `no analyser for ${languageId || 'this language'} yet` } as const);
  return [secrets, { gate: 'syntax', required: true, tool: 'none', because }];
}

/** The answer of a gate that did not run. */
export function notRun(planned: PlannedGate, why: string, verdict: 'unknown' | 'not-applicable' = 'unknown'): GateResult {
  const { gate, required, tool, off } = planned;
  return { gate, verdict, required, findings: [], known: 0, why, ...(off ? { off } : {}), tool, elapsedMs: 0 };
}
