import * as v from 'valibot';

/**
 * What the embedded provider and its model process say to each other, over the IPC channel of the child process.
 * The process answers one request at a time; the provider never sends a second one before the first has ended.
 */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const load = v.strictObject({
  type: v.literal('load'),
  /** Absolute path of the weights; their checksum has been verified by the sender. */
  file: v.pipe(v.string(), v.nonEmpty()),
  /** Prompt and answer together, in tokens. */
  contextSize: positive,
  threads: positive,
});

const generate = v.strictObject({
  type: v.literal('generate'),
  id: count,
  system: v.string(),
  /** Alternating as the conversation went; the last one is the user's. */
  turns: v.pipe(v.array(v.strictObject({ role: v.picklist(['user', 'assistant']), text: v.string() })), v.minLength(1)),
  maxOutputTokens: positive,
  answerPrefix: v.optional(v.string()),
  stop: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

const abort = v.strictObject({ type: v.literal('abort'), id: count });

const toModel = v.variant('type', [load, generate, abort]);

const tokens = v.strictObject({
  /** Prompt tokens that were evaluated for this request. */
  input: count,
  /** Prompt tokens that were still in the model's memory from the request before. */
  cached: count,
  /** Generated tokens, thinking and the stop text included. */
  output: count,
  /** The part of `output` that was thinking. */
  reasoning: count,
});

const fromModel = v.variant('type', [
  v.strictObject({ type: v.literal('loading'), progress: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  v.strictObject({ type: v.literal('loaded'), contextSize: positive }),
  v.strictObject({
    type: v.literal('load-failed'),
    /** `engine`: no llama.cpp for this platform; `memory`: not enough of it; `file`: the weights do not load. */
    reason: v.picklist(['engine', 'memory', 'file']),
    detail: v.string(),
  }),
  v.strictObject({ type: v.literal('text'), id: count, text: v.string(), tokens }),
  v.strictObject({ type: v.literal('reasoning'), id: count, text: v.string(), tokens }),
  v.strictObject({ type: v.literal('prompt'), id: count, tokens }),
  v.strictObject({ type: v.literal('finished'), id: count, reason: v.picklist(['stop', 'length']), tokens }),
  v.strictObject({ type: v.literal('aborted'), id: count, tokens }),
  v.strictObject({ type: v.literal('too-long'), id: count, promptTokens: count, contextSize: positive }),
  v.strictObject({ type: v.literal('failed'), id: count, detail: v.string(), tokens }),
]);

/** From the provider to the model process. */
export type ToModel = v.InferOutput<typeof toModel>;
export type LoadModel = v.InferOutput<typeof load>;
export type Generate = v.InferOutput<typeof generate>;

/** From the model process to the provider. */
export type FromModel = v.InferOutput<typeof fromModel>;
export type ModelTokens = v.InferOutput<typeof tokens>;

export type Parsed<T> = { readonly ok: true; readonly message: T } | { readonly ok: false; readonly why: string };

/** Checks what the model process received. */
export function parseToModel(value: unknown): Parsed<ToModel> {
  const result = v.safeParse(toModel, value);
  return result.success ? { ok: true, message: result.output } : { ok: false, why: v.summarize(result.issues) };
}

/** Checks what the provider received. */
export function parseFromModel(value: unknown): Parsed<FromModel> {
  const result = v.safeParse(fromModel, value);
  return result.success ? { ok: true, message: result.output } : { ok: false, why: v.summarize(result.issues) };
}
