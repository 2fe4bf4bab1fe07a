import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nanos } from '../core/money.ts';
import { createTokens } from './tokens.ts';

const GRANT = { name: 'ci', task: 'task-1', capNanos: nanos(5) };

test('a token finds its grant, and nothing else does', () => {
  const tokens = createTokens();
  const one = tokens.issue(GRANT);
  const other = tokens.issue({ ...GRANT, task: 'task-2' });
  assert.deepEqual([tokens.find(one)?.task, tokens.find(other)?.task], ['task-1', 'task-2']);
  for (const wrong of ['', one.slice(1), `${one}x`, one.toUpperCase(), 'centuria-']) assert.equal(tokens.find(wrong), undefined);
});

test('a token has 32 random bytes', () => {
  const tokens = createTokens();
  const issued = Array.from({ length: 50 }, () => tokens.issue(GRANT));
  assert.equal(new Set(issued).size, 50);
  assert.ok(issued.every((token) => Buffer.from(token.replace('centuria-', ''), 'base64url').length === 32));
});

test('a revoked token finds nothing, the others still do', () => {
  const tokens = createTokens();
  const [one, other] = [tokens.issue(GRANT), tokens.issue(GRANT)];
  tokens.revoke(one);
  tokens.revoke('unknown');
  assert.deepEqual([tokens.find(one), tokens.find(other)], [undefined, GRANT]);
});
