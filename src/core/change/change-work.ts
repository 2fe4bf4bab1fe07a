import { resultsOfChange } from '../change-results.ts';
import { difficultyOf, lineCount } from '../difficulty.ts';
import type { GateResult } from '../gate.ts';
import type { ModelCard } from '../model-card.ts';
import type { World } from '../ports.ts';
import type { AcceptanceCheck, Proof, ProofRequest } from '../proof.ts';
import type { TaskSubject } from '../task.ts';
import { tokenEstimate } from '../tokens.ts';
import { judgementOf } from '../verdicts.ts';
import type { Work } from '../work.ts';
import { withTools, type ToolsRequest } from '../workspace-tools.ts';
import { readAnswer, type Selected } from './answer.ts';
import { changePrompt, type ChangeInput } from './change-prompt.ts';

/** Everything a change needs. `document` is the buffer as the person sees it, not the disk. */
export interface ChangeJob {
  readonly subject: TaskSubject;
  readonly input: ChangeInput;
  readonly document: { readonly uri: string; readonly languageId: string; readonly text: string };
  /** Offsets of the selection in `document.text`: whole lines, without the last line's end. */
  readonly start: number;
  readonly end: number;
  readonly overlays: readonly { readonly uri: string; readonly text: string }[];
  readonly trusted: boolean;
  /** What must hold beside the project's own tests. */
  readonly checks?: readonly AcceptanceCheck[];
  /** An earlier replacement with which the project's tests passed: what passed with it must still pass. */
  readonly passed?: string;
}

/** The document with the selection replaced; all else is unchanged by construction. */
export function applyReplacement(job: Pick<ChangeJob, 'document' | 'start' | 'end'>, replacement: string): string {
  return job.document.text.slice(0, job.start) + replacement + job.document.text.slice(job.end);
}

/** The code that is to be replaced, as it stands in the document. */
export function originalOf(job: Pick<ChangeJob, 'document' | 'start' | 'end'>): string {
  return job.document.text.slice(job.start, job.end);
}

export function selectedOf(job: Pick<ChangeJob, 'document' | 'start' | 'end' | 'subject'>, prompt: ModelCard['prompt']): Selected {
  const eol = job.document.text.includes('\r\n') ? '\r\n' : '\n';
  const aboutExports = /\b(?:export|import|private|internal|public)/i.test(job.subject.instruction);
  const exported = prompt === 'small' ? 'restore' : aboutExports ? 'free' : 'keep';
  return { text: originalOf(job), languageId: job.document.languageId, eol, exported };
}

/** A model given the opening fence, and stopped before the closing one, has written what stands between them. */
export function wholeAnswer(text: string, prompt: ModelCard['prompt']): string {
  const fence = /^`{3,}/.exec(text)?.[0] ?? '```';
  return prompt === 'small' && text.trimEnd().split('\n').at(-1) !== fence ? `${text}\n${fence}` : text;
}

/** What judges a change. */
export type Judges = Pick<World, 'gates' | 'tools' | 'proof'>;

/** `onReplacement` is told each answer that has the right form, before the gates have judged it. */
export function changeWork(job: ChangeJob, judges: Judges, onReplacement: (replacement: string) => void): Work {
  const { selection, diagnostics, instruction } = job.input;
  return {
    subject: job.subject,
    difficulty: difficultyOf({ lines: lineCount(selection), complaints: diagnostics.length, instructionLines: lineCount(instruction) }),
    // The code again, changed.
    usualTokens: tokenEstimate(selection),
    prompt: (card, repair) => changePrompt(job.input, card, repair),
    async check(answer, signal, onTests) {
      const read = readAnswer(wholeAnswer(answer.text, answer.card.prompt), answer.truncated, selectedOf(job, answer.card.prompt));
      if (!read.ok) return { results: [read.result] };
      onReplacement(read.replacement);
      return {
        results: [
          read.result,
          ...(await judgeReplacement(job, judges, {
            replacement: read.replacement,
            signal,
            ...(onTests === undefined ? {} : { onTests }),
          })),
        ],
      };
    },
  };
}

/**
 * The gates' verdict on the document with the selection replaced, against the document as it is. The workspace's own tools,
 * and then its tests, are run only if no required gate has failed so far: they take seconds, and code that does not parse says
 * nothing new by failing them.
 */
export async function judgeReplacement(
  job: Omit<ChangeJob, 'subject' | 'input'>,
  judges: Judges,
  { replacement, signal, onTests }: { readonly replacement: string; readonly signal: AbortSignal; readonly onTests?: () => void },
): Promise<readonly GateResult[]> {
  const { uri, languageId, text } = job.document;
  const result = applyReplacement(job, replacement);
  const { overlays, trusted, passed } = job;
  const change = { files: [{ uri, languageId, base: text, result }], overlays, trusted };
  const judged = resultsOfChange(await judges.gates.judge({ ...change, priority: 'person' }, signal), uri);
  const results = await judgedByTools(judged, judges, { change, uri, signal });
  if (judges.proof === undefined || signal.aborted || judgementOf(results).type === 'refused') return results;
  onTests?.();
  const checks = job.checks === undefined ? {} : { checks: job.checks };
  const earlier = passed === undefined ? undefined : applyReplacement(job, passed);
  return [...results, await provedSince(judges.proof, { uri, base: text, result, overlays, trusted, ...checks }, { earlier, signal })];
}

/**
 * What the tests say of a change, and of what it makes of an `earlier` text with which they passed: a test that fails
 * again is the change's fault also if it failed on the base, and a proof that is lost is no improvement.
 */
async function provedSince(
  proof: Proof,
  request: ProofRequest,
  { earlier, signal }: { readonly earlier: string | undefined; readonly signal: AbortSignal },
): Promise<GateResult> {
  const since = earlier === undefined ? undefined : await proof.run({ ...request, base: earlier }, signal);
  if (since !== undefined && (since.verdict === 'fail' || signal.aborted)) return since;
  const tests = await proof.run(request, signal);
  if (since === undefined || tests.verdict !== 'unknown') return tests;
  return since.verdict === 'pass'
    ? since
    : { ...tests, required: true, why: `${tests.why ?? 'the tests did not run'}; they passed with the earlier answer` };
}

async function judgedByTools(
  results: readonly GateResult[],
  { tools }: Judges,
  { change, uri, signal }: { readonly change: ToolsRequest; readonly uri: string; readonly signal: AbortSignal },
): Promise<readonly GateResult[]> {
  if (tools === undefined || signal.aborted || judgementOf(results).type === 'refused') return results;
  return withTools(results, resultsOfChange(await tools.judge(change, signal), uri));
}
