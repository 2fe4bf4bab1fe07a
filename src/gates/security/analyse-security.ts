import type { JudgeRequest } from '../../core/gate.ts';
import type { Analysers } from '../analysers.ts';
import type { Analysis } from '../complaint.ts';
import { isScriptLanguage } from '../plan.ts';
import { createProjectFiles } from './project-files.ts';
import { analyseScript } from './script/analyse-script.ts';

interface SecuritySubject {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  /** Other files as the editor has them. */
  readonly overlays: JudgeRequest['overlays'];
}

/** The gate `security`: our own rules, by language. Beside the text only files of the project are read that it imports. */
export async function analyseSecurity(subject: SecuritySubject, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<Analysis> {
  const { text, languageId } = subject;
  if (isScriptLanguage(languageId)) return analyseScript(text, languageId, createProjectFiles(subject));
  if (languageId === 'python') return (await analysers.pythonSecurity()).analyse(text, createProjectFiles(subject));
  return { ok: false, verdict: 'unknown', why: `no security rules for ${languageId}` };
}
