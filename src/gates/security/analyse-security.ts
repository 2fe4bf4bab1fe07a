import type { Analysis } from '../complaint.ts';
import { isScriptLanguage } from '../plan.ts';
import { analyseScript } from './script/analyse-script.ts';

/** The gate `security`: our own rules, by language. Nothing but the text is read. */
export function analyseSecurity(text: string, languageId: string): Analysis {
  if (isScriptLanguage(languageId)) return analyseScript(text, languageId);
  return { ok: false, verdict: 'unknown', why: `no security rules for ${languageId}` };
}
