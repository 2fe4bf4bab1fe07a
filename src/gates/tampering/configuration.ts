import type { Complaint } from '../complaint.ts';
import type { Lines } from '../lines.ts';
import { changedSettings, judgingSettingsOf, settingsOf } from './settings.ts';
import { lostTriggers } from './triggers.ts';

/** A file that says how code is judged, before a change and after it. */
export interface ConfigurationChange {
  readonly path: string;
  readonly base: string;
  readonly result: string;
  /** Of `result`. */
  readonly lines: Lines;
}

const MOST_NAMED = 3;

/** A change of what judges. Its layout and its comments may change. A file that was not there counts for what it sets. */
export function configurationComplaints({ path, base, result, lines }: ConfigurationChange, isManifest: boolean): Complaint[] {
  const read = isManifest ? judgingSettingsOf : settingsOf;
  const isNew = base.trim() === '';
  const all = changedSettings(isNew ? new Map() : read(base, path), read(result, path));
  const changed = isNew ? all.filter((name) => judgesAlone(name, path)) : all;
  if (changed.length === 0) return [];
  const named = changed.slice(0, MOST_NAMED).join(', ') + (changed.length > MOST_NAMED ? ` and ${changed.length - MOST_NAMED} more` : '');
  const line = firstDifference(base, result);
  return [
    configurationComplaint(
      `the change ${isNew ? 'adds a file that decides how it is judged' : 'alters what judges it'} (${named}): only a person may`,
      lines.range(lines.offset(line, 0), lines.offset(line, 0)),
    ),
  ];
}

export function configurationComplaint(message: string, range: Complaint['range']): Complaint {
  return { rule: 'centuria/changed-gate-config', message, severity: 'error', blocks: true, anchor: message, range };
}

/** Of a file that was not there: a package has scripts and a name of its own, and nobody else is judged by them. */
function judgesAlone(name: string, path: string): boolean {
  if (path.endsWith('setup.cfg')) return /^(?:tool:pytest|flake8|mypy\b.*|coverage:.*|pycodestyle|pylint\b.*)$/u.test(name);
  return !name.startsWith('scripts.');
}

function firstDifference(base: string, result: string): number {
  const [before, after] = [base.split('\n'), result.split('\n')];
  const line = after.findIndex((text, index) => text !== before[index]);
  return line < 0 ? Math.max(0, after.length - 1) : line;
}

