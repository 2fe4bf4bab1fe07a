import type { ChangedFile, FileJudgement, GateResult, JudgeRequest } from '../core/gate.ts';
import { findingsOf } from './compare.ts';
import type { Analysis, Complaint } from './complaint.ts';
import { judgeImporters } from './judge-importers.ts';
import type { Analysed, OverlaidFile } from './jobs.ts';
import type { JudgeTools, JudgedFile } from './judged-file.ts';
import type { Reply } from './known-answers.ts';
import { notRun, planFor, type PlannedGate } from './plan.ts';
import { unreadable } from './readable.ts';
import { complaintOfSuppression, type Suppression } from './suppression.ts';
import { mayTakeAway, testsBeside } from './tampering/may-take-away.ts';
import { isTreeLanguage } from './tree-sitter/languages.ts';
import { prepared, stripBom, verdictOn, type Change, type Side } from './verdict.ts';
import { surfaceChange, type SurfaceChange } from './surface-change.ts';

/** One file of a change, with what is in place of the others before and after. */
interface FileToJudge {
  readonly file: ChangedFile;
  /** The other files of tests that are changed. */
  readonly beside: readonly ChangedFile[];
  readonly base: readonly OverlaidFile[];
  readonly result: readonly OverlaidFile[];
}

function whyNot(planned: PlannedGate, { base, result = '', languageId }: ChangedFile): string | undefined {
  // A module of Python may well have nothing in it.
  if (languageId !== 'python' && result.trim() === '' && base !== undefined && base.trim() !== '') return 'the result is empty';
  const problem = unreadable(result) ?? unreadable(base ?? '');
  if (problem === undefined) return undefined;
  const spared = planned.gate === 'secrets' || /^(?:jsonc?|yaml)$/u.test(languageId);
  return problem.programOnly && spared ? undefined : problem.why;
}

const nothing: Reply<Analysed> = { ok: true, value: { analysis: { ok: true, complaints: [] }, tool: '' }, elapsedMs: 0 };

function analysisOf(reply: Reply<Analysed>): Analysis {
  return reply.ok ? reply.value.analysis : { ok: false, verdict: 'unknown', why: reply.why };
}

/** A gate's result, and what its analyses said of how other files see this one. */
interface Gated {
  readonly result: GateResult;
  readonly surfaces?: readonly [base: string | undefined, result: string | undefined];
}

/** Runs gates on one file of a change. */
class FileJudge {
  readonly #asked: FileToJudge;
  readonly #tools: JudgeTools;
  readonly #change: Change;

  constructor(asked: FileToJudge, tools: JudgeTools, change: Change) {
    this.#asked = asked;
    this.#tools = tools;
    this.#change = change;
  }

