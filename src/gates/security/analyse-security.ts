import type { Analysers } from '../analysers.ts';
import type { Analysis } from '../complaint.ts';
import { isScriptLanguage } from '../plan.ts';
import { analyseScript } from './script/analyse-script.ts';

/** The gate `security`: our own rules, by language. Nothing but the text is read. */
export async function analyseSecurity(text: string, languageId: string, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<Analysis> {
  if (isScriptLanguage(languageId)) return analyseScript(text, languageId);
  if (languageId === 'python') return (await analysers.pythonSecurity()).analyse(text);
  return { ok: false, verdict: 'unknown', why: `no security rules for ${languageId}` };
}
