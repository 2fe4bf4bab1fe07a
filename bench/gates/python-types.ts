import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { analyse } from '../../src/gates/analyse.ts';
import { createAnalysers } from '../../src/gates/analysers.ts';
import type { Analysers } from '../../src/gates/analysers.ts';
import { gateAssets } from '../../src/gates/assets.ts';
import type { Analysis } from '../../src/gates/complaint.ts';
import type { LabelledCase } from '../../test/gates-set/load-set.ts';
import { quantile } from '../lib/statistics.ts';

/** What the gate `types` says of correct Python, each text as a new file. */
export interface PythonTypesRow {
  readonly what: string;
  readonly texts: number;
  readonly passed: number;
  /** Only for want of a package on this machine. */
  readonly lacking: number;
  readonly unknown: number;
  /** These it would have refused. */
  readonly refused: readonly string[];
  /** Milliseconds for 1,000 lines. */
  readonly p50: number;
  readonly p95: number;
}

interface Text {
  readonly name: string;
  readonly uri: string;
  readonly text: string;
}

/** Modules of 100 lines or more of the library of the Python that is on the path. They run as they are, so whatever is refused is refused wrongly, or is a bug of that library. */
function libraryTexts(): readonly Text[] {
  const folder = libraryFolder();
  if (folder === undefined) return [];
  const files = globSync(['*.py', '{asyncio,email,http,json,logging,unittest,urllib}/*.py'], { cwd: folder }).toSorted();
  const texts = files.map((name) => ({
    name,
    uri: pathToFileURL(join(folder, name)).href,
    text: readFileSync(join(folder, name), 'utf8'),
  }));
  return texts.filter(({ text }) => linesOf(text) >= 100);
}

function libraryFolder(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_paths()["stdlib"])'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** The mended programs of the labelled set and their harmless twins, as files of a folder. */
function labelledTexts(set: readonly LabelledCase[], folder: string): readonly Text[] {
  const uri = pathToFileURL(join(folder, 'text.py')).href;
  return set
    .filter(({ language }) => language === 'python')
    .flatMap(({ id, fixed, safe }) => [
      { name: `${id} mended`, uri, text: fixed.text },
      { name: `${id} harmless`, uri, text: safe.text },
    ]);
}

function linesOf(text: string): number {
  return text.split('\n').length;
}

/** Judges correct Python for types; the library's row is left out where there is no Python. */
export async function judgePythonTypes(set: readonly LabelledCase[]): Promise<readonly PythonTypesRow[]> {
  const analysers = createAnalysers(gateAssets(pathToFileURL(inRoot('src/gates/worker.ts')).href), () => false);
  const folder = mkdtempSync(join(tmpdir(), 'centuria-python-types-'));
  const library = libraryTexts();
  try {
    const labelled = await rowOf('labelled set, mended and harmless', labelledTexts(set, folder), analysers);
    return library.length === 0 ? [labelled] : [labelled, await rowOf("Python's library", library, analysers)];
  } finally {
    analysers.dispose();
    rmSync(folder, { recursive: true });
  }
}

async function rowOf(what: string, texts: readonly Text[], analysers: Analysers): Promise<PythonTypesRow> {
  const answers: { readonly name: string; readonly answer: ReturnType<typeof answerOf> }[] = [];
  const times: number[] = [];
  for (const { name, uri, text } of texts) {
    const started = performance.now();
    const subject = { uri, languageId: 'python', text, overlays: [], declared: [], honourComments: false };
    const answer = await analyse('types', subject, analysers).then(
      ({ analysis }) => answerOf(analysis),
      () => 'unknown' as const,
    );
    times.push(((performance.now() - started) * 1000) / linesOf(text));
    answers.push({ name, answer });
  }
  const count = (wanted: string): number => answers.filter(({ answer }) => answer === wanted).length;
  const refused = answers.filter(({ answer }) => answer === 'refused').map(({ name }) => name);
  return {
    what,
    texts: texts.length,
    passed: count('passed'),
    lacking: count('lacking'),
    unknown: count('unknown'),
    refused,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
  };
}

function answerOf(analysis: Analysis): 'passed' | 'lacking' | 'unknown' | 'refused' {
  if (!analysis.ok) return 'unknown';
  const { complaints } = analysis;
  if (complaints.some(({ blocks }) => blocks)) return 'refused';
  if (complaints.some(({ doubt, lacking }) => doubt !== undefined && lacking !== true)) return 'unknown';
  return complaints.some(({ lacking }) => lacking) ? 'lacking' : 'passed';
}