  async run(planned: PlannedGate): Promise<Gated> {
    const why = whyNot(planned, this.#asked.file);
    if (planned.because) return { result: notRun(planned, planned.because.why, planned.because.verdict) };
    if (why !== undefined) return { result: notRun(planned, why) };
    const [base, result] = await Promise.all([
      this.#analyse(planned, this.#change.base, { overlays: this.#asked.base }),
      this.#analyse(planned, this.#change.result, { overlays: this.#asked.result, before: this.#change.base.text ?? '' }),
    ]);
    const elapsedMs = (base.ok ? base.elapsedMs : 0) + (result.ok ? result.elapsedMs : 0);
    const tool = result.ok ? result.value.tool : planned.tool;
    const verdict = verdictOn(planned, { base: analysisOf(base), result: analysisOf(result) }, this.#change);
    const surfaces = [base.ok ? base.value.surface : undefined, result.ok ? result.value.surface : undefined] as const;
    return { result: { ...verdict, tool, elapsedMs }, surfaces };
  }

  #analyse(
    { gate }: PlannedGate,
    { text }: Side,
    { overlays, before }: { readonly overlays: readonly OverlaidFile[]; readonly before?: string },
  ): Promise<Reply<Analysed>> {
    if (text === undefined) return Promise.resolve(nothing);
    const { uri, languageId } = this.#asked.file;
    const seesBoth = gate === 'complexity' || (gate === 'syntax' && isTreeLanguage(languageId));
    const compared = seesBoth && before !== undefined ? { base: before } : {};
    const { complexity } = this.#tools.policy;
    const limits = gate === 'complexity' && complexity ? { complexity } : {};
    const subject = { uri, languageId, text, ...compared, ...limits, overlays, declared: this.#change.declared, honourComments: false };
    return this.#tools.analyst.analyse(gate, subject, this.#tools.asking);
  }
}

/** The gates that everything else waits for: they take next to nothing. */
function isFirst({ gate }: PlannedGate): boolean {
  return gate === 'secrets' || gate === 'syntax';
}

async function prepare({ file }: FileToJudge, { analyst, asking, policy }: JudgeTools): Promise<Reply<Change>> {
  const { uri, languageId } = file;
  const of = (text: string | undefined): Promise<Reply<readonly Suppression[]>> =>
    text === undefined || unreadable(text)?.programOnly === false
      ? Promise.resolve({ ok: true, value: [], elapsedMs: 0 })
      : analyst.suppressions({ uri, languageId, text: stripBom(text).text }, asking);
  const [base, result] = await Promise.all([of(file.base), of(file.result)]);
  if (!base.ok) return base;
  return result.ok ? { ...result, value: prepared(file, { base: base.value, result: result.value }, policy.rulesOff ?? []) } : result;
}

async function judgeFile(asked: FileToJudge, tools: JudgeTools): Promise<JudgedFile> {
  const { file } = asked;
  const plan = planFor(file.languageId, tools.policy);
  const answer = (results: readonly GateResult[], outside: SurfaceChange): JudgedFile => ({ uri: file.uri, results, file, outside });
  if (file.result === undefined) {
    const deleted = plan.map((planned) => notRun(planned, 'the file is deleted', 'not-applicable'));
    return answer([...deleted, ...(await takenAway(asked, [], tools))], 'other');
  }
  const change = await prepare(asked, tools);
  if (!change.ok) {
    const unread = plan.map((planned) => notRun(planned, planned.because?.why ?? change.why, planned.because?.verdict));
    return answer([...unread, ...(await takenAway(asked, [], tools))], 'none');
  }
  const takenSoon = takenAway(asked, ignoresAdded(change.value), tools);
  const judge = new FileJudge(asked, tools, change.value);
  const first = await Promise.all(plan.filter(isFirst).map((planned) => judge.run(planned)));
  // Once the result has new syntax errors, what the other analysers of the program would say of it means nothing.
  const broken = first.some(({ result }) => result.gate === 'syntax' && result.verdict === 'fail');
  const others = plan
    .filter((planned) => !isFirst(planned))
    .map(async (planned): Promise<Gated> => {
      if (!broken || planned.because) return judge.run(planned);
      return { result: notRun(planned, 'the text has syntax errors', 'not-applicable') };
    });
  const all = [...first, ...(await Promise.all(others))];
  const seen = all.find(({ surfaces }) => surfaces?.[1] !== undefined)?.surfaces;
  const outside = seen?.[1] === undefined ? 'none' : surfaceChange(seen[0], seen[1]);
  return answer(
    [...plan.flatMap(({ gate }) => all.find(({ result }) => result.gate === gate)?.result ?? []), ...(await takenSoon)],
    outside,
  );
}

/** Ignore comments that the base had not: only a person may add one. */
function ignoresAdded({ added, result: { text = '' } }: Change): readonly Complaint[] {
  return added.filter(({ gate }) => gate === 'tests').map((one) => complaintOfSuppression(text, one));
}

/**
 * One result of the gate `tests` that is failed or, where it cannot be told whether anything was taken away, unknown; or none:
 * then the tests that run decide. No setting turns it off, since who may be judged less is not for the judged to say.
 */
async function takenAway(
  { file, beside }: FileToJudge,
  ignores: readonly Complaint[],
  { analyst, asking }: JudgeTools,
): Promise<readonly GateResult[]> {
  const reply: Reply<readonly Complaint[]> = mayTakeAway(file)
    ? await analyst.tampering({ file, beside }, asking)
    : { ok: true, value: [], elapsedMs: 0 };
  const common = { gate: 'tests', required: true, known: 0, tool: 'Centuria tampering rules' } as const;
  if (!reply.ok && ignores.length === 0) return [{ ...common, verdict: 'unknown', findings: [], why: reply.why, elapsedMs: 0 }];
  const complaints = [...(reply.ok ? reply.value : []), ...ignores];
  const findings = findingsOf('tests', stripBom(file.result ?? '').text, complaints).map(
    ({ doubt: _doubt, lacking: _lacking, ...finding }) => finding,
  );
  if (findings.length === 0) return [];
  const doubt = findings.some(({ blocks }) => blocks) ? undefined : complaints.find((one) => one.doubt !== undefined)?.doubt;
  return [
    {
      ...common,
      ...(doubt === undefined ? { verdict: 'fail' } : { verdict: 'unknown', why: doubt }),
      findings,
      elapsedMs: reply.ok ? reply.elapsedMs : 0,
    },
  ];
}

function overlaid(uri: string, text: string | undefined): OverlaidFile {
  return { uri, ...(text === undefined ? {} : { text: stripBom(text).text }) };
}

/**
 * Judges a change: every gate of a file's language over its base and its result. Only what the base did not have counts; a
 * gate fails when something new blocks, also in a file that imports a changed one. Never rejects.
 */
export async function judge(request: JudgeRequest, tools: JudgeTools): Promise<readonly FileJudgement[]> {
  const { files } = request;
  const changed = new Set(files.map(({ uri }) => uri));
  const overlays = request.overlays.filter(({ uri }) => !changed.has(uri));
  const before = files.map(({ uri, base }) => overlaid(uri, base));
  const after = files.map(({ uri, result }) => overlaid(uri, result));
  const asked = files.map((file, own): FileToJudge => {
    const withOthers = (side: readonly OverlaidFile[]): readonly OverlaidFile[] => [...overlays, ...side.filter((_, at) => at !== own)];
    return { file, beside: testsBeside(file, files), base: withOthers(before), result: withOthers(after) };
  });
  const judged = await Promise.all(asked.map((one) => judgeFile(one, tools)));
  return judgeImporters(judged, overlays, tools);
}
