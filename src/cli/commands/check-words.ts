import { filesWords, foundWords } from '../../core/check-sum.ts';
import type { Finding, GateId } from '../../core/gate.ts';
import type { FoundInFile } from '../../gates/sarif.ts';

/** A gate that could say nothing of a file. `supported: false`: there is no analyser for it yet. */
export interface NotJudged {
  readonly file: string;
  readonly gate: string;
  readonly why: string;
  readonly supported: boolean;
}

/** What a check came to. */
export interface Checked {
  readonly files: number;
  readonly found: readonly FoundInFile[];
  readonly notJudged: readonly NotJudged[];
  /** What a person turned off. */
  readonly off: readonly GateId[];
}

/** A check for a person: each finding on a line that an editor can jump to, what could not be judged, and a sum. */
export function checkWords({ files, found, notJudged, off }: Checked): string {
  const lines = found.toSorted(byPlace).map(({ file, finding }) => findingLine(file, finding));
  const missing = notJudged
    .filter(({ supported }) => supported)
    .map(({ file, gate, why }) => `${file}: ${gate} could not be judged: ${why}`);
  const unsupported = new Set(notJudged.filter(({ supported }) => !supported).map(({ file }) => file)).size;
  const blocking = found.filter(({ finding }) => finding.blocks).length;
  const parts = [
    foundWords({ blocking, rest: found.length - blocking }),
    `${missing.length} ${missing.length === 1 ? 'gate' : 'gates'} could not judge`,
    ...(off.length === 0 ? [] : [`turned off in the settings: ${off.join(', ')}`]),
  ];
  const which = `${filesWords(files)}${unsupported === 0 ? '' : `, ${unsupported} of languages without an analyser`}`;
  return [...lines, ...missing.map(onOneLine), `${which}: ${parts.join(', ')}`, ''].join('\n');
}

/** A name of a file may hold a line end, which would begin a line that says something else, or turn the line round. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (sign) =>
    sign === '\n' ? String.raw`\n` : String.raw`\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function byPlace(a: FoundInFile, b: FoundInFile): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  const [here, there] = [a.finding.range, b.finding.range];
  return here.startLine - there.startLine || here.startColumn - there.startColumn;
}

/** A finding on a line that an editor can jump to. */
export function findingLine(file: string, { range, severity, message, rule, cwe, blocks }: Finding): string {
  const weakness = cwe === undefined ? '' : `, ${cwe}`;
  const kind = blocks ? 'error' : severity === 'information' ? 'note' : 'warning';
  const words = message.replaceAll(/\s*\n\s*/g, ' ');
  return onOneLine(`${file}:${range.startLine + 1}:${range.startColumn + 1}: ${kind}: ${words} (${rule}${weakness})`);
}