/** Numbers below which a gate fails, and above which: their names as coverage tools and linters write them. */
const AT_LEAST =
  /\b(?:branches|functions|lines|statements|fail[_-]under|cov-fail-under|failUnder|global|minimum\w*|min[_-]?(?:coverage|score)|(?:break|low|high)(?=["']?\s*:\s*\d)|threshold\w*|check-coverage)\b["']?\s*[:=\s]\s*(-?\d+(?:\.\d+)?)/gu;
const AT_MOST = /\bmax-?warnings\b["']?\s*[:=\s]\s*(-?\d+)/giu;

/** Limits that a change makes easier to keep, or takes away. */
export function thresholdComplaints({ base, result, lines }: Omit<ConfigurationChange, 'path'>): Complaint[] {
  return [
    ...loosened(AT_LEAST, { base, result, lines }, (was, is) => is < was),
    ...loosened(AT_MOST, { base, result, lines }, (was, is) => is > was),
  ];
}

function loosened(
  pattern: RegExp,
  { base, result, lines }: Omit<ConfigurationChange, 'path'>,
  isLooser: (was: number, is: number) => boolean,
): Complaint[] {
  const byName = (text: string): Map<string, RegExpExecArray[]> =>
    Map.groupBy(text.matchAll(pattern), ([found, value]) => found.slice(0, found.length - (value?.length ?? 0)).replaceAll(/[^\w-]/gu, ''));
  const after = byName(result);
  return [...byName(base)].flatMap(([name, all]) =>
    all.flatMap(([, was = ''], index): Complaint[] => {
      const match = after.get(name)?.[index];
      if (match !== undefined && !isLooser(Number(was), Number(match[1]))) return [];
      const message = match === undefined ? `the limit ${name} of ${was} is gone` : `the limit ${name} was ${was} and is ${match[1] ?? ''}`;
      const [start, end] = match === undefined ? [0, 0] : [match.index, match.index + match[0].length];
      return [
        { rule: 'centuria/loosened-threshold', message, severity: 'error', blocks: true, anchor: message, range: lines.range(start, end) },
      ];
    }),
  );
}

/** What makes a step of a pipeline pass though its command fails. */
const SILENCERS: readonly (readonly [RegExp, string])[] = [
  [/\bcontinue-on-error["']?\s*:\s*(?!["']?false)\S+/gu, 'continue-on-error'],
  [/\ballow_failure["']?\s*:\s*(?!["']?false)\S*/gu, 'allow_failure'],
  [/\bcontinueOnError["']?\s*:\s*(?!["']?false)\S+/gu, 'continueOnError'],
  [/\bsoft_fail["']?\s*:\s*(?!["']?false)\S*/gu, 'soft_fail'],
  [/\|\|\s*(?:true|:|exit\s+0|echo\b|\/bin\/true)/gu, '|| true'],
  [/;\s*true\b/gu, '; true'],
  [/\bexit\s+0\b/gu, 'exit 0'],
  [/\bset\s+\+e\b/gu, 'set +e'],
  [/\bcatchError\b|returnStatus\s*:\s*true/gu, 'catchError'],
  [/^\s*-?\s*if["']?\s*:\s*["']?(?:\$\{\{\s*)?false\b/gmu, 'if: false'],
  [/\bwhen["']?\s*:\s*["']?(?:manual|never)\b/gu, 'when: manual'],
  [/--passWithNoTests\b|--no-verify\b|--exit-zero\b/gu, 'a flag that lets it pass'],
];

/** A command that judges, in a line of a pipeline or of a script. */
const JUDGES =
  /\b(?:test|tests|pytest|tox|vitest|jest|mocha|lint|eslint|ruff|flake8|pylint|mypy|pyright|tsc|typecheck|check|coverage|audit|verify|cargo|gradlew?|mvn)\b/iu;

/** Whatever it did, it does no more. */
export function deletedPipeline({ lines }: Pick<ConfigurationChange, 'lines'>): Complaint {
  const message = 'a pipeline is deleted: only a person may';
  return { rule: 'centuria/changed-ci', message, severity: 'error', blocks: true, anchor: message, range: lines.range(0, 0) };
}

/** In a pipeline: a step that may now fail unseen, an event that it no longer runs for, and a command that judged and is gone. */
export function pipelineComplaints({ path, base, result, lines }: ConfigurationChange): Complaint[] {
  const complaint = (message: string, [start, end]: readonly [number, number]): Complaint => ({
    rule: 'centuria/changed-ci',
    message,
    severity: 'error',
    blocks: true,
    anchor: message,
    range: lines.range(start, end),
  });
  const [plainBase, plainResult] = [withoutComments(base), withoutComments(result)];
  const silenced = SILENCERS.flatMap(([pattern, name]) => {
    const known = [...plainBase.matchAll(pattern)].length;
    return [...plainResult.matchAll(pattern)]
      .slice(known)
      .map((match) => complaint(`a step may now fail unseen: ${name}`, [match.index, match.index + match[0].length]));
  });
  const [before, after] = [commandsOf(plainBase), commandsOf(plainResult)];
  const left = Map.groupBy(after, (text) => text);
  const gone = before.filter((text) => left.get(text)?.shift() === undefined);
  // A command that is still there within a longer one was not taken away.
  const lost = gone.filter((text) => !after.some((other) => ` ${other} `.includes(` ${text} `)));
  const idle = /(?:^|\/)\.github\/workflows\//u.test(path) ? lostTriggers(base, result) : [];
  return [
    ...silenced,
    ...idle.map((event) => complaint(`the pipeline runs no longer, or for less, on ${event}`, [0, 0])),
    ...lost.map((text) => complaint(`a command that judged the code is gone: ${text.slice(0, 80)}`, [0, 0])),
  ];
}

/** Comments blanked out; every other character stays at its offset. */
function withoutComments(text: string): string {
  return text.replace(/(^|\s)#[^\r\n]*/gu, (found, before: string) => before + ' '.repeat(found.length - before.length));
}

/** Its words are data to it: nothing that they name is run. */
const INERT = /^(?:echo|printf|true|false|:|#|test|\[|which|type|alias|export)(?:\s|$)|^[A-Z_]\w*=\S*$/u;

/** The commands of a line that run something: not what `echo` is given, nor what never comes after `true ||` or `false &&`. */
function reached(line: string): readonly string[] {
  const found: string[] = [];
  let isCut = false;
  for (const [, text = '', next = ''] of line.matchAll(/((?:"[^"]*"|'[^']*'|[^"'&|;]|["']|(?<!&)&(?!&))+)(&&|\|\||[|;]+|$)/gu)) {
    const command = text.trim();
    const isInert = INERT.test(command);
    if (!isCut && !isInert) found.push(command);
    isCut = next === (/^false\b/u.test(command) ? '&&' : '||') && (isCut || (isInert && !/^(?:test|\[|which|type)\b/u.test(command)));
  }
  return found;
}

function commandsOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/u).map((line) =>
    line
      .trim()
      .replace(/^(?:-\s*)?(?:(?:run|script|command|bash|sh)\s*:?\s*[|>]?-?\s*)?/u, '')
      .replace(/^(["'])(.*)\1$/u, '$2'),
  );
  const commands = lines.flatMap(reached).map((line) => line.replaceAll(/["']/gu, '').replace(/\s+/gu, ' '));
  return commands.filter(
    (line) =>
      JUDGES.test(line) &&
      !/^(?:-\s*)?[\w-]+:$/u.test(line) &&
      !/^(?:name|uses|needs|stage|on|key|path|image|displayName|if)\s*:/u.test(line),
  );
}
