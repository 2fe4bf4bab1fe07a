import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type SetLanguage = 'javascript' | 'typescript' | 'python';

export interface CaseText {
  readonly text: string;
}

/** One weakness in one API: the program that has it, the same program mended, and a harmless one that looks like it. */
export interface LabelledCase {
  readonly id: string;
  readonly language: SetLanguage;
  /** As `CWE-78`. */
  readonly cwe: string;
  readonly about: string;
  /** The page the case is written from. */
  readonly source: string;
  /** `sinkLines` are zero-based lines of `text`, at least one. */
  readonly vulnerable: CaseText & { readonly sinkLines: readonly number[] };
  readonly fixed: CaseText;
  readonly safe: CaseText;
}

interface Line {
  readonly text: string;
  /** One-based, in the file. */
  readonly number: number;
}

interface Place {
  readonly file: string;
  readonly language: SetLanguage;
  readonly cwe: string;
}

const languages = ['javascript', 'typescript', 'python'] as const satisfies readonly SetLanguage[];
const partNames = ['vulnerable', 'fixed', 'safe'] as const;

function malformed(file: string, line: number, why: string): Error {
  return new Error(`${file}:${line}: ${why}`);
}

/** Every case below `folder`. A malformed file is an error that names the file and the line. */
export function loadSet(folder: string = import.meta.dirname): readonly LabelledCase[] {
  return languages.flatMap((language) => loadLanguage(join(folder, language), language));
}

function loadLanguage(folder: string, language: SetLanguage): readonly LabelledCase[] {
  if (!existsSync(folder)) return [];
  const seen = new Map<string, string>();
  const cases: LabelledCase[] = [];
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name);
    const number = /^cwe-([1-9]\d*)\.txt$/.exec(name)?.[1];
    if (number === undefined) throw malformed(file, 1, 'a file of the set is named cwe-<number>.txt');
    for (const { start, found } of parseFile({ file, language, cwe: `CWE-${number}` }, readFileSync(file, 'utf8'))) {
      const earlier = seen.get(found.id);
      if (earlier !== undefined) throw malformed(file, start, `the id ${found.id} is used already at ${earlier}`);
      seen.set(found.id, `${file}:${start}`);
      cases.push(found);
    }
  }
  return cases;
}

function parseFile(place: Place, content: string): { start: number; found: LabelledCase }[] {
  const lines = content.split(/\r?\n/).map((text, index): Line => ({ text, number: index + 1 }));
  const starts = lines.flatMap(({ text }, index) => (text.startsWith('===') ? [index] : []));
  const stray = lines.slice(0, starts[0] ?? lines.length).find(({ text }) => text.trim() !== '');
  if (stray !== undefined) throw malformed(place.file, stray.number, 'text before the first "=== <case-id>"');
  if (starts.length === 0) throw malformed(place.file, 1, 'no case: expected "=== <case-id>"');
  return starts.map((start, index) => ({
    start: start + 1,
    found: parseCase(place, lines.slice(start, starts[index + 1] ?? lines.length)),
  }));
}

function parseCase(place: Place, lines: readonly Line[]): LabelledCase {
  const id = field(place, lines[0], { pattern: /^=== ([a-z0-9]+(?:-[a-z0-9]+)*)$/, expected: '=== <case-id-in-kebab-case>' });
  const about = field(place, lines[1], { pattern: /^about: (\S.*)$/, expected: 'about: <one sentence>' });
  const source = field(place, lines[2], { pattern: /^source: (https:\/\/\S+)$/, expected: 'source: <address of a page>' });
  const { file, language, cwe } = place;
  const parts = splitParts(file, lines.slice(3));
  const vulnerable = parts.vulnerable.map((line) => stripMarker(line, language));
  const sinkLines = vulnerable.flatMap(({ marked }, index) => (marked ? [index] : []));
  if (sinkLines.length === 0) throw malformed(file, parts.vulnerable[0]?.number ?? 1, `the vulnerable text of ${id} marks no line`);
  return {
    id,
    language,
    cwe,
    about,
    source,
    vulnerable: { text: joined(vulnerable), sinkLines },
    fixed: { text: unmarked(file, parts.fixed, language) },
    safe: { text: unmarked(file, parts.safe, language) },
  };
}

function field(place: Place, line: Line | undefined, rule: { pattern: RegExp; expected: string }): string {
  const value = line === undefined ? undefined : rule.pattern.exec(line.text)?.[1];
  if (value === undefined) throw malformed(place.file, line?.number ?? 1, `expected "${rule.expected}"`);
  return value;
}

function splitParts(file: string, lines: readonly Line[]): Record<(typeof partNames)[number], readonly Line[]> {
  const heads = lines.flatMap(({ text }, index) => (text.startsWith('---') ? [index] : []));
  const part = (order: number): readonly Line[] => {
    const name = partNames[order];
    const head = heads[order];
    const headLine = lines[head ?? lines.length - 1] ?? { text: '', number: 1 };
    if (head === undefined || headLine.text !== `--- ${name}`) throw malformed(file, headLine.number, `expected "--- ${name}"`);
    const body = lines.slice(head + 1, heads[order + 1] ?? lines.length);
    if (body.every(({ text }) => text.trim() === '')) throw malformed(file, headLine.number, `"--- ${name}" has no code`);
    return body;
  };
  const parts = { vulnerable: part(0), fixed: part(1), safe: part(2) };
  const first = lines[0];
  if (first !== undefined && heads[0] !== 0) throw malformed(file, first.number, 'expected "--- vulnerable"');
  const extra = lines[heads[partNames.length] ?? lines.length];
  if (extra !== undefined) throw malformed(file, extra.number, 'a case has three parts: vulnerable, fixed, safe');
  return parts;
}

function stripMarker({ text }: Line, language: SetLanguage): { text: string; marked: boolean } {
  const marker = language === 'python' ? '#!' : '//!';
  const end = text.trimEnd();
  return end.endsWith(marker) ? { text: end.slice(0, -marker.length).trimEnd(), marked: true } : { text, marked: false };
}

function unmarked(file: string, lines: readonly Line[], language: SetLanguage): string {
  const marked = lines.find((line) => stripMarker(line, language).marked);
  if (marked !== undefined) throw malformed(file, marked.number, 'only the vulnerable text marks lines');
  return joined(lines);
}

function joined(lines: readonly { readonly text: string }[]): string {
  return `${lines
    .map(({ text }) => text)
    .join('\n')
    .trimEnd()}\n`;
}
