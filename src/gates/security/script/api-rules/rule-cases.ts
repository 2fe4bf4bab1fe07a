import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseScript } from '../analyse-script.ts';

function rules(text: string): string[] {
  const found = analyseScript(text, text.includes("'react'") ? 'typescriptreact' : 'typescript');
  assert.ok(found.ok);
  return [...new Set(found.complaints.map((one) => one.rule))];
}

/** Texts that break a rule, perhaps others too, and texts in which nothing at all is found. */
export function cases(name: string, rule: string, rows: { readonly bad: readonly string[]; readonly good: readonly string[] }): void {
  void test(name, () => {
    assert.deepEqual(
      rows.bad.filter((text) => !rules(text).some((one) => one.startsWith(rule))),
      [],
    );
    assert.deepEqual(
      rows.good.filter((text) => rules(text).length > 0),
      [],
    );
  });
}
