import { parentPort } from 'node:worker_threads';
import { analyse, suppressionsOf, toolOf } from './analyse.ts';
import { createAnalysers } from './analysers.ts';
import { gateAssets } from './assets.ts';
import { CancelledError } from './complaint.ts';
import type { Analysed, ImportersAnswer, Job, JobAnswer, JobMessage, PythonImportersQuestion } from './jobs.ts';
import { planFor } from './plan.ts';
import { scanSecrets } from './secrets/scan.ts';
import { pythonImporters } from './python-imports/importers.ts';
import { importingFiles } from './python-imports/importing.ts';
import { tampering } from './tampering/tampering.ts';

/*
 * The thread that analyses. It does one job at a time (the server sends the next one after the answer), may block,
 * and may be ended at any moment.
 */

let flag: Int32Array = new Int32Array(1);
const isCancelled = (): boolean => Atomics.load(flag, 0) !== 0;
const analysers = createAnalysers(gateAssets(import.meta.url), isCancelled);

async function analysed({ gate, subject }: Extract<Job, { kind: 'analyse' }>): Promise<Analysed> {
  const { languageId } = subject;
  try {
    return { ...(await analyse(gate, subject, analysers)), tool: toolOf(gate, languageId, analysers) };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const tool = planFor(languageId, {}).find((planned) => planned.gate === gate)?.tool ?? gate;
    const why = `${tool} failed: ${error instanceof Error ? error.message : String(error)}`;
    return { analysis: { ok: false, verdict: 'unknown', why }, tool };
  }
}

function pythonImportersOf(question: PythonImportersQuestion): Promise<ImportersAnswer> {
  const grammars = analysers.grammars();
  if (question.gate === 'imports') return pythonImporters(question, grammars, isCancelled);
  return analysers.pythonTypes().importers(question, { ruff: analysers.ruff(), grammars });
}

async function perform(job: Job): Promise<Extract<JobAnswer, { kind: 'done' }>['value']> {
  switch (job.kind) {
    case 'analyse':
      return analysed(job);
    case 'suppressions':
      return suppressionsOf(job.text, job.uri, job.languageId);
    case 'importers':
      return analysers.types().importers(job.question);
    case 'importing':
      return importingFiles(job.question, analysers.grammars(), isCancelled);
    case 'python-importers':
      return pythonImportersOf(job.question);
    case 'tampering':
      return tampering(job.question, analysers);
    case 'scan':
      return scanSecrets(job.text);
  }
}

function answer(message: JobAnswer): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', ({ id, job, flag: given }: JobMessage) => {
  flag = given;
  answer({ id, kind: 'begun' });
  const started = performance.now();
  perform(job).then(
    (value) => {
      answer({ id, kind: 'done', value, elapsedMs: performance.now() - started });
    },
    (error: unknown) => {
      answer({ id, kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    },
  );
});
