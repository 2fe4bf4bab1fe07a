import secretlint from '@secretlint/core/package.json' with { type: 'json' };
import ts from 'typescript';
import type { GateId, JudgeRequest } from '../core/gate.ts';
import type { Analysers } from './analysers.ts';
import { scriptComments } from './comments.ts';
import type { Analysis } from './complaint.ts';
import { jsonSyntax } from './json/syntax.ts';
import { isScriptLanguage, ownRules } from './plan.ts';
import { pythonComments, withoutNoqa } from './python-comments.ts';
import { secretComplaints } from './secrets/scan.ts';
import { analyseSecurity } from './security/analyse-security.ts';
import { secretSuppressionsIn, suppressionsIn } from './suppression.ts';
import type { Suppression } from './suppression.ts';
import { scriptPath } from './typescript/file-path.ts';
import { scriptSyntax } from './typescript/syntax.ts';
import { typeEscapes } from './typescript/type-escapes.ts';

/** One text as an analyser gets it. */
export interface Subject {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly overlays: JudgeRequest['overlays'];
  /** Names that comments declare as global. */
  readonly declared: readonly string[];
  readonly honourComments: boolean;
}

/** What ran, with its version. */
export function toolOf(gate: GateId, languageId: string, analysers: Analysers): string {
  if (gate === 'secrets') return `secretlint ${secretlint.version} and own rules`;
  if (gate === 'security') return ownRules;
  if (languageId === 'python') return analysers.ruff().tool;
  return gate === 'lint' ? analysers.lint().tool : `TypeScript ${ts.version}`;
}

/** Runs one gate on one text. */
export async function analyse(gate: GateId, subject: Subject, analysers: Analysers): Promise<Analysis> {
  const { languageId, text } = subject;
  if (gate === 'secrets') return secretComplaints(text, subject.honourComments);
  if (gate === 'security') return analyseSecurity(subject, analysers);
  if (languageId === 'python') {
    const heard = subject.honourComments ? text : withoutNoqa(text);
    return gate === 'syntax' ? analysers.ruff().syntax(heard) : analysers.ruff().lint(heard);
  }
  if (languageId === 'json' || languageId === 'jsonc') return jsonSyntax(text, languageId);
  if (!isScriptLanguage(languageId)) return { ok: false, verdict: 'unknown', why: `no analyser for ${languageId}` };
  if (gate === 'syntax') return scriptSyntax(text, scriptPath(subject.uri, languageId));
  const { uri, overlays, declared, honourComments } = subject;
  if (gate === 'types') return analysers.types().analyse({ uri, languageId, text, overlays });
  return analysers.lint().analyse({ text, languageId, declared, honourComments });
}

/** What silences a check in a text, in order. */
export function suppressionsOf(text: string, uri: string, languageId: string): Suppression[] {
  return [...secretSuppressionsIn(text), ...ofLanguage(text, uri, languageId)].toSorted((a, b) => a.start - b.start);
}

function ofLanguage(text: string, uri: string, languageId: string): Suppression[] {
  if (languageId === 'python') return suppressionsIn(text, pythonComments(text), 'python');
  if (!isScriptLanguage(languageId)) return [];
  const path = scriptPath(uri, languageId);
  return [...suppressionsIn(text, scriptComments(text, path), 'script'), ...typeEscapes(text, path)];
}
