import eslint from 'eslint/package.json' with { type: 'json' };
import secretlint from '@secretlint/core/package.json' with { type: 'json' };
import ts from 'typescript';
import type { GateId } from '../core/gate.ts';
import type { Analysers } from './analysers.ts';
import { scriptComments } from './comments.ts';
import type { Analysis } from './complaint.ts';
import { analyseComplexity } from './complexity/complexity.ts';
import { textHash } from './dependencies.ts';
import { analyseDocumentation } from './documentation/documentation.ts';
import type { Analysed, Subject } from './jobs.ts';
import { ignoresIn } from './ignore-comments.ts';
import { jsonSyntax } from './json/syntax.ts';
import { isScriptLanguage, ownAdvice, ownRules } from './plan.ts';
import type { ScriptLanguage } from './plan.ts';
import { pythonComments, withoutNoqa } from './python-comments.ts';
import { pyrightTool } from './pyright/python-types.ts';
import { pythonImports } from './python-imports/python-imports.ts';
import { surfaceOf } from './python-imports/surface.ts';
import { importsTool } from './python-imports/tool.ts';
import { secretComplaints } from './secrets/scan.ts';
import { analyseSecurity } from './security/analyse-security.ts';
import { secretSuppressionsIn, suppressionsIn } from './suppression.ts';
import type { Suppression } from './suppression.ts';
import { isTreeLanguage } from './tree-sitter/languages.ts';
import { treeSyntax } from './tree-sitter/syntax.ts';
import { scriptPath } from './typescript/file-path.ts';
import { scriptSyntax } from './typescript/syntax.ts';
import { typeEscapes } from './typescript/type-escapes.ts';
import { yamlSyntax, yamlTool } from './yaml/yaml-syntax.ts';

/** What ran, with its version. */
export function toolOf(gate: GateId, languageId: string, analysers: Analysers): string {
  if (gate === 'secrets') return `secretlint ${secretlint.version} and own rules`;
  if (gate === 'security') return ownRules;
  if (gate === 'imports') return importsTool;
  if (gate === 'complexity' || gate === 'documentation') return ownAdvice;
  if (languageId === 'python') return gate === 'types' ? pyrightTool : analysers.ruff().tool;
  if (languageId === 'yaml') return yamlTool;
  if (isTreeLanguage(languageId)) return analysers.grammars().tool;
  return gate === 'lint' ? `ESLint ${eslint.version}` : `TypeScript ${ts.version}`;
}

/** Runs one gate on one text. */
export async function analyse(gate: GateId, subject: Subject, analysers: Analysers): Promise<Omit<Analysed, 'tool'>> {
  const { uri, languageId, text, overlays } = subject;
  if (gate === 'types' && isScriptLanguage(languageId)) return analysers.types().analyse({ uri, languageId, text, overlays });
  if (gate === 'security') return analyseSecurity(subject, analysers);
  const analysis = await analyseText(gate, subject, analysers);
  return languageId === 'python' && (gate === 'types' || gate === 'imports')
    ? { analysis, surface: await pythonSurface(text, analysers) }
    : { analysis };
}

async function pythonSurface(text: string, analysers: Analysers): Promise<string> {
  return textHash(await analysers.grammars().withTree('python', text, surfaceOf));
}

/** The gates whose answer says nothing of what else they read. */
async function analyseText(gate: GateId, subject: Subject, analysers: Analysers): Promise<Analysis> {
  const { languageId, text } = subject;
  switch (gate) {
    case 'secrets':
      return secretComplaints(text, subject.honourComments);
    case 'imports':
      return pythonImports(subject, analysers.grammars());
    case 'types':
      return analysers.pythonTypes().analyse(subject, { ruff: analysers.ruff(), grammars: analysers.grammars() });
    case 'complexity':
      return analyseComplexity(subject, analysers.grammars());
    case 'documentation':
      return analyseDocumentation(subject, analysers.grammars());
    default:
      return isScriptLanguage(languageId) ? ofScript(gate, { ...subject, languageId }, analysers) : ofOther(gate, subject, analysers);
  }
}

async function ofScript(gate: GateId, subject: Subject & { readonly languageId: ScriptLanguage }, analysers: Analysers): Promise<Analysis> {
  const { uri, languageId, text, declared, honourComments } = subject;
  if (gate === 'syntax') return scriptSyntax(text, scriptPath(uri, languageId));
  return (await analysers.lint()).analyse({ text, languageId, declared, honourComments });
}

/** A package's own file, by its name. */
function isPackage(uri: string): boolean {
  return /\/__init__\.pyi?$/u.test(uri);
}

async function ofOther(gate: GateId, subject: Subject, analysers: Analysers): Promise<Analysis> {
  const { languageId, text } = subject;
  if (languageId === 'python') {
    const heard = subject.honourComments ? text : withoutNoqa(text);
    return gate === 'syntax' ? analysers.ruff().syntax(heard) : analysers.ruff().lint(heard, isPackage(subject.uri));
  }
  if (languageId === 'json' || languageId === 'jsonc') return jsonSyntax(text, languageId);
  if (languageId === 'yaml') return yamlSyntax(text);
  if (isTreeLanguage(languageId)) return treeSyntax({ ...subject, languageId }, analysers.grammars());
  return { ok: false, verdict: 'unknown', why: `no analyser for ${languageId}` };
}

/** What silences a check in a text, in order. */
export function suppressionsOf(text: string, uri: string, languageId: string): Suppression[] {
  return [...secretSuppressionsIn(text), ...ofLanguage(text, uri, languageId)].toSorted((a, b) => a.start - b.start);
}

function ofLanguage(text: string, uri: string, languageId: string): Suppression[] {
  if (languageId === 'python') {
    const comments = pythonComments(text);
    return [...suppressionsIn(text, comments, 'python'), ...ignoresIn(text, comments)];
  }
  if (!isScriptLanguage(languageId)) return ignoresIn(text, undefined);
  const path = scriptPath(uri, languageId);
  const comments = scriptComments(text, path);
  return [...suppressionsIn(text, comments, 'script'), ...typeEscapes(text, path), ...ignoresIn(text, comments)];
}
