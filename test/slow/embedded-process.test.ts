import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { ProviderEvent } from '../../src/core/provider.ts';
import { MODEL_CHILD, WITHOUT_WEIGHTS, collect, endOf, endless, failureOf, open } from '../contract/embedded-weights.ts';

describe("the embedded model's process", { skip: WITHOUT_WEIGHTS }, () => {
  it('is replaced after it was killed in the middle of an answer', async () => {
    const provider = open();
    try {
      const events: ProviderEvent[] = [];
      let killed: number | undefined;
      for await (const event of provider.stream(endless(), new AbortController().signal)) {
        events.push(event);
        if (event.type === 'text-delta' && killed === undefined) {
          killed = provider.pid;
          assert.ok(killed);
          process.kill(killed, 'SIGKILL');
        }
      }
      const end = failureOf(events);
      assert.equal(end.failure.kind, 'crashed');
      assert.match(end.failure.message, /SIGKILL/);
      assert.equal(end.sent, true);
      assert.ok(end.usage && end.usage.outputTokens > 0);
      assert.equal(endOf(await collect(provider, endless({ maxOutputTokens: 2 }))).type, 'finish');
      assert.ok(provider.pid !== undefined && provider.pid !== killed);
    } finally {
      provider.dispose();
    }
  });

  it('is killed when it does not stop within a second of a cancel', { skip: process.platform === 'win32' && 'needs SIGSTOP' }, async () => {
    const waits: number[] = [];
    const provider = open({
      after(ms, run) {
        waits.push(ms);
        const soon = ms === 1000 ? setTimeout(run, 20) : undefined;
        return () => clearTimeout(soon);
      },
    });
    const controller = new AbortController();
    try {
      const events: ProviderEvent[] = [];
      for await (const event of provider.stream(endless(), controller.signal)) {
        events.push(event);
        if (event.type === 'text-delta' && !controller.signal.aborted) {
          assert.ok(provider.pid);
          process.kill(provider.pid, 'SIGSTOP');
          controller.abort();
        }
      }
      assert.equal(failureOf(events).failure.kind, 'aborted');
      assert.ok(waits.includes(1000));
      assert.equal(provider.pid, undefined);
    } finally {
      provider.dispose();
    }
  });

  it('is gone when a cancel comes while it loads', async () => {
    const provider = open();
    const controller = new AbortController();
    try {
      const events: ProviderEvent[] = [];
      for await (const event of provider.stream(endless(), controller.signal)) {
        events.push(event);
        if (event.type === 'loading' && event.progress !== undefined) controller.abort();
      }
      const end = failureOf(events);
      assert.equal(end.failure.kind, 'aborted');
      assert.equal(end.sent, false);
      assert.equal(provider.pid, undefined);
    } finally {
      provider.dispose();
    }
  });

  it('is ended after its idle time, and started again for the next request', async () => {
    let idle: (() => void) | undefined;
    const provider = open({
      idleUnloadMs: 5,
      after(ms, run) {
        if (ms === 5) idle = run;
        return () => (idle = undefined);
      },
    });
    try {
      await collect(provider, endless({ maxOutputTokens: 1 }));
      assert.ok(provider.pid);
      assert.ok(idle);
      idle();
      assert.equal(provider.pid, undefined);
      assert.equal(endOf(await collect(provider, endless({ maxOutputTokens: 1 }))).type, 'finish');
    } finally {
      provider.dispose();
    }
  });

  it('gets no key from the environment of its host', { skip: !existsSync('/proc/self/environ') && 'needs /proc' }, async () => {
    process.env['ANTHROPIC_API_KEY'] = 'not-a-real-key';
    const provider = open();
    try {
      await collect(provider, endless({ maxOutputTokens: 1 }));
      const environment = readFileSync(`/proc/${String(provider.pid)}/environ`, 'utf8');
      assert.match(environment, /PATH=/);
      assert.doesNotMatch(environment, /ANTHROPIC|not-a-real-key/);
    } finally {
      delete process.env['ANTHROPIC_API_KEY'];
      provider.dispose();
    }
  });

  it('is said to be missing where there is no engine for the platform', async () => {
    const provider = open({ child: { ...MODEL_CHILD, enginePath: '/nowhere' } });
    const end = failureOf(await collect(provider, endless()));
    assert.equal(end.failure.kind, 'model-missing');
    assert.match(end.failure.message, /engine/);
    assert.equal(end.sent, false);
    assert.equal(provider.pid, undefined);
  });

  it('is said to have died when it cannot be started', async () => {
    const provider = open({ child: { ...MODEL_CHILD, execPath: '/nowhere/node' } });
    const end = failureOf(await collect(provider, endless()));
    assert.equal(end.failure.kind, 'crashed');
    assert.equal(end.sent, false);
  });

  it('serves nothing after the provider was disposed of', async () => {
    const provider = open();
    provider.dispose();
    assert.equal(failureOf(await collect(provider, endless())).failure.kind, 'aborted');
    assert.equal(provider.pid, undefined);
  });
});
