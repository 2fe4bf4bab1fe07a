import assert from 'node:assert/strict';
import type { ChangedFile } from '../../src/core/gate.ts';
import { createAnalysers } from '../../src/gates/analysers.ts';
import { gateAssets } from '../../src/gates/assets.ts';
import { judgedLanguage } from '../../src/gates/plan.ts';
import { mayTakeAway, testsBeside } from '../../src/gates/tampering/may-take-away.ts';
import { tampering } from '../../src/gates/tampering/tampering.ts';

const analysers = createAnalysers(gateAssets(new URL('../../src/gates/worker.ts', import.meta.url).href), () => false);
/** The analysers' threads and memory. */
export function disposeAnalysers(): void {
  analysers.dispose();
}

interface Edit {
  readonly file: string;
  readonly base: string;
  readonly result: string;
}

function changed({ file, base, result }: Edit): ChangedFile {
  const uri = `file:///project/${file}`;
  return { uri, languageId: judgedLanguage(uri, 'plaintext'), base, result };
}

/** The rules that a change of a file breaks, in order, with a question mark where it may break them; `others` are changed with it. */
export async function rules(edit: Edit, others: readonly Edit[] = []): Promise<readonly string[]> {
  const change = changed(edit);
  if (!mayTakeAway(change)) return [];
  const said = await tampering({ file: change, beside: testsBeside(change, others.map(changed)) }, analysers);
  assert.ok(said.every(({ blocks, message, doubt }) => blocks === (doubt === undefined) && message !== ''));
  return said
    .toSorted((one, other) => one.range.startLine - other.range.startLine)
    .map(({ rule, doubt }) => `${rule.replace('centuria/', '')}${doubt === undefined ? '' : '?'}`);
}

export const SCRIPT = `import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { sum } from '../src/sum.js';

function check(list, total) {
  assert.equal(sum(list), total);
}

describe('sum', () => {
  it('of one', () => {
    assert.equal(sum([1]), 1);
    assert.deepEqual(sum([2]), 2);
  });
  it('of none', () => { expect(sum([])).toBe(0); });
});
test('of two', (t) => check([1, 2], 3));
`;

export const PYTHON = `import unittest
import pytest
from total import total

@pytest.mark.parametrize("items", [[1], [2]])
def test_one(items):
    assert total(items) == items[0]
    with pytest.raises(TypeError):
        total(None)

class TotalTest(unittest.TestCase):
    def test_none(self):
        self.assertEqual(total([]), 0)

def check(a, b):
    assert total(a) == b
`;

export const inScript = (from: string | RegExp, to: string, base = SCRIPT): Promise<readonly string[]> =>
  rules({ file: 'test/sum.test.js', base, result: base.replace(from, () => to) });
export const inPython = (from: string | RegExp, to: string, base = PYTHON): Promise<readonly string[]> =>
  rules({ file: 'tests/test_total.py', base, result: base.replace(from, () => to) });
