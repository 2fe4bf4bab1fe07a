import { createEmbeddedProvider } from '../../src/providers/embedded/embedded-provider.ts';
import { MODEL_CHILD, endless } from '../contract/embedded-weights.ts';

/** A host that asks for a long answer and tells its parent the model process's id as soon as text comes. */
const provider = createEmbeddedProvider({ modelsFolder: process.argv[2] ?? '', child: MODEL_CHILD });
let told = false;
for await (const event of provider.stream(endless({ maxOutputTokens: 4000 }), new AbortController().signal)) {
  if (event.type !== 'text-delta' || told) continue;
  told = true;
  process.send?.(provider.pid);
}
