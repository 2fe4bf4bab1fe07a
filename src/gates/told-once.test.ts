import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeResult } from '../../test/fakes/fake-world.ts';
import type { GateResult } from '../core/gate.ts';
import { toldOnce } from './told-once.ts';

const NOWHERE = fakeResult('imports', 'fail', { finding: 'There is no module `reqeusts` (looked in .venv). Check its name.' });

function left(...others: readonly GateResult[]): readonly string[] {
  return toldOnce([...others, NOWHERE]).flatMap(({ gate, findings }) => findings.map(() => gate));
}

test('an import that leads nowhere is told by the gate of imports alone, whoever else saw it', () => {
  const types = fakeResult('types', 'fail', { finding: 'Import "reqeusts" could not be resolved' });
  const lint = fakeResult('lint', 'pass', { finding: '`reqeusts` imported but unused' });
  assert.deepEqual(left(types, lint), ['imports']);
  assert.deepEqual(
    toldOnce([types, lint, NOWHERE]).map(({ verdict }) => verdict),
    ['fail', 'pass', 'fail'],
    'no verdict changes',
  );
});

test("what is about another name or another line, or another gate's own, stays", () => {
  const other = fakeResult('types', 'fail', { finding: 'Import "requests" could not be resolved' });
  const below = fakeResult('lint', 'fail', { finding: '`reqeusts` is wrong' });
  const moved = { ...below, findings: below.findings.map((one) => ({ ...one, range: { ...one.range, startLine: 9 } })) };
  assert.deepEqual(left(other, moved, fakeResult('security', 'fail', { finding: '`reqeusts`' })), ['types', 'lint', 'security', 'imports']);
  assert.deepEqual(toldOnce([other]), [other]);
});
