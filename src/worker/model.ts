import { parseToModel, type FromModel, type Generate, type LoadModel } from '../protocol/model.ts';
import { createAnswerer, type Answerer } from './model-answer.ts';
import { loadModel } from './model-engine.ts';

/**
 * The model process: loads one model, answers one request at a time, and ends with its parent. A crash of native
 * code takes this process along, not the editor's. Its one argument, if given, is the folder of a trimmed engine.
 */
const engineFolder = process.argv[2];

let answerer: Answerer | undefined;
let running: { readonly id: number; readonly controller: AbortController } | undefined;

function say(message: FromModel): void {
  if (process.connected) process.send?.(message);
}

async function load(request: LoadModel): Promise<void> {
  const outcome = await loadModel(request, engineFolder, (progress) => say({ type: 'loading', progress }));
  if (!outcome.ok) return say({ type: 'load-failed', reason: outcome.reason, detail: outcome.detail });
  answerer = createAnswerer(outcome.loaded);
  say({ type: 'loaded', contextSize: outcome.loaded.contextSize });
}

async function generate(request: Generate): Promise<void> {
  const none = { input: 0, cached: 0, output: 0, reasoning: 0 };
  if (answerer === undefined || running !== undefined) {
    const detail = answerer === undefined ? 'no model is loaded' : 'another request is being answered';
    return say({ type: 'failed', id: request.id, detail, tokens: none });
  }
  const controller = new AbortController();
  running = { id: request.id, controller };
  const end = await answerer.answer(request, controller.signal, say);
  // Free before the end is said: what follows it may be the next request.
  running = undefined;
  say(end);
}

process.on('message', (value) => {
  const parsed = parseToModel(value);
  // The provider is of the same build: what does not parse is a bug, and the process is not to be trusted further.
  if (!parsed.ok) throw new TypeError(`not a message to the model process: ${parsed.why}`);
  const { message } = parsed;
  switch (message.type) {
    case 'load':
      return void load(message);
    case 'generate':
      return void generate(message);
    case 'abort':
      if (running?.id === message.id) running.controller.abort();
  }
});

process.on('disconnect', () => process.exit(0));
if (!process.connected) {
  process.stderr.write('This is the model process of Centuria. It is started by the product, not by hand.\n');
  process.exitCode = 2;
}
