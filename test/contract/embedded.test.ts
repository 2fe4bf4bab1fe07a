import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ProviderEvent } from '../../src/core/provider.ts';
import { promptTokens } from '../../src/core/usage.ts';
import type { EmbeddedProvider } from '../../src/providers/embedded/embedded-provider.ts';
import { SMOLLM2, WITHOUT_WEIGHTS, collect, edit, endOf, endless, failureOf, open, textOf } from './embedded-weights.ts';

const BROKEN = `function average(numbers) {
  if (numbers.length === 0) {
    return 0;
  }
  let sum = 0;
  for (const number of numbers {
    sum += number;
  }
  return sum / numbers.length;
}`;

/** About 2,400 tokens. */
const LONG_TEXT = 'The river runs past the old mill and on to the sea. '.repeat(180);

describe('the embedded provider with real weights', { skip: WITHOUT_WEIGHTS }, () => {
  let provider: EmbeddedProvider;
  before(() => {
    // No timer: that the process stops by itself is the subject, however slow a busy machine is.
    provider = open({ after: () => () => undefined });
  });
  after(() => provider.dispose());

  it('lists the downloaded model as local, free and below its floor', async () => {
    const list = await provider.models(new AbortController().signal);
    assert.ok(list.ok);
    const card = list.cards.find(({ model }) => model === SMOLLM2.id);
    assert.ok(card);
    assert.equal(card.key, 'embedded/smollm2-135m');
    assert.deepEqual([card.family, card.local, card.price, card.tools], ['embedded', true, 'free', false]);
    assert.deepEqual(card.serves, ['edit', 'ask']);
    assert.equal(card.floor, '135M parameters: edits of one function only');
  });

  it('repairs a missing parenthesis in a ten-line function and changes nothing else', async () => {
    const events = await collect(provider, edit('Fix the syntax error.', BROKEN));
    const fixed = BROKEN.replace('of numbers {', 'of numbers) {');
    assert.equal(textOf(events), `\`\`\`js\n${fixed}`);
    const end = endOf(events);
    assert.ok(end.type === 'finish' && end.reason === 'stop');
    assert.equal(end.servedModel, SMOLLM2.id);
  });

  it('streams: loading, then usage, then pieces of text of which the first starts with the given prefix', async () => {
    const fresh = open();
    try {
      const events = await collect(fresh, edit('Fix the syntax error.', BROKEN));
      const order = events.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
      assert.deepEqual(order, ['loading', 'usage', 'text-delta', 'usage', 'finish']);
      const progress = events.flatMap((event) => (event.type === 'loading' && event.progress !== undefined ? [event.progress] : []));
      assert.equal(progress.at(-1), 1);
      assert.deepEqual(
        progress,
        [...progress].sort((a, b) => a - b),
      );
      const pieces = events.filter(({ type }) => type === 'text-delta');
      assert.ok(pieces.length > 20);
      assert.ok(pieces[0]?.type === 'text-delta' && pieces[0].text.startsWith('```js\n'));
    } finally {
      fresh.dispose();
    }
  });

  it('answers the same twice, and says which part of the prompt it still had in memory', async () => {
    const first = await collect(provider, edit('Fix the bug: add must return the sum of a and b.', 'function add(a, b) { return a - b; }'));
    const second = await collect(
      provider,
      edit('Fix the bug: add must return the sum of a and b.', 'function add(a, b) { return a - b; }'),
    );
    assert.equal(textOf(second), textOf(first));
    assert.match(textOf(first), /a \+ b/);
    const [one, two] = [endOf(first), endOf(second)];
    assert.ok(one.type === 'finish' && two.type === 'finish');
    assert.equal(promptTokens(two.usage), promptTokens(one.usage));
    assert.equal(two.usage.cacheReadTokens, 64);
    assert.equal(two.usage.outputTokens, one.usage.outputTokens);
  });

  it('stops at the limit and says that the answer is not whole', async () => {
    const events = await collect(provider, endless({ maxOutputTokens: 7 }));
    const end = endOf(events);
    assert.ok(end.type === 'finish' && end.reason === 'length');
    assert.equal(end.usage.outputTokens, 7);
  });

  it('uses earlier turns of the conversation', async () => {
    const short = await collect(provider, endless({ maxOutputTokens: 1 }));
    const long = await collect(
      provider,
      endless({
        maxOutputTokens: 1,
        messages: [
          { role: 'user', text: 'Hello.' },
          { role: 'assistant', text: 'Hello, how can I help?' },
          { role: 'user', text: 'Tell me a very long story about a river.' },
        ],
      }),
    );
    const [a, b] = [endOf(short), endOf(long)];
    assert.ok(a.type === 'finish' && b.type === 'finish');
    assert.ok(promptTokens(b.usage) > promptTokens(a.usage));
  });

  it('refuses a prompt larger than the window before it generates, and cuts nothing', async () => {
    const end = failureOf(await collect(provider, endless({ messages: [{ role: 'user', text: LONG_TEXT.repeat(2) }] })));
    assert.equal(end.failure.kind, 'context-length');
    assert.equal(end.sent, false);
    assert.match(end.failure.message, /\d{4} tokens.*4096/);
    assert.ok((await collect(provider, endless({ maxOutputTokens: 1 }))).at(-1)?.type === 'finish');
  });

  it('stops reading a prompt of 2,000 tokens within a slice when it is cancelled', async () => {
    const controller = new AbortController();
    const events: ProviderEvent[] = [];
    const { pid } = provider;
    for await (const event of provider.stream(endless({ messages: [{ role: 'user', text: LONG_TEXT }] }), controller.signal)) {
      events.push(event);
      if (event.type === 'usage') controller.abort();
    }
    const end = failureOf(events);
    assert.equal(end.failure.kind, 'aborted');
    assert.equal(end.sent, true);
    assert.ok(end.usage && end.usage.inputTokens >= 64 && end.usage.inputTokens <= 64 * 3, JSON.stringify(end.usage));
    assert.equal(end.usage.outputTokens, 0);
    assert.ok(pid !== undefined && provider.pid === pid, 'the process stopped by itself and was not killed');
  });

  it('stops generating when it is cancelled, with the usage so far', async () => {
    const controller = new AbortController();
    const events: ProviderEvent[] = [];
    const { pid } = provider;
    for await (const event of provider.stream(endless(), controller.signal)) {
      events.push(event);
      if (events.filter(({ type }) => type === 'text-delta').length === 5) controller.abort();
    }
    const end = failureOf(events);
    assert.equal(end.failure.kind, 'aborted');
    assert.ok(end.usage && end.usage.outputTokens >= 5 && end.usage.outputTokens < 100, JSON.stringify(end.usage));
    assert.ok(pid !== undefined && provider.pid === pid);
  });

  it('stops generating when nobody reads any more, and serves the next', async () => {
    const { pid } = provider;
    for await (const event of provider.stream(endless(), new AbortController().signal)) {
      if (event.type === 'text-delta') break;
    }
    assert.equal(endOf(await collect(provider, endless({ maxOutputTokens: 2 }))).type, 'finish');
    assert.ok(pid !== undefined && provider.pid === pid);
  });

  it('says nothing to the model when it was cancelled before it began', async () => {
    const end = failureOf(await collect(provider, endless(), AbortSignal.abort()));
    assert.equal(end.failure.kind, 'aborted');
    assert.equal(end.sent, false);
  });

  it('answers five at once one after the other, in order, without the one that was cancelled while it waited', async () => {
    const order: string[] = [];
    const controller = new AbortController();
    const ask = async (name: string, signal = new AbortController().signal): Promise<ProviderEvent> => {
      for await (const event of provider.stream(endless({ maxOutputTokens: 3 }), signal)) {
        order.push(name);
        if (event.type === 'finish' || event.type === 'failure') return event;
      }
      throw new Error('no end');
    };
    const all = [ask('a'), ask('b'), ask('c', controller.signal), ask('d'), ask('e')];
    controller.abort();
    const ends = await Promise.all(all);
    assert.deepEqual(
      ends.map(({ type }) => type),
      ['finish', 'finish', 'failure', 'finish', 'finish'],
    );
    const cancelled = ends[2];
    assert.ok(cancelled?.type === 'failure' && cancelled.failure.kind === 'aborted' && !cancelled.sent);
    const served = order.filter((name) => name !== 'c');
    assert.deepEqual([...new Set(served)], ['a', 'b', 'd', 'e']);
    assert.deepEqual(served, [...served].sort());
  });

  it('has no tools, and says so before it loads anything', async () => {
    const tool = { name: 'read', description: 'Reads a file.', parameters: {} };
    const end = failureOf(await collect(provider, endless({ tools: [tool] })));
    assert.equal(end.failure.kind, 'tools-unsupported');
    assert.equal(end.sent, false);
  });

  it('knows no other models', async () => {
    assert.equal(failureOf(await collect(provider, endless({ model: 'gpt' }))).failure.kind, 'model-missing');
  });
});
