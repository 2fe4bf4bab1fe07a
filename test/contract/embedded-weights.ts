import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../scripts/lib/cache-dir.mjs';
import type { ModelRequest, Provider, ProviderEvent } from '../../src/core/provider.ts';
import { CATALOGUE, type CatalogueEntry } from '../../src/providers/embedded/catalogue.ts';
import { createEmbeddedProvider, type EmbeddedProvider } from '../../src/providers/embedded/embedded-provider.ts';
import type { ModelProcessSpec } from '../../src/providers/embedded/model-process.ts';

export const WEIGHTS_FOLDER = join(cacheDir(), 'models');

export const SMOLLM2: CatalogueEntry & { readonly pin: NonNullable<CatalogueEntry['pin']> } = smollm2();

/** Why the tests with real weights cannot run, or false. */
export const WITHOUT_WEIGHTS: string | false = existsSync(join(WEIGHTS_FOLDER, SMOLLM2.file))
  ? false
  : `${SMOLLM2.file} is not in ${WEIGHTS_FOLDER}: run node scripts/fetch-model.mjs`;

export const MODEL_CHILD: ModelProcessSpec = {
  execPath: process.execPath,
  modulePath: fileURLToPath(new URL('../../src/worker/model.ts', import.meta.url)),
};

function smollm2(): typeof SMOLLM2 {
  const entry = CATALOGUE.find(({ id }) => id === 'smollm2-135m');
  if (entry?.pin === undefined) throw new Error('the default model has no checksum');
  return { ...entry, pin: entry.pin };
}

/** A request in the form that the smallest models can follow. */
export function edit(instruction: string, code: string, options: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: SMOLLM2.id,
    system: 'You are a code editor. You reply with the complete edited JavaScript code and nothing else.',
    messages: [{ role: 'user', text: `${instruction}\n\n\`\`\`js\n${code}\n\`\`\`` }],
    tools: [],
    maxOutputTokens: 200,
    answerPrefix: '```js\n',
    stop: '\n```',
    ...options,
  };
}

/** A request whose answer goes on for as long as it may. */
export function endless(options: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: SMOLLM2.id,
    system: '',
    messages: [{ role: 'user', text: 'Tell me a very long story about a river.' }],
    tools: [],
    maxOutputTokens: 1000,
    ...options,
  };
}

export async function collect(provider: Provider, request: ModelRequest, signal = new AbortController().signal): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = [];
  for await (const event of provider.stream(request, signal)) events.push(event);
  return events;
}

export function textOf(events: readonly ProviderEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

/** The provider over the cached weights, with its process started from source. */
export function open(options: Partial<Parameters<typeof createEmbeddedProvider>[0]> = {}): EmbeddedProvider {
  return createEmbeddedProvider({ modelsFolder: WEIGHTS_FOLDER, child: MODEL_CHILD, ...options });
}

export function endOf(events: readonly ProviderEvent[]): ProviderEvent {
  const last = events.at(-1);
  assert.ok(last);
  const ends = events.filter(({ type }) => type === 'finish' || type === 'failure');
  assert.deepEqual(ends, [last], 'exactly one end, and it is last');
  return last;
}

export function failureOf(events: readonly ProviderEvent[]): Extract<ProviderEvent, { type: 'failure' }> {
  const end = endOf(events);
  assert.equal(end.type, 'failure');
  assert.match(end.failure.message, /\S/);
  assert.match(end.failure.nextStep, /\.$/);
  return end;
}
