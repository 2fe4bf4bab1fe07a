import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GateId, GateResult, Gates, JudgeRequest } from '../../src/core/gate.ts';

/** A function in JavaScript that is right. */
export const javascriptBase = `export function total(items) {
  let sum = 0;
  for (const item of items) sum += item.price;
  return sum;
}
`;

export const typescriptBase = `export function total(items: readonly { price: number }[]): number {
  let sum = 0;
  for (const item of items) sum += item.price;
  return sum;
}
`;

export const pythonBase = `def total(items):
    result = 0
    for item in items:
        result += item.price
    return result
`;

const extensions: Readonly<Record<string, string>> = {
  javascript: 'js',
  typescript: 'ts',
  python: 'py',
  json: 'json',
  typescriptreact: 'tsx',
};

/** A request for a file that is on no disk. */
// eslint-disable-next-line max-params -- a table of changes reads best as a row: language, base, result
export function change(
  languageId: string,
  base: string,
  result: string,
  { uri, ...more }: Partial<JudgeRequest> & { readonly uri?: string } = {},
): JudgeRequest {
  const place = uri ?? `file:///nowhere/on/this/disk/text.${extensions[languageId] ?? 'txt'}`;
  return { files: [{ uri: place, languageId, base, result }], overlays: [], trusted: false, ...more };
}

/** What the gates say of the first file of a change. */
export async function judgedBy(
  gates: Pick<Gates, 'judge'>,
  request: JudgeRequest,
  signal = new AbortController().signal,
): Promise<readonly GateResult[]> {
  const [first] = await gates.judge(request, signal);
  if (!first) throw new Error('no file was judged');
  return first.results;
}

/** One gate's result; a missing gate is a failed test. */
export function resultOf(results: readonly GateResult[], gate: GateId): GateResult {
  const found = results.find((result) => result.gate === gate);
  if (!found) throw new Error(`no result of the gate ${gate}`);
  return found;
}

const advice: ReadonlySet<GateId> = new Set(['complexity', 'documentation']);

/** `lint:pass types:fail` and so on, of the gates that are more than advice. */
export function verdicts(results: readonly GateResult[]): string {
  return results
    .filter(({ gate }) => !advice.has(gate))
    .map(({ gate, verdict }) => `${gate}:${verdict}`)
    .join(' ');
}

/** The rules of what blocks. */
export function blockers(result: GateResult): string[] {
  return result.findings.filter((finding) => finding.blocks).map((finding) => finding.rule);
}

/** Random enough for a scanner, put together when the test runs so that no scanner finds it in the repository. */
export function fakeSecret(prefix: readonly string[], length: number, alphabet = 'Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0UvWxYz'): string {
  return prefix.join('') + Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join('');
}

let putBefore = 0;

/**
 * Writes files and their folders, that look as if they had been there for long. A file that was written this very moment may be written
 * again without a new time, so that whoever has read it must read it again, and everything with it.
 */
export function putOld(folder: string, texts: Readonly<Record<string, string>>): void {
  const written = Object.entries(texts).map(([name, text]): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
  // Each time another one, so that what is written again is never taken for what was there.
  putBefore += 1;
  const old = new Date(Date.now() - 3_600_000 + putBefore);
  for (const path of new Set(written.flatMap((one) => [one, ...foldersUpTo(folder, dirname(one))]))) utimesSync(path, old, old);
}

function foldersUpTo(top: string, folder: string): readonly string[] {
  return folder === top || dirname(folder) === folder ? [folder] : [folder, ...foldersUpTo(top, dirname(folder))];
}
