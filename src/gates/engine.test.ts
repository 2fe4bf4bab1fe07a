import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GateResult, JudgeRequest } from '../core/gate.ts';
import type { JobOutcome } from './analysis-thread.ts';
import { createGatesEngine } from './engine.ts';

const request: JudgeRequest = { uri: 'file:///a.py', languageId: 'python', base: '', result: '', overlays: [], trusted: false };
const never = new AbortController().signal;
const secrets: GateResult = { gate: 'secrets', verdict: 'pass', required: true, findings: [], known: 0, tool: 't', elapsedMs: 1 };

function engineOver(outcome: JobOutcome, partial: readonly unknown[] = []) {
  return createGatesEngine(
    {
      run: (_job, { onPartial }) => {
        for (const part of partial) onPartial?.(part);
        return Promise.resolve(outcome);
      },
    },
    () => 1_000,
  );
}

test('gates that were done before the thread ended keep their verdict, the others are unknown', async () => {
  const results = await engineOver({ ok: false, why: 'timed out after 1 s' }, [secrets, { odd: true }]).judge(request, never);
  assert.deepEqual(results.map(({ gate, verdict, why }) => [gate, verdict, why]), [
    ['secrets', 'pass', undefined],
    ['syntax', 'unknown', 'timed out after 1 s'],
    ['lint', 'unknown', 'timed out after 1 s'],
    ['security', 'unknown', 'timed out after 1 s'],
    ['imports', 'unknown', 'timed out after 1 s'],
    ['complexity', 'unknown', 'timed out after 1 s'],
    ['documentation', 'unknown', 'timed out after 1 s'],
    ['types', 'unknown', 'no Python type checker in this version'],
  ]);
});

test('an answer of the thread that is no list of results is unknown, not a pass', async () => {
  const results = await engineOver({ ok: true, value: [{ ...secrets, verdict: 'fine' }] }).judge(request, never);
  assert.equal(results[0]?.verdict, 'unknown');
  assert.match(results[0]?.why ?? '', /not valid/u);
});

test('a text that could not be inspected is unknown, told apart from nothing found', async () => {
  const question = { uri: 'file:///a.json', languageId: 'json', text: '', overlays: [] };
  const unknown = await engineOver({ ok: false, why: 'w' }).inspect(question, never);
  assert.deepEqual(unknown.map(({ verdict, why }) => [verdict, why]), [['unknown', 'w'], ['unknown', 'w']]);
  assert.deepEqual(await engineOver({ ok: true, value: [] }).inspect(question, never), []);
});
