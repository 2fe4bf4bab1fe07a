import type { Finding, GateResult } from './gate.ts';

/** What a set of gate results comes to. Only a required gate decides. */
export type Judgement =
  | { readonly type: 'proved' }
  /** A required gate could not be run, or none judged it: a dearer model cannot mend that. */
  | { readonly type: 'not-proved'; readonly why: string }
  | { readonly type: 'refused'; readonly failed: readonly GateResult[] };

export function judgementOf(results: readonly GateResult[]): Judgement {
  const required = results.filter((result) => result.required);
  const failed = required.filter((result) => result.verdict === 'fail');
  if (failed.length > 0) return { type: 'refused', failed };
  const unknown = required.filter((result) => result.verdict === 'unknown');
  if (unknown.length > 0) {
    return { type: 'not-proved', why: unknown.map(({ gate, why }) => `${gate}, ${why ?? 'it did not run'}`).join('; ') };
  }
  if (!required.some((result) => result.verdict === 'pass')) return { type: 'not-proved', why: 'no required check judged it' };
  if (!isRead(results)) return { type: 'not-proved', why: 'no check that reads its language judged it' };
  return { type: 'proved' };
}

const READERS: ReadonlySet<GateResult['gate']> = new Set(['syntax', 'types', 'lint']);

/**
 * Whether something that reads the language passed, and is required. Of prose, each of those says that it does not apply;
 * one that a person turned off says nothing. An answer that changes no file is judged by its form alone.
 */
function isRead(results: readonly GateResult[]): boolean {
  const readers = results.filter(({ gate }) => READERS.has(gate));
  if (readers.length === 0) return results.every(({ gate }) => gate === 'format');
  return (
    readers.some(({ verdict, required }) => verdict === 'pass' && required) ||
    readers.every(({ verdict, off }) => verdict === 'not-applicable' && off !== true)
  );
}

const ORDER: readonly GateResult['gate'][] = ['format', 'syntax', 'types', 'lint', 'security', 'imports', 'secrets', 'tests'];
/** Advice about how code is written: its findings are shown, and prove nothing. */
const ADVICE: ReadonlySet<GateResult['gate']> = new Set(['complexity', 'documentation']);

/**
 * Names what ran: `syntax, types passed · lint failed · behaviour not proved`, what could not be checked, such as types
 * where this version cannot, what is only advice, and what a person turned off. Never a bare "4 gates passed", nor "passed"
 * where an old finding is left. Behaviour is proved only by tests that ran.
 */
export function verdictWords(results: readonly GateResult[]): string {
  if (isOfForm(results)) return formWords(results);
  const told = results
    .toSorted((a, b) => ORDER.indexOf(a.gate) - ORDER.indexOf(b.gate))
    .filter(({ gate, verdict }) => !ADVICE.has(gate) && (gate !== 'format' || verdict === 'fail'));
  const names = (verdict: GateResult['verdict'], required?: boolean): string =>
    told
      .filter((result) => result.verdict === verdict && (required === undefined || result.required === required) && !leavesOld(result))
      .map(({ gate }) => gate)
      .join(', ');
  const shown = results.filter(({ gate }) => gate !== 'tests' && !ADVICE.has(gate));
  const unread = shown.filter(({ verdict, required }) => verdict === 'unknown' && !required);
  const off = shown.filter((result) => result.off === true);
  const clauses = [
    [names('fail', true), 'failed'],
    [names('fail', false), 'failed as advice'],
    [names('pass'), 'passed'],
    [
      told
        .filter(leavesOld)
        .map((result) => `${result.gate}: ${passWords(result)}`)
        .join(' · '),
      '',
    ],
    [names('unknown', true), 'not proved'],
    [unread.map(({ gate }) => gate).join(', '), 'not checked'],
    [off.map(({ gate }) => gate).join(', '), 'turned off'],
  ];
  const said = clauses.filter(([which]) => which !== '').map((words) => words.filter((word) => word !== '').join(' '));
  return [...said, ...(isBehaviourProved(results) ? [] : ['behaviour not proved'])].join(' · ');
}

/**
 * As short as a tab needs it, and never more than `verdictWords` says: `gates passed, behaviour not proved`. What failed or
 * could not be told is named; of what passed, only whether the tests are among it.
 */
