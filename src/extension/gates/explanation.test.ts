import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Finding } from '../../core/gate.ts';
import { explanation } from './explanation.ts';

const finding: Finding = {
  gate: 'security',
  rule: 'command-injection',
  message: 'Untrusted data gets into a command line.',
  severity: 'error',
  range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 },
  blocks: true,
  fingerprint: 'a-0',
};

test('an explanation has the weight, the weakness with its page, why it matters, and the rule with its page', () => {
  const said = explanation({ ...finding, cwe: 'CWE-78', why: 'it runs any program', url: 'https://example.com/rule' });
  assert.match(said[0] ?? '', /^\*\*security: command\\-injection\*\* \(error, refuses/);
  assert.equal(said[1], 'Why it matters: It runs any program\\.');
  assert.equal(said[2], '[CWE-78](https://cwe.mitre.org/data/definitions/78.html) · [About command\\-injection](https://example.com/rule)');
});

test("a rule that says nothing of its own has its gate's reason, and advice is called so", () => {
  const said = explanation({ ...finding, gate: 'complexity', rule: 'nesting-depth', blocks: false, severity: 'warning' });
  assert.match(said[0] ?? '', /\(warning, advice\)$/);
  assert.match(said[1] ?? '', /hard to follow/);
  assert.equal(said.length, 2);
});

test('what a rule says cannot become a link or a command', () => {
  const said = explanation({ ...finding, why: '[click](command:x) <b>' }).join('\n');
  assert.ok(!/(?<!\\)\[click/.test(said) && !/(?<!\\)</.test(said), said);
});
