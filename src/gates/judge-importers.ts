import type { FileJudgement, GateId, GateResult } from '../core/gate.ts';
import { findingsOf, newFindings } from './compare.ts';
import type { Importer, ImportersAnswer, OverlaidFile, PythonImportersQuestion } from './jobs.ts';
import type { JudgedFile, JudgeTools } from './judged-file.ts';
import type { Reply } from './known-answers.ts';
import { isScriptLanguage, planFor, type PlannedGate } from './plan.ts';

/** Of a file that the change does not touch only what is new and blocks is told. */
function judgementOf({ uri, text, base, result }: Importer, passed: GateResult): readonly FileJudgement[] {
  const before = findingsOf(passed.gate, text, base);
  const findings = newFindings(before, findingsOf(passed.gate, text, result))
    .filter(({ blocks }) => blocks)
    .map(({ doubt: _doubt, lacking: _lacking, ...finding }) => finding);
  if (findings.length === 0) return [];
  return [{ uri, results: [{ ...passed, verdict: 'fail', findings, known: before.length, elapsedMs: 0 }] }];
}

/** Why a gate has not passed for some changed files: what imports them could not be looked at. */
interface Doubt {
  readonly gate: GateId;
  readonly why: string;
  readonly of: readonly JudgedFile[];
}

/** What files that import changed ones come to. */
interface Seen {
  readonly broken: readonly FileJudgement[];
  readonly doubts: readonly Doubt[];
}

const nothing: Seen = { broken: [], doubts: [] };

function isPassed({ file }: JudgedFile, { verdict, off }: GateResult): boolean {
  return verdict === 'pass' || (file.result === undefined && verdict === 'not-applicable' && off !== true);
}

function doubted(judged: JudgedFile, doubts: readonly Doubt[]): FileJudgement {
  const own = doubts.filter(({ of }) => of.includes(judged));
  const results = judged.results.map((one): GateResult => {
    const doubt = isPassed(judged, one) ? own.find(({ gate }) => gate === one.gate) : undefined;
    return doubt === undefined ? one : { ...one, verdict: 'unknown', why: doubt.why };
  });
  return { uri: judged.uri, results };
}

/**
 * Adds what a change breaks in files that import a changed one. They are looked at only where a changed file's surface, its
 * declarations, is another than before: what is inside of it nobody else sees.
 */
export async function judgeImporters(
  judged: readonly JudgedFile[],
  overlays: readonly OverlaidFile[],
  tools: JudgeTools,
): Promise<readonly FileJudgement[]> {
  const seen = await Promise.all([scriptImporters(judged, overlays, tools), pythonImporters(judged, overlays, tools)]);
  const doubts = seen.flatMap((one) => one.doubts);
  const broken = Map.groupBy(
    seen.flatMap((one) => one.broken),
    ({ uri }) => uri,
  );
  const others = [...broken].map(([uri, all]): FileJudgement => ({ uri, results: all.flatMap(({ results }) => results) }));
  return [...judged.map((one) => doubted(one, doubts)), ...others];
}

function wantedGates(languageId: string, gates: readonly GateId[], { policy }: JudgeTools): readonly PlannedGate[] {
  return planFor(languageId, policy).filter(({ gate, off }) => gates.includes(gate) && off !== true);
}

function unchecked(gate: GateId, why: string, of: readonly JudgedFile[]): Doubt {
  return { gate, why: `the files that import it could not be checked: ${why}`, of };
}

function seenBy({ gate, required }: PlannedGate, reply: Reply<ImportersAnswer>, of: readonly JudgedFile[]): Seen {
  if (!reply.ok) return { broken: [], doubts: [unchecked(gate, reply.why, of)] };
  const { importers, left, tool } = reply.value;
  const passed: GateResult = { gate, verdict: 'pass', required, findings: [], known: 0, tool, elapsedMs: reply.elapsedMs };
  const broken = importers.flatMap((importer) => judgementOf(importer, passed));
  const isWhole = left === 0 || broken.length > 0;
  return { broken, doubts: isWhole ? [] : [{ gate, why: `${left} more files that import it were not looked at`, of }] };
}

/** Whether scripts can import a file: another script, or data, of which only that it goes is looked at. */
function isImportable({ file: { uri, languageId, result } }: JudgedFile): boolean {
  return isScriptLanguage(languageId) || (result === undefined && uri.endsWith('.json'));
}

async function scriptImporters(judged: readonly JudgedFile[], overlays: readonly OverlaidFile[], tools: JudgeTools): Promise<Seen> {
  const outside = judged.filter((one) => one.outside !== 'none' && isImportable(one));
  const [planned] = wantedGates('typescript', ['types'], tools);
  if (outside.length === 0 || planned === undefined) return nothing;
  // A manifest that is changed as well may say where imports lead.
  const changed = judged.filter((one) => isImportable(one) || one.file.uri.endsWith('.json')).map(({ file }) => file);
  return seenBy(
    planned,
    await tools.analyst.importers(
      { changed, overlays, ...(outside.every((one) => one.outside === 'names-added') ? { namesAdded: true } : {}) },
      tools.asking,
    ),
    outside,
  );
}

async function pythonImporters(judged: readonly JudgedFile[], overlays: readonly OverlaidFile[], tools: JudgeTools): Promise<Seen> {
  const python = judged.filter(({ file }) => file.languageId === 'python');
  const outside = python.filter(({ outside: change }) => change !== 'none');
  const { analyst, asking } = tools;
  const gates = wantedGates('python', ['imports', 'types'], tools);
  if (outside.length === 0 || gates.length === 0) return nothing;
  const change = { changed: python.map(({ file }) => file), overlays };
  const found = await analyst.importing({ ...change, outside: outside.map(({ uri }) => uri) }, asking);
  if (!found.ok) return { broken: [], doubts: gates.map(({ gate }) => unchecked(gate, found.why, outside)) };
  if (found.value.length === 0) return nothing;
  const ofGate = async (planned: PlannedGate, gate: PythonImportersQuestion['gate']): Promise<Seen> =>
    seenBy(planned, await analyst.pythonImporters({ ...change, gate, among: found.value }, asking), outside);
  const seen = await Promise.all(gates.map((planned) => ofGate(planned, planned.gate === 'imports' ? 'imports' : 'types')));
  return { broken: seen.flatMap((one) => one.broken), doubts: seen.flatMap((one) => one.doubts) };
}
