import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyseScript } from './analyse-script.ts';

const seed = `
import { exec } from 'child_process';
class Job { #c; constructor(c) { this.#c = c; } get c() { return this.#c; } static { run(); } *[Symbol.iterator]() { yield this.c; } }
const helper = async ({ a, ...rest } = {}, [b, , ...c] = []) => { for await (const x of c) if (x?.y ?? rest[a]) break; return a ||= b; };
export function merge(t, s) { for (const k in s) { if (s[k]) merge(t[k], s[k]); else t[k] = s[k]; } }
app.get('/x', async (req, res, next) => {
  label: for (let i = 0; i < 3; i++) { switch (req.query.a) { case 'a': continue label; default: break label; } }
  try { const { b: { c } = {} } = await helper(req.body); exec(\`x \${c}\`); } catch (e) { res.send(e.stack); } finally { next(); }
  while (true) { if (!/^[a-z]+$/.test(req.query.b)) return; do { exec(req.query.b); } while (res.x); }
});
`;

const piece = fc.oneof(
  fc.constantFrom(
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '=>',
    '...',
    '`',
    '${',
    '/',
    '*/',
    'await ',
    'yield ',
    'new ',
    'return ',
    'this.',
    'class ',
    '?.',
    '??=',
    ';',
    '\n',
    '<a>',
    '@x ',
    'for(;;)',
    'switch(',
    'case ',
    'try{',
    'catch',
    'break;',
    '= ',
    'req.query',
    'exec(',
  ),
  fc.string({ maxLength: 4 }),
);
const edit = fc.record({
  at: fc.nat(seed.length),
  remove: fc.nat(30),
  insert: fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('')),
});
const mutated = fc
  .array(edit, { maxLength: 6 })
  .map((edits) => edits.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), seed));

test('no text makes the analysis throw, and every place it names is in the text', () => {
  fc.assert(
    fc.property(mutated, fc.constantFrom('typescript', 'javascript', 'typescriptreact', 'javascriptreact'), (text, languageId) => {
      const found = analyseScript(text, languageId);
      const lines = text.split(/\r\n|\n|\r/u).length;
      if (!found.ok) return;
      for (const { range, path = [] } of found.complaints) {
        for (const place of [range, ...path.map((step) => step.range)])
          assert.ok(place.startLine <= place.endLine && place.endLine < lines);
      }
    }),
    { numRuns: 300 },
  );
});

test('a text that is nested too deeply or branches without end is unknown, soon', () => {
  const deep = analyseScript(`${'('.repeat(20_000)}1${')'.repeat(20_000)}`, 'javascript');
  assert.ok(!deep.ok && deep.verdict === 'unknown');
  const calls = Array.from(
    { length: 60 },
    (_, index) =>
      `function f${index}(x) { return ${Array.from({ length: 12 }, (__, other) => `f${(index + other + 1) % 60}(x + ${other})`).join(' + ')}; }`,
  ).join('\n');
  const started = process.cpuUsage().user;
  analyseScript(`${calls}\napp.get('/', (req, res) => exec(f0(req.query.a)));`, 'javascript');
  assert.ok(process.cpuUsage().user - started < 5_000_000);
});

test('the work grows with the text, not faster', () => {
  const block = (index: number): string =>
    `app.get('/${index}', (req, res) => { const a${index} = req.query.a; if (a${index}) { run(a${index}); } let b = a${index}; for (const x of [1, 2]) b += x; res.json({ b }); });\n`;
  const text = (count: number): string =>
    `function run(x) { return [x].map((y) => y + 1); }\n${Array.from({ length: count }, (_, index) => block(index)).join('')}`;
  const work = (count: number): number => {
    const started = process.cpuUsage().user;
    assert.ok(analyseScript(text(count), 'javascript').ok);
    return process.cpuUsage().user - started;
  };
  work(200);
  const [small, large] = [Math.min(work(200), work(200)), Math.min(work(1600), work(1600))];
  assert.ok(large < small * 32, `${small} µs, then ${large} µs`);
});
