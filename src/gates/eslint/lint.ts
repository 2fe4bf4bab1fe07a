import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint/universal';
import type { Rule } from 'eslint';
import type { Fix, TextEdit } from '../../core/gate.ts';
import type { Analysis, Complaint } from '../complaint.ts';
import { ecmaLinesOf, linesOf } from '../lines.ts';
import type { ScriptLanguage } from '../plan.ts';
import { collectGlobals } from './globals.ts';
import type { Globals } from './globals.ts';
import { lintRules, lintRuleUrl } from './rules.ts';

/**
 * The gate `lint` for JavaScript and TypeScript: ESLint's core rules of this product's choice, on a text in memory.
 * The workspace's own ESLint is run elsewhere, in the jail: its configuration is a program.
 */
export interface LintGate {
  analyse(question: LintQuestion): Analysis;
}

export interface LintQuestion {
  readonly text: string;
  readonly languageId: ScriptLanguage;
  /** Names that comments of the text declare. */
  readonly declared: readonly string[];
  /** The editor's door: a person's own `eslint-disable` counts. False for a change of an agent. */
  readonly honourComments: boolean;
}

/** The name only says the language: a flat configuration matches files below its folder, and the text's own path may be anywhere. */
const fileNames: Readonly<Record<ScriptLanguage, string>> = {
  javascript: 'text.js',
  javascriptreact: 'text.jsx',
  typescript: 'text.ts',
  typescriptreact: 'text.tsx',
};

const isJavaScript = (languageId: ScriptLanguage) => languageId.startsWith('javascript');

function rulesFor(languageId: ScriptLanguage): Linter.RulesRecord {
  const wanted = Object.entries(lintRules).filter(([, rule]) => isJavaScript(languageId) || rule.javascriptOnly !== true);
  return Object.fromEntries(wanted.map(([name, rule]) => [name, ['error', ...(rule.options ?? [])] as const]));
}

function configFor(languageId: ScriptLanguage, globals: Globals, question: LintQuestion): Linter.Config[] {
  const declared = question.declared.map((name) => [name, 'writable'] as const);
  const languageOptions: Linter.LanguageOptions = {
    parser,
    ecmaVersion: 'latest',
    sourceType: 'module',
    globals: { ...globals, ...Object.fromEntries(declared) },
    parserOptions: { ecmaFeatures: { jsx: languageId !== 'typescript' } },
  };
  const linterOptions = { noInlineConfig: !question.honourComments, reportUnusedDisableDirectives: 'off' } as const;
  // A pattern with the extension: `**/*` alone matches no TypeScript file.
  return [{ files: ['**/*.{js,jsx,ts,tsx}'], languageOptions, linterOptions, rules: rulesFor(languageId) }];
}

function whyOf(rule: string): Pick<Complaint, 'why'> {
  const why = lintRules[rule]?.why;
  return why === undefined ? {} : { why };
}

/** The rule's own fix, or what it suggests where that is one thing: a suggestion may change what the program does. */
function fixOf({ ruleId, fix, suggestions = [] }: Linter.LintMessage, text: string): Fix | undefined {
  if (lintRules[ruleId ?? '']?.unfixable) return undefined;
  const lines = linesOf(text);
  const editOf = ({ range: [start, end], text: wanted }: Rule.Fix): TextEdit => ({ range: lines.range(start, end), text: wanted });
  if (fix) return { title: `Fix ${ruleId ?? 'it'}`, edits: [editOf(fix)] };
  const [only, ...others] = suggestions;
  return only === undefined || others.length > 0
    ? undefined
    : { title: only.desc.replace(/\.$/u, ''), edits: [editOf(only.fix)], single: true };
}

function complaintOf(message: Linter.LintMessage, text: string): Complaint {
  const ecma = ecmaLinesOf(text);
  const start = ecma.offset(message.line - 1, message.column - 1);
  const end =
    message.endLine === undefined || message.endColumn === undefined ? start : ecma.offset(message.endLine - 1, message.endColumn - 1);
  const rule = message.ruleId ?? 'unknown';
  const known = lintRules[rule];
  const blocks = known?.blocks === true && known.meant?.test(text.slice(start)) !== true;
  const fix = fixOf(message, text);
  return {
    rule,
    message: message.message,
    severity: blocks ? 'warning' : 'information',
    range: linesOf(text).range(start, end),
    blocks,
    url: lintRuleUrl(rule),
    ...(fix && { fix }),
    ...whyOf(rule),
  };
}

/** Loads the rules; the first answer takes several times as long as later ones. */
export function createLintGate(typescriptLib: string): LintGate {
  const linter = new Linter({ configType: 'flat' });
  const globals = collectGlobals(typescriptLib);
  return {
    analyse: (question) => {
      const config = configFor(question.languageId, globals, question);
      const messages = linter.verify(question.text, config, {
        filename: fileNames[question.languageId],
        allowInlineConfig: question.honourComments,
      });
      const odd = messages.find((message) => message.ruleId === null);
      if (odd) return { ok: false, verdict: 'unknown', why: `ESLint could not read the text: ${odd.message}` };
      return { ok: true, complaints: messages.map((message) => complaintOf(message, question.text)) };
    },
  };
}
