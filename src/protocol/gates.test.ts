import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseGateResults,
  parseGatesOptions,
  parseJudgeRequest,
  parseScanSecretsParams,
  parseSecretScan,
  parseShownGates,
} from './gates.ts';

const file = { uri: 'file:///a.js', languageId: 'javascript', base: '', result: 'a' };
const request = {
  files: [file, { uri: 'file:///new.js', languageId: 'javascript', result: 'a' }],
  overlays: [],
  trusted: false,
  priority: 'agent',
  agent: 'seat-7',
};
const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
const finding = { gate: 'lint', rule: 'r', message: 'm', severity: 'error', range, blocks: true, fingerprint: 'f' };
const result = { gate: 'lint', verdict: 'fail', required: true, findings: [finding], known: 0, tool: 't', elapsedMs: 1.5 };

test('a judge request comes through unchanged', () => {
  assert.deepEqual(parseJudgeRequest(request), { ok: true, value: request });
});

test('a judge request that is none is refused with the place of the mistake', () => {
  const why = (value: object): string => {
    const parsed = parseJudgeRequest({ ...request, ...value });
    return parsed.ok ? '' : parsed.why;
  };
  assert.match(why({ files: [{ ...file, result: 1 }] }), /"files\.0\.result"/u);
  assert.match(why({ files: [{ uri: file.uri, languageId: 'javascript' }] }), /a file needs a base or a result/u);
  assert.match(why({ files: [file, file] }), /each file is named once/u);
  assert.match(why({ files: [] }), /"files"/u);
  assert.match(why({ priority: 'editor' }), /"priority"/u);
});

test('a result with a verdict that does not exist is refused', () => {
  assert.equal(parseGateResults([result]).ok, true);
  assert.equal(parseGateResults([{ ...result, verdict: 'probably' }]).ok, false);
});

test('a finding before the text begins is refused', () => {
  const odd = { ...finding, range: { ...range, startLine: -1 } };
  assert.equal(parseGateResults([{ ...result, findings: [odd] }]).ok, false);
});

test('both kinds of secret scan are read', () => {
  const found = { rule: 'r', message: 'm', start: 1, end: 2, line: 0 };
  assert.deepEqual(parseSecretScan({ ok: true, findings: [found] }), { ok: true, value: { ok: true, findings: [found] } });
  assert.deepEqual(parseSecretScan({ ok: false, why: 'w' }), { ok: true, value: { ok: false, why: 'w' } });
  assert.equal(parseSecretScan({ ok: false }).ok, false);
  assert.equal(parseScanSecretsParams({ text: 5 }).ok, false);
});

test('an unknown gate is not shown', () => {
  assert.equal(parseShownGates({ python: ['lint'] }).ok, true);
  assert.equal(parseShownGates({ python: ['taste'] }).ok, false);
  assert.equal(parseGatesOptions({ trusted: true, show: {}, limits: { types: 0 } }).ok, false);
});
