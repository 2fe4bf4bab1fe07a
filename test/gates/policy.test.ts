import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { GatePolicy } from '../../src/core/gate-policy.ts';
import { judgementOf, verdictWords } from '../../src/core/verdicts.ts';
import { createGatesProcess } from '../../src/gates/client.ts';
import { createGatesEngine, type GatesEngine } from '../../src/gates/engine.ts';
import { WorkerPool } from '../../src/gates/worker-pool.ts';
import { change, fakeSecret, javascriptBase, judgedBy, pythonBase, resultOf } from './changes.ts';

let policy: GatePolicy = {};
const pool = new WorkerPool({ start: () => new Worker(new URL('../../src/gates/worker.ts', import.meta.url)), size: 1 });
const engine = createGatesEngine({ pool, limits: () => ({}), policy: () => policy, cacheBytes: () => 10_000_000 });
after(() => pool.dispose());

function gatesWith(wanted: GatePolicy): GatesEngine {
  policy = wanted;
  return engine;
}

const inspected = async (gates: GatesEngine, languageId: string, text: string) =>
  gates.inspect(
    { uri: `file:///nowhere/a.${languageId === 'python' ? 'py' : 'js'}`, languageId, text, overlays: [] },
    new AbortController().signal,
  );

test('a gate that is off finds nothing, and the verdict says that it was turned off', async () => {
  const gates = gatesWith({ levels: { lint: 'off', types: 'off' } });
  const results = await judgedBy(gates, change('javascript', javascriptBase, javascriptBase.replace('return sum', 'return summ')));
  for (const gate of ['lint', 'types'] as const) {
    const { verdict, why, off, required } = resultOf(results, gate);
    assert.deepEqual([verdict, why, off, required], ['not-applicable', 'turned off in the settings', true, false]);
  }
  assert.equal(judgementOf(results).type, 'proved', 'syntax has read it');
  assert.match(verdictWords(results), /lint, types turned off/u);
});

test('what is only advice refuses nothing, and is told', async () => {
  const gates = gatesWith({ levels: { lint: 'advisory', types: 'advisory' } });
  const results = await judgedBy(gates, change('javascript', javascriptBase, javascriptBase.replace('return sum', 'return summ')));
  assert.deepEqual([resultOf(results, 'lint').verdict, resultOf(results, 'lint').required], ['fail', false]);
  assert.equal(judgementOf(results).type, 'proved');
  assert.match(verdictWords(results), /types, lint failed as advice/u);
});

test('a text that does not parse is never proved, whatever is turned off', async () => {
  const policies: readonly GatePolicy[] = [
    { levels: { syntax: 'off' } },
    { levels: { syntax: 'advisory' } },
    { levels: { syntax: 'off', types: 'off', lint: 'off' } },
    { levels: { syntax: 'off', types: 'advisory', lint: 'advisory' } },
  ];
  for (const policy of policies) {
    const gates = gatesWith(policy);
    for (const [languageId, base] of [
      ['javascript', javascriptBase],
      ['python', pythonBase],
    ] as const) {
      const results = await judgedBy(gates, change(languageId, base, base.replace('(items)', '(items')));
      assert.notEqual(judgementOf(results).type, 'proved', `${languageId} ${JSON.stringify(policy)} ${verdictWords(results)}`);
    }
  }
});

test('prose is as proved as before where syntax is off, since it has none', async () => {
  const results = await judgedBy(gatesWith({ levels: { syntax: 'off' } }), change('markdown', '# One\n', '# Two\n'));
  assert.equal(judgementOf(results).type, 'proved');
});

test('secrets that are off in files are still kept from prompts', async () => {
  const gates = gatesWith({ levels: { secrets: 'off' }, rulesOff: ['github-token'] });
  const secret = fakeSecret(['gh', 'p_'], 36);
  const scan = await gates.scanSecrets(`const token = "${secret}";`);
  assert.deepEqual(scan.ok && scan.findings.map(({ rule }) => rule), ['github-token']);
  const [secrets] = await inspected(gates, 'javascript', `const token = "${secret}";\n`);
  assert.deepEqual([secrets?.verdict, secrets?.off], ['not-applicable', true]);
});

test('a rule that is off does not count, and it is told how often', async () => {
  const gates = gatesWith({ rulesOff: ['no-undef', 'TS2304', 'TS2552', 'centuria/added-suppression'] });
  const undefinedName = javascriptBase.replace('return sum', 'return summ');
  const results = await judgedBy(gates, change('javascript', javascriptBase, undefinedName));
  assert.deepEqual([resultOf(results, 'lint').verdict, resultOf(results, 'lint').ignored], ['pass', 1]);
  assert.equal(resultOf(results, 'types').verdict, 'fail', 'no rule of types is turned off');
  const silenced = await judgedBy(gates, change('javascript', javascriptBase, `// eslint-disable-next-line\n${javascriptBase}`));
  assert.equal(resultOf(silenced, 'lint').verdict, 'fail', 'nor one of what judges');
  const lint = (await inspected(gates, 'javascript', undefinedName)).find(({ gate }) => gate === 'lint');
  assert.deepEqual([lint?.verdict, lint?.findings.map(({ rule }) => rule), lint?.ignored], ['pass', ['no-unused-vars'], 1]);
});

test("the limits of complexity are the person's", async () => {
  const text = 'export function f(a) {\n  if (a) {\n    if (a.b) {\n      return 1;\n    }\n  }\n  return 0;\n}\n';
  const found = async (policy: GatePolicy) =>
    (await inspected(gatesWith(policy), 'javascript', text))
      .find(({ gate }) => gate === 'complexity')
      ?.findings.map(({ message }) => message);
  assert.deepEqual(await found({}), []);
  const [said] = (await found({ complexity: { nesting: 1 } })) ?? [];
  assert.match(said ?? '', /nested 2 levels deep; over 1/u);
});

test('where the gates cannot run, one that is off is still off', async () => {
  const modulePath = fileURLToPath(new URL('../../src/gates/server.ts', import.meta.url));
  const missing = createGatesProcess({ modulePath, execPath: '/nowhere/node', policy: { levels: { types: 'off' } } });
  const results = await judgedBy(missing, change('javascript', javascriptBase, `${javascriptBase}\n`));
  assert.deepEqual([resultOf(results, 'types').off, resultOf(results, 'lint').verdict], [true, 'unknown']);
  await missing.dispose();
});
