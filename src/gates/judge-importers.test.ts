import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { ChangedFile, FileJudgement } from '../core/gate.ts';
import { gateAssets } from './assets.ts';
import type { Complaint } from './complaint.ts';
import type { ImportersAnswer } from './jobs.ts';
import { judge } from './judge.ts';
import type { JudgeTools } from './judged-file.ts';
import type { Reply } from './known-answers.ts';
import { surfaceOf } from './python-imports/surface.ts';
import { createGrammars } from './tree-sitter/grammars.ts';

const grammars = createGrammars(gateAssets(new URL('./worker.ts', import.meta.url).href));
after(() => {
  grammars.dispose();
});

const IMPORTER = 'file:///project/user.py';
const broken: Complaint = {
  rule: 'broken',
  message: 'It does not fit.',
  severity: 'error',
  blocks: true,
  range: { startLine: 2, startColumn: 0, endLine: 2, endColumn: 4 },
};
const answer = (more: Partial<ImportersAnswer> = {}): ImportersAnswer => ({ tool: 'a tool', importers: [], left: 0, ...more });
const told = <T>(value: T): Promise<Reply<T>> => Promise.resolve({ ok: true, value, elapsedMs: 1 });

interface Said {
  readonly found?: readonly string[] | 'fails';
  readonly answer?: ImportersAnswer | 'fails';
  readonly policy?: GatePolicy;
}

/** Analysers that find nothing in any text but its surface, and say this of importers. */
function fakeTools({ found = [IMPORTER], answer: said = answer(), policy = {} }: Said): {
  readonly tools: JudgeTools;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const fails = Promise.resolve({ ok: false, why: 'it broke' } as const);
  const analyst: JudgeTools['analyst'] = {
    analyse: async (gate, { text }) => {
      const surface = gate === 'types' || gate === 'imports' ? { surface: await grammars.withTree('python', text, surfaceOf) } : {};
      return told({ analysis: { ok: true, complaints: [] }, tool: 'a tool', ...surface });
    },
    suppressions: () => told([]),
    tampering: () => told([]),
    importers: () => told(answer()),
    importing: ({ outside }) => {
      asked.push(`who imports ${outside.length}`);
      return found === 'fails' ? fails : told(found);
    },
    pythonImporters: ({ gate }) => {
      asked.push(gate);
      return said === 'fails' ? fails : told(said);
    },
  };
  const asking: JudgeTools['asking'] = {
    signal: new AbortController().signal,
    priority: 'agent',
    ticket: { turn: 0, number: 0 },
    rests: { whole: true, needs: [] },
  };
  return { tools: { analyst, asking, policy }, asked };
}

const BASE = 'def area(side):\n    return side\n';
const OTHER = 'def area(side, unit):\n    return side\n';

async function judged(
  said: Said,
  result: string | undefined = OTHER,
  base: string | undefined = BASE,
): Promise<{ readonly words: readonly string[]; readonly asked: readonly string[]; readonly all: readonly FileJudgement[] }> {
  const { tools, asked } = fakeTools(said);
  const file: ChangedFile = { uri: 'file:///project/area.py', languageId: 'python', base, ...(result === '' ? {} : { result }) };
  const all = await judge({ files: [file], overlays: [], trusted: false }, tools);
  const words = all.flatMap(({ uri, results }) =>
    results
      .filter(({ gate }) => gate === 'imports' || gate === 'types')
      .map(({ gate, verdict, required }) => `${uri.split('/').at(-1) ?? ''} ${gate} ${verdict}${required ? '' : ' as advice'}`),
  );
  return { words, asked, all };
}

const DELETED = '';
const hurt = answer({ importers: [{ uri: IMPORTER, text: 'a\nb\nc\n', base: [], result: [broken] }] });

test('who imports a module is looked for once, and asked of by both gates; what is broken there is told in one judgement', async () => {
  const { words, asked, all } = await judged({ answer: hurt });
  assert.deepEqual(asked, ['who imports 1', 'imports', 'types']);
  assert.deepEqual(words, ['area.py imports pass', 'area.py types pass', 'user.py imports fail', 'user.py types fail']);
  assert.deepEqual(
    all.map(({ uri }) => uri),
    ['file:///project/area.py', IMPORTER],
  );
});

test('what was there before, and what does not block, is not told of an importer', async () => {
  const known = answer({
    importers: [
      { uri: IMPORTER, text: 'a\nb\nc\n', base: [broken], result: [broken, { ...broken, rule: 'other', blocks: false, doubt: 'perhaps' }] },
    ],
  });
  assert.deepEqual((await judged({ answer: known })).words, ['area.py imports pass', 'area.py types pass']);
});

test('a look that fails, or leaves files out, is no pass, for a deleted file neither', async () => {
  const both = ['area.py imports unknown', 'area.py types unknown'];
  for (const result of [OTHER, DELETED]) {
    assert.deepEqual((await judged({ found: 'fails' }, result)).words, both);
    assert.deepEqual((await judged({ answer: 'fails' }, result)).words, both);
    const { words, all } = await judged({ answer: answer({ left: 3 }) }, result);
    assert.deepEqual(words, both);
    assert.equal(all[0]?.results.find(({ gate }) => gate === 'types')?.why, '3 more files that import it were not looked at');
  }
});

test('a gate that is off is not asked, and one that is advice blocks nothing', async () => {
  const off = await judged({ answer: hurt, policy: { levels: { types: 'off' } } });
  assert.deepEqual([off.asked, off.words.at(-1)], [['who imports 1', 'imports'], 'user.py imports fail']);
  const neither = await judged({ answer: hurt, policy: { levels: { types: 'off', imports: 'off' } } });
  assert.deepEqual(neither.asked, []);
  const advice = await judged({ answer: hurt, policy: { levels: { types: 'advisory', imports: 'advisory' } } });
  assert.deepEqual(advice.words.slice(2), ['user.py imports fail as advice', 'user.py types fail as advice']);
});

const line = fc.constantFrom('x = 1', 'print(side)', 'return 2', 'import json', 'for n in range(2):\n        print(n)', '"nothing"');
const program = fc.array(
  fc.record({
    name: fc.constantFrom('area', 'other', 'last'),
    inside: fc.array(line, { minLength: 1, maxLength: 3 }),
    isMade: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
const textOf = (parts: readonly { readonly name: string; readonly inside: readonly string[]; readonly isMade: boolean }[]): string =>
  parts.map(({ name, inside, isMade }) => `${isMade ? '' : 'async '}def ${name}(side):\n    ${inside.join('\n    ')}\n`).join('\n');

test('nobody is asked who imports a file exactly where its surface is the same', async () => {
  await fc.assert(
    fc.asyncProperty(program, program, async (one, other) => {
      const [base, result] = [textOf(one), textOf(other)];
      const [before, after] = [await grammars.withTree('python', base, surfaceOf), await grammars.withTree('python', result, surfaceOf)];
      assert.equal((await judged({}, result, base)).asked.length === 0, before === after);
      const inside = textOf(one.map((part, at) => ({ ...part, inside: other[at]?.inside ?? part.inside })));
      assert.deepEqual((await judged({}, inside, base)).asked, []);
    }),
    { numRuns: 40 },
  );
});
