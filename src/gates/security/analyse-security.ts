import type { Analysers } from '../analysers.ts';
import type { Analysis } from '../complaint.ts';
import type { Analysed, Subject } from '../jobs.ts';
import { isScriptLanguage } from '../plan.ts';
import { securityFix } from './fixes.ts';
import { createProjectFiles } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { analyseScript } from './script/analyse-script.ts';

/** The gate `security`: our own rules, by language. Beside the text only files of the project are read that it imports. */
export async function analyseSecurity(
  subject: Pick<Subject, 'uri' | 'languageId' | 'text' | 'overlays'>,
  analysers: Pick<Analysers, 'pythonSecurity'>,
): Promise<Omit<Analysed, 'tool'>> {
  const { text, languageId } = subject;
  const files = createProjectFiles(subject);
  const analysis = await analysisOf(text, languageId, { files, analysers });
  return { analysis: withFixes(analysis, text), dependencies: files.seen() };
}

function withFixes(analysis: Analysis, text: string): Analysis {
  if (!analysis.ok) return analysis;
  const complaints = analysis.complaints.map((one) => {
    const fix = securityFix(one, text);
    return fix === undefined ? one : { ...one, fix };
  });
  return { ...analysis, complaints };
}

interface Tools {
  readonly files: ProjectFiles;
  readonly analysers: Pick<Analysers, 'pythonSecurity'>;
}

async function analysisOf(text: string, languageId: string, { files, analysers }: Tools): Promise<Analysis> {
  if (isScriptLanguage(languageId)) return analyseScript(text, languageId, files);
  if (languageId === 'python') return (await analysers.pythonSecurity()).analyse(text, files);
  return { ok: false, verdict: 'unknown', why: `no security rules for ${languageId}` };
}
