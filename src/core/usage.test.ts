import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_USAGE, promptTokens, totalTokens } from './usage.ts';

const USAGE = {
  inputTokens: 1,
  cacheReadTokens: 10,
  cacheWrite5mTokens: 100,
  cacheWrite1hTokens: 1000,
  outputTokens: 10_000,
  reasoningTokens: 9000,
};

test('the buckets of the prompt add up, read and written caches included', () => assert.equal(promptTokens(USAGE), 1111));

test('thinking is a part of the output and is counted once', () => assert.equal(totalTokens(USAGE), 11_111));

test('no usage is nothing', () => assert.equal(totalTokens(NO_USAGE), 0));
