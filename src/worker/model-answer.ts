import type { ChatHistoryItem, LlamaChat, LlamaChatResponseChunk, Token } from 'node-llama-cpp';
import type { FromModel, Generate, ModelTokens } from '../protocol/model.ts';
import { SLICE_TOKENS, messageOf, type LoadedModel } from './model-engine.ts';

/** Answers one request after the other with one loaded model. */
export interface Answerer {
  /** Says what comes through `say` and returns how it ended; never rejects. Not while another one runs. */
  answer(request: Generate, signal: AbortSignal, say: (message: FromModel) => void): Promise<FromModel>;
}

interface Turn {
  readonly request: Generate;
  readonly signal: AbortSignal;
  readonly say: (message: FromModel) => void;
  readonly history: ChatHistoryItem[];
  readonly prompt: readonly Token[];
  /** As far as it has come. */
  tokens: ModelTokens;
}

export function createAnswerer(loaded: LoadedModel): Answerer {
  const { sequence, model, contextSize } = loaded;
  const chat = new loaded.engine.LlamaChat({ contextSequence: sequence });
  /** How far the sequence holds tokens that were evaluated in slices, not one by one as an answer's are. */
  let sliced = 0;

  async function evaluatePrompt(turn: Turn): Promise<void> {
    const { prompt, request } = turn;
    const last = prompt.length - 1;
    const same = sequence.compareContextTokens([...prompt]).firstDifferentIndex;
    const kept = Math.floor(Math.min(same, sliced, last) / SLICE_TOKENS) * SLICE_TOKENS;
    sliced = kept;
    if (sequence.nextTokenIndex > kept) {
      await sequence.eraseContextTokenRanges([{ start: kept, end: sequence.nextTokenIndex }]);
    }
    // A model that cannot forget a part of what it read starts further back than asked.
    let at = sequence.nextTokenIndex;
    turn.tokens = { ...turn.tokens, cached: at };
    while (at < last && !turn.signal.aborted) {
      const slice = prompt.slice(at, Math.min(at + SLICE_TOKENS, last));
      await sequence.evaluateWithoutGeneratingNewTokens([...slice]);
      at += slice.length;
      sliced = at;
      turn.tokens = { ...turn.tokens, input: at - turn.tokens.cached };
      turn.say({ type: 'prompt', id: request.id, tokens: turn.tokens });
    }
  }

  async function answer(request: Generate, signal: AbortSignal, say: Turn['say']): Promise<FromModel> {
    const history = historyOf(request);
    const prompt = chat.chatWrapper.generateContextState({ chatHistory: history }).contextText.tokenize(model.tokenizer);
    // One token for the answer, one that llama.cpp keeps free.
    const room = contextSize - prompt.length - 2;
    if (room < 1) {
      return { type: 'too-long', id: request.id, promptTokens: prompt.length, contextSize };
    }
    const turn: Turn = { request, signal, say, history, prompt, tokens: { input: 0, cached: 0, output: 0, reasoning: 0 } };
    try {
      await evaluatePrompt(turn);
      signal.throwIfAborted();
      turn.tokens = { ...turn.tokens, input: prompt.length - turn.tokens.cached };
      const reason = await generate(chat, turn, Math.min(request.maxOutputTokens, room));
      return { type: 'finished', id: request.id, reason, tokens: turn.tokens };
    } catch (error) {
      if (signal.aborted) return { type: 'aborted', id: request.id, tokens: turn.tokens };
      return { type: 'failed', id: request.id, detail: messageOf(error), tokens: turn.tokens };
    }
  }

  return { answer };
}

async function generate(chat: LlamaChat, turn: Turn, maxTokens: number): Promise<'stop' | 'length'> {
  const { request, signal, say } = turn;
  const meter = chat.sequence.tokenMeter;
  const before = meter.getState();
  let owed = request.answerPrefix ?? '';

  const count = (): void => {
    turn.tokens = { ...turn.tokens, output: meter.diff(before).usedOutputTokens };
  };
  const onResponseChunk = (chunk: LlamaChatResponseChunk): void => {
    count();
    const reasoning = chunk.type === 'segment';
    if (reasoning) turn.tokens = { ...turn.tokens, reasoning: turn.tokens.reasoning + chunk.tokens.length };
    if (chunk.text === '') return;
    const text = reasoning ? chunk.text : owed + chunk.text;
    if (!reasoning) owed = '';
    say({ type: reasoning ? 'reasoning' : 'text', id: request.id, text, tokens: turn.tokens });
  };

  try {
    const { metadata } = await chat.generateResponse(turn.history, {
      temperature: 0,
      seed: 1,
      repeatPenalty: false,
      maxTokens,
      signal,
      onResponseChunk,
      // Thinking at the speed of a processor would keep the person waiting for minutes.
      budgets: { thoughtTokens: 0 },
      ...(request.stop === undefined ? {} : { customStopTriggers: [request.stop] }),
    });
    count();
    if (owed !== '') say({ type: 'text', id: request.id, text: owed, tokens: turn.tokens });
    return metadata.stopReason === 'maxTokens' ? 'length' : 'stop';
  } finally {
    count();
  }
}

function historyOf(request: Generate): ChatHistoryItem[] {
  const turns = request.turns.map((turn): ChatHistoryItem =>
    turn.role === 'user' ? { type: 'user', text: turn.text } : { type: 'model', response: [turn.text] },
  );
  const system: ChatHistoryItem[] = request.system === '' ? [] : [{ type: 'system', text: request.system }];
  const prefix = request.answerPrefix ?? '';
  return [...system, ...turns, { type: 'model', response: prefix === '' ? [] : [prefix] }];
}
