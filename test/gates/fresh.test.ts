import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { blockers, judgedBy, resultOf } from './changes.ts';
import { gates } from './shared-gates.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'centuria-fresh-')));

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Kind = 'absent' | 'number' | 'string';

/** What there is beside the judged file. */
interface Surroundings {
  readonly part: Kind;
  readonly open: Kind;
  readonly pack: Kind;
  readonly ambient: Kind;
  readonly strict: boolean;
}

const kind = fc.constantFrom<Kind>('absent', 'number', 'string');
const surroundings: fc.Arbitrary<Surroundings> = fc.record({ part: kind, open: kind, pack: kind, ambient: kind, strict: fc.boolean() });

/** Each text with the rules that must block it. */
const texts: Readonly<Record<string, (now: Surroundings) => readonly string[]>> = {
  'import { part } from "./part";\nexport const used: number = part;\n': ({ part, open }) =>
    blocked(open === 'absent' ? part : open, 'TS2307'),
  'import { it } from "pack";\nexport const used: number = it;\n': ({ pack }) => blocked(pack, 'TS2307'),
  'export const used: number = ambient;\n': ({ ambient }) => blocked(ambient, 'TS2304'),
  'export const used = (it: { a: number } | undefined): number => it.a;\n': ({ strict }) => (strict ? ['TS18048'] : []),
};

function blocked(there: Kind, missing: string): readonly string[] {
  return there === 'absent' ? [missing] : there === 'string' ? ['TS2322'] : [];
}

function put(name: string, text: string | undefined): void {
  const path = join(folder, name);
  if (text === undefined) rmSync(path, { force: true });
  else writeFileSync(path, text);
}

function arrange({ part, pack, ambient, strict }: Surroundings): void {
  const value = (of: Kind): string => (of === 'number' ? '1' : '"a"');
  put('part.ts', part === 'absent' ? undefined : `export const part = ${value(part)} as ${part};\n`);
  put('ambient.d.ts', ambient === 'absent' ? undefined : `declare const ambient: ${ambient};\n`);
  put('package.json', '{}');
  put('tsconfig.json', JSON.stringify({ compilerOptions: { strict, module: 'esnext', moduleResolution: 'bundler' }, include: ['**/*'] }));
  if (pack === 'absent') rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  else {
    mkdirSync(join(folder, 'node_modules/pack'), { recursive: true });
    put('node_modules/pack/index.d.ts', `export declare const it: ${pack};\n`);
  }
}

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

test('whatever has changed meanwhile in overlays, files, packages and settings, a verdict is what is true now', async () => {
  const step = fc.record({ now: surroundings, text: fc.constantFrom(...Object.keys(texts)) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      for (const { now, text } of steps) {
        arrange(now);
        const overlays =
          now.open === 'absent'
            ? []
            : [{ uri: uriOf('part.ts'), text: `export const part: ${now.open} = ${now.open === 'number' ? '1' : '""'};\n` }];
        const file = { uri: uriOf('use.ts'), languageId: 'typescript', base: 'export {};\n', result: text };
        const wanted = texts[text]?.(now);
        const ask = async () => resultOf(await judgedBy(gates, { files: [file], overlays, trusted: false }), 'types');
        for (const types of [await ask(), await ask()]) assert.deepEqual(blockers(types), wanted, types.why);
        const [seen] = await gates.inspect(
          { uri: file.uri, languageId: 'typescript', text, overlays, gates: ['types'] },
          new AbortController().signal,
        );
        assert.deepEqual(seen && blockers(seen), wanted);
      }
    }),
    { numRuns: 4 },
  );
});

test('what was judged before is told at once, and not once a file that it read is another', async () => {
  arrange({ part: 'number', open: 'absent', pack: 'absent', ambient: 'absent', strict: true });
  const [text = ''] = Object.keys(texts);
  const ask = async () =>
    resultOf(
      await judgedBy(gates, {
        files: [{ uri: uriOf('use.ts'), languageId: 'typescript', base: '', result: text }],
        overlays: [],
        trusted: false,
      }),
      'types',
    );
  // A file that was written this very moment is read again: it could be written once more at the same time.
  let types = await ask();
  for (let asked = 0; asked < 100 && types.elapsedMs > 0; asked += 1) types = await ask();
  assert.deepEqual([types.verdict, (await ask()).elapsedMs], ['pass', types.elapsedMs]);
  put('part.ts', 'export const part = "a";\n');
  assert.equal((await ask()).verdict, 'fail');
});