export function shortVerdict(results: readonly GateResult[]): string {
  if (isOfForm(results)) return formWords(results);
  const named = (which: readonly GateResult[]): string => which.map(({ gate }) => gate).join(', ');
  const judgement = judgementOf(results);
  if (judgement.type === 'refused') return `${named(judgement.failed)} failed`;
  if (judgement.type === 'not-proved')
    return [named(results.filter(({ required, verdict }) => required && verdict === 'unknown')), 'not proved'].join(' ').trim();
  const code = results.filter(({ gate }) => gate !== 'tests' && !ADVICE.has(gate));
  const clauses = [
    [named(code.filter(({ verdict }) => verdict === 'fail')), 'failed as advice'],
    [named(code.filter(leavesOld)), 'left as before'],
    [named(code.filter(({ verdict, required }) => verdict === 'unknown' && !required)), 'not checked'],
    [named(code.filter(({ off }) => off === true)), 'turned off'],
  ].flatMap(([which, what]) => (which === '' ? [] : [`${which} ${what}`]));
  return [
    isBehaviourProved(results) && !results.some(isOldInTests) ? 'gates and tests passed' : 'gates passed',
    ...clauses,
    ...behaviourClause(results),
  ].join(', ');
}

function behaviourClause(results: readonly GateResult[]): readonly string[] {
  if (!isBehaviourProved(results)) return ['behaviour not proved'];
  return results.some(isOldInTests) ? ['no new test failure'] : [];
}

function isOldInTests(result: GateResult): boolean {
  return result.gate === 'tests' && leavesOld(result);
}

/** A judgement of form alone, as of an analysis, is not about code that could behave. */
function isOfForm(results: readonly GateResult[]): boolean {
  return results.length > 0 && results.every(({ gate }) => gate === 'format');
}

/** A pass beside something from before that would have failed the gate, had it been new. */
export function leavesOld({ verdict, remaining = 0 }: GateResult): boolean {
  return verdict === 'pass' && remaining > 0;
}

/** What a pass that leaves something old is called: `no new failure (1 fails as before)`. */
export function passWords({ gate, remaining = 0 }: GateResult): string {
  return gate === 'tests'
    ? `no new failure (${remaining} ${remaining === 1 ? 'fails' : 'fail'} as before)`
    : `nothing new (${remaining} as before)`;
}

/** Only tests that ran prove what code does. */
export function isBehaviourProved(results: readonly GateResult[]): boolean {
  return results.some(({ gate, verdict }) => gate === 'tests' && verdict === 'pass');
}

/** The rule of an answer that leaves the code as it was. */
export const UNCHANGED = 'unchanged';

export function isUnchanged({ findings }: GateResult): boolean {
  return findings.some(({ rule }) => rule === UNCHANGED);
}

function formWords(results: readonly GateResult[]): string {
  if (results.some(isUnchanged)) return 'changed nothing';
  return results.every(({ verdict }) => verdict === 'pass') ? 'answered in the right form' : 'not answered in the right form';
}

/** Of a result that is not proved, for the question whether to take it anyway: `This result was refused: types failed · …`. */
export function doubtWords(results: readonly GateResult[]): string {
  const isRefused = judgementOf(results).type === 'refused';
  return `This result ${isRefused ? 'was refused' : 'is not proved'}: ${verdictWords(results)}.`;
}

/** The failing evidence for the next model and for the receipt, a line for each finding. */
export function evidenceOf(failed: readonly GateResult[]): readonly string[] {
  return failed.flatMap(({ gate, findings }) =>
    findings.filter((finding) => finding.blocks).map((finding) => `${gate}, ${placeOf(finding)}: ${finding.message} (${finding.rule})`),
  );
}

/** `line 4`, and of another file than the changed one `use.ts line 4`. */
function placeOf({ uri, range }: Finding): string {
  const line = `line ${range.startLine + 1}`;
  return uri === undefined ? line : `${nameOf(uri)} ${line}`;
}

function nameOf(uri: string): string {
  const name = uri.split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The same for the same set of blocking findings: a second answer that fails alike stops the cascade. */
export function evidenceKey(failed: readonly GateResult[]): string {
  const prints = failed.flatMap(({ findings }) => findings.filter((one) => one.blocks).map((one) => one.fingerprint));
  return prints.toSorted().join('|');
}
