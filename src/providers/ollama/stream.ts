import type { ChatRequest, ChatResponse } from 'ollama/browser';
import type { Finish, ModelRequest, ProviderEvent } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import type { CallTools } from '../guarded-call.ts';
import { guardedStream, type VendorEvent } from '../guarded-stream.ts';
import { count } from '../json.ts';
import { problemOfError } from '../problem-of-answer.ts';
import type { ProviderProblem } from '../provider-problem.ts';
import { createThinkSplitter } from '../think-splitter.ts';
import { OLLAMA_PREFLIGHT, ollamaClient, withTag } from './client.ts';
import { checkLines, JsonLineError } from './json-lines.ts';
import { ollamaMessages, ollamaTools } from './messages.ts';
import { dropRepeated, plainText } from './opening.ts';
import { cannotFit, promptCharacters, wasTruncated } from './prompt-fit.ts';
import { ollamaServer, type OllamaDeps, type OllamaTraits, type OllamaTraitsCache } from './server.ts';
import { traitsOf } from './traits.ts';

interface StreamContext {
  readonly traits: OllamaTraitsCache;
  readonly signal: AbortSignal;
}

export function ollamaStream(deps: OllamaDeps, request: ModelRequest, { traits, signal }: StreamContext): AsyncIterable<ProviderEvent> {
  return guardedStream({
    ...callOptions(deps, ollamaServer(deps), request.pace),
    model: request.model,
    missingModelStep: `Run "ollama pull ${request.model}", or choose a model that is pulled.`,
    signal,
    keyRequired: false,
    preflight: OLLAMA_PREFLIGHT,
    inspect: checkLines(),
    explain: thrown,
    open: (tools) => chat({ deps, request, tools, traits }),
  });
}

/** What the SDK and the line check throw inside a stream that had begun. */
function thrown(error: unknown): ProviderProblem | undefined {
  if (error instanceof JsonLineError) return { kind: error.kind, detail: error.message };
  if (!(error instanceof Error)) return undefined;
  if (error.message.startsWith('Did not receive done')) {
    return { kind: 'cut', detail: 'the stream ended without its closing event' };
  }
  // The SDK throws the text of an `error` line as a bare Error, and nothing else as one.
  return error.constructor === Error ? problemOfError({ message: error.message, codes: [] }) : undefined;
}

interface Chat {
  readonly deps: OllamaDeps;
  readonly request: ModelRequest;
  readonly tools: CallTools;
  readonly traits: OllamaTraitsCache;
}

async function* chat({ deps, request, tools, traits }: Chat): AsyncGenerator<VendorEvent, void, undefined> {
  const client = ollamaClient(deps, tools);
  const known = traits.get(request.model) ?? traitsOf(deps, request.model, await client.show({ model: request.model }));
  traits.set(request.model, known);
  const characters = promptCharacters(request);
  if (cannotFit(characters, known.contextWindow)) {
    yield tooLong(`${characters} characters do not fit in ${known.contextWindow} tokens`);
    return;
  }
  if (request.tools.length > 0 && !known.tools) {
    yield { type: 'problem', kind: 'tools-unsupported' };
    return;
  }
  const { models } = await client.ps();
  const isCold = !models.some(({ name }) => withTag(name) === withTag(request.model));
  if (isCold) yield { type: 'loading' };
  const answer = createAnswer(request, known);
  for await (const line of await client.chat(body(request, known))) {
    tools.heard();
    yield* answer.add(line);
    if (!line.done) continue;
    const read = count(line.prompt_eval_count);
    yield* answer.end(line);
    yield wasTruncated(characters, read, known.contextWindow)
      ? tooLong(`only ${read} tokens of the prompt were read: it was cut to fit ${known.contextWindow}`)
      : { type: 'finish', reason: finishReason(line, answer.calls(), known), servedModel: line.model, ...(isCold ? loadTime(line) : {}) };
    return;
  }
}

function tooLong(detail: string): VendorEvent {
  return { type: 'problem', kind: 'context-length', detail };
}

/** Servers that do not know `truncate` and `shift` (0.10.1 and before) ignore them; the SDK's types lack them too. */
type Body = ChatRequest & { stream: true; truncate: false; shift: false };

function body(request: ModelRequest, traits: OllamaTraits): Body {
  const { maxOutputTokens, stop } = request;
  return {
    model: request.model,
    messages: ollamaMessages(request, traits.continues),
    stream: true,
    // A prompt that does not fit is an error, and an answer that does not fit ends: neither loses its beginning in silence.
    truncate: false,
    shift: false,
    // An answer whose opening is given has no place for thoughts.
    ...(traits.thinking ? { think: request.answerPrefix === undefined } : {}),
    ...(request.tools.length === 0 ? {} : { tools: ollamaTools(request.tools) }),
    options: {
      num_ctx: traits.contextWindow,
      num_predict: maxOutputTokens,
      ...(stop === undefined ? {} : { stop: [stop] }),
    },
  };
}

interface Answer {
  add(line: ChatResponse): Generator<VendorEvent, void, undefined>;
  end(line: ChatResponse): Generator<VendorEvent, void, undefined>;
  calls(): number;
}

function createAnswer(request: ModelRequest, { continues }: OllamaTraits): Answer {
  const splitter = createThinkSplitter();
  const prefix = request.answerPrefix;
  const content = prefix === undefined ? splitter : continues ? plainText() : dropRepeated(prefix);
  let opening = prefix ?? '';
  let calls = 0;
  return {
    *add({ message }) {
      if (opening !== '') yield { type: 'text-delta', text: opening };
      opening = '';
      if (message?.thinking) yield { type: 'reasoning-delta', text: message.thinking };
      if (message?.content) yield* content.add(message.content);
      for (const { function: called } of message?.tool_calls ?? []) {
        const call = { id: `call_${calls}`, name: called.name, arguments: JSON.stringify(called.arguments) };
        calls += 1;
        yield { type: 'tool-call', call };
      }
    },
    *end(line) {
      yield* content.end();
      yield { type: 'usage', usage: usageOf(line) };
    },
    calls: () => calls,
  };
}

/** `load_duration` is in nanoseconds. */
function loadTime(line: ChatResponse): Pick<Finish, 'loadMs'> {
  const ms = Math.round(count(line.load_duration) / 1e6);
  return ms > 0 ? { loadMs: ms } : {};
}

function usageOf(line: ChatResponse) {
  return {
    inputTokens: count(line.prompt_eval_count),
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: count(line.eval_count),
    reasoningTokens: 0,
  };
}

/** Where `shift` is not known, an answer that outgrew the window went on with the beginning of the prompt forgotten. */
function finishReason(line: ChatResponse, calls: number, traits: OllamaTraits): 'stop' | 'length' | 'tool-calls' {
  const outgrown = count(line.prompt_eval_count) + count(line.eval_count) > traits.contextWindow;
  if (line.done_reason === 'length' || outgrown) return 'length';
  return calls > 0 ? 'tool-calls' : 'stop';
}
