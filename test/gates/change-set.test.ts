import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ChangedFile, FileJudgement } from '../../src/core/gate.ts';
import { blockers, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'centuria-set-')));
let folder = root;
let folders = 0;

after(() => {
  rmSync(root, { recursive: true, force: true });
});

const AREA = 'export function area(side: number): number {\n  return side * side;\n}\n';
const SHOW = 'import { area } from "./area.ts";\n\nexport const shown = `${area(2)}`;\n';
const TEXT_AREA = AREA.replace('side: number): number {\n  return side * side', 'side: string): number {\n  return side.length');

/** Two files of a new project, one of which imports the other. */
function makeProject(): void {
  folders += 1;
  folder = join(root, `project-${folders}`);
  mkdirSync(folder);
  put(
    'tsconfig.json',
    '{ "compilerOptions": { "strict": true, "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  );
  put('package.json', '{ "type": "module" }');
  put('area.ts', AREA);
  put('show.ts', SHOW);
}

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

function judged(files: Readonly<Record<string, { readonly base?: string; readonly result?: string }>>): Promise<readonly FileJudgement[]> {
  const changed = Object.entries(files).map(([name, texts]): ChangedFile => ({ uri: uriOf(name), languageId: 'typescript', ...texts }));
  return gates.judge({ files: changed, overlays: [], trusted: false }, new AbortController().signal);
}

/** What blocks in each file's types. */
function broken(judgements: readonly FileJudgement[]): Record<string, readonly string[]> {
  return Object.fromEntries(judgements.map(({ uri, results }) => [uri.split('/').at(-1) ?? '', blockers(resultOf(results, 'types'))]));
}

test('a change that breaks a file which imports the changed one fails there, at its place', async () => {
  makeProject();
  const judgements = await judged({ 'area.ts': { base: AREA, result: TEXT_AREA } });
  assert.deepEqual(broken(judgements), { 'area.ts': [], 'show.ts': ['TS2345'] });
  assert.equal(resultOf(judgements[1]?.results ?? [], 'types').findings[0]?.range.startLine, 2);
});

test('files that are changed together see each other', async () => {
  makeProject();
  const show = { base: SHOW, result: SHOW.replace('area(2)', 'area("2")') };
  assert.deepEqual(broken(await judged({ 'area.ts': { base: AREA, result: TEXT_AREA }, 'show.ts': show })), {
    'area.ts': [],
    'show.ts': [],
  });
  assert.deepEqual(broken(await judged({ 'show.ts': show })), { 'show.ts': ['TS2345'] });
});

test('a new file can be imported by another one of the change, and a deleted one is missed by who imports it', async () => {
  makeProject();
  const made = { result: 'export const extra = 1;\n' };
  const use = { base: SHOW, result: `import { extra } from "./extra.ts";\n${SHOW}export const more: number = extra;\n` };
  assert.deepEqual(broken(await judged({ 'extra.ts': made, 'show.ts': use })), { 'extra.ts': [], 'show.ts': [] });
  const judgements = await judged({ 'area.ts': { base: AREA } });
  assert.deepEqual(broken(judgements), { 'area.ts': [], 'show.ts': ['TS2307'] });
  assert.ok(judgements[0]?.results.every(({ verdict, why }) => verdict === 'not-applicable' && why === 'the file is deleted'));
});

test('what an importer had before does not count, nor does a change that nobody sees from outside', async () => {
  makeProject();
  put('show.ts', SHOW.replace('area(2)', 'area("2")'));
  assert.deepEqual(broken(await judged({ 'area.ts': { base: AREA, result: `${AREA}export const more = 1;\n` } })), { 'area.ts': [] });
  assert.deepEqual(broken(await judged({ 'area.ts': { base: AREA, result: AREA.replace('side * side', 'side ** 2') } })), {
    'area.ts': [],
  });
});

test('more importers than are looked at leave types unknown, with their number', async () => {
  makeProject();
  for (let at = 0; at < 51; at += 1) put(`show-${at}.ts`, SHOW);
  const typesOf = async (result: string) => {
    const [area] = await judged({ 'area.ts': { base: AREA, result } });
    const { verdict, why } = resultOf(area?.results ?? [], 'types');
    return [verdict, why];
  };
  assert.deepEqual(await typesOf(AREA.replace('(side: number', '(side: number, unit?: string')), [
    'unknown',
    '2 more files that import it were not looked at',
  ]);
  // A name more breaks none of them.
  assert.deepEqual(await typesOf(`${AREA}export const more = 1;\n`), ['pass', undefined]);
});
