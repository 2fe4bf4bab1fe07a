import * as v from 'valibot';

import type { Conversation } from '../core/conversation.ts';
import type { Message, ToolSpec } from '../core/provider.ts';

/** A chat completion as it was asked for (OpenAI's API reference, `POST /v1/chat/completions`). */
export interface ChatRequest {
  readonly model: string;
  readonly conversation: Conversation;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Fields of the request that have no effect here. */
  readonly ignored: readonly string[];
}

/** `param`: the field that is wrong, as OpenAI names it. */
export type ParsedChat =
  { readonly ok: true; readonly request: ChatRequest } | { readonly ok: false; readonly why: string; readonly param?: string };

const textPart = v.object({ type: v.literal('text'), text: v.string() });
const parts = v.array(textPart, 'only parts of type "text" are supported');
const content = v.union([v.string(), parts], 'content is a text or a list of text parts');
const optionalContent = v.nullish(
  v.union([v.string(), v.array(v.union([textPart, v.object({ type: v.literal('refusal'), refusal: v.string() })]))]),
);

const toolCall = v.object({
  id: v.string(),
  type: v.optional(v.literal('function')),
  function: v.object({ name: v.string(), arguments: v.string() }),
});

const message = v.variant('role', [
  v.object({ role: v.literal('system'), content }),
  v.object({ role: v.literal('developer'), content }),
  v.object({ role: v.literal('user'), content }),
  v.object({ role: v.literal('assistant'), content: optionalContent, tool_calls: v.nullish(v.array(toolCall)) }),
  v.object({ role: v.literal('tool'), tool_call_id: v.string(), content }),
]);

/** A schema that people or programs write has a few dozen at most; some thousands end the stack of whoever writes it as JSON. */
const DEEPEST = 200;

/** Walks level by level, so that no depth ends the stack here. */
function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return true;
}

const parameters = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check((value: Readonly<Record<string, unknown>>) => isShallow(value), `it is nested more than ${DEEPEST} levels deep`),
);

const tool = v.object({
  type: v.literal('function'),
  function: v.object({ name: v.string(), description: v.nullish(v.string()), parameters: v.nullish(parameters) }),
});

const tokens = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)));

const body = v.looseObject({
  model: v.pipe(v.string(), v.nonEmpty()),
  messages: v.pipe(v.array(message), v.minLength(1)),
  tools: v.nullish(v.array(tool)),
  tool_choice: v.nullish(v.picklist(['auto', 'none'], 'only "auto" and "none" are supported')),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  stop: v.nullish(v.union([v.string(), v.pipe(v.array(v.string()), v.maxLength(1))], 'only one stop text is supported')),
  stream: v.nullish(v.boolean()),
  stream_options: v.nullish(v.object({ include_usage: v.nullish(v.boolean()) })),
  n: v.nullish(v.literal(1, 'only one answer a request is supported')),
  logprobs: v.nullish(v.literal(false, 'log probabilities are not supported')),
  response_format: v.nullish(v.object({ type: v.literal('text', 'only answers in text are supported') })),
  functions: v.nullish(v.never('functions are not supported any more: use tools')),
});

type Body = v.InferOutput<typeof body>;

const UNDERSTOOD = new Set(Object.keys(body.entries));

/** Checks a request's JSON. What could change the answer's form is refused; what only tunes it is ignored, and named. */
export function parseChat(value: unknown): ParsedChat {
  const parsed = v.safeParse(body, value, { abortEarly: true });
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const param = v.getDotPath(issue);
    return { ok: false, why: issue.received === 'undefined' ? 'it is missing' : issue.message, ...(param === null ? {} : { param }) };
  }
  const { output } = parsed;
  return {
    ok: true,
    request: {
      model: output.model,
      conversation: conversationOf(output),
      stream: output.stream === true,
      includeUsage: output.stream_options?.include_usage === true,
      ignored: Object.keys(output).filter((name) => !UNDERSTOOD.has(name)),
    },
  };
}

function conversationOf(asked: Body): Conversation {
  const system: string[] = [];
  const messages: Message[] = [];
  const names = new Map<string, string>();
  for (const one of asked.messages) {
    const said = messageOf(one, names);
    if (said.role === 'system') system.push(said.text);
    else messages.push(said);
  }
  const limit = asked.max_completion_tokens ?? asked.max_tokens ?? undefined;
  const stop = typeof asked.stop === 'string' ? asked.stop : asked.stop?.[0];
  return {
    system: system.join('\n\n'),
    messages,
    tools: asked.tool_choice === 'none' ? [] : (asked.tools ?? []).map(toolOf),
    ...(limit === undefined ? {} : { maxOutputTokens: limit }),
    ...(stop === undefined || stop === '' ? {} : { stop }),
  };
}

/** `names`: which tool each call so far was of; a result on the wire does not say it. */
function messageOf(
  one: Body['messages'][number],
  names: Map<string, string>,
): Message | { readonly role: 'system'; readonly text: string } {
  if (one.role === 'system' || one.role === 'developer') return { role: 'system', text: textOf(one.content) };
  if (one.role === 'user') return { role: 'user', text: textOf(one.content) };
  if (one.role === 'tool')
    return { role: 'tool', callId: one.tool_call_id, name: names.get(one.tool_call_id) ?? 'tool', text: textOf(one.content) };
  const calls = (one.tool_calls ?? []).map(({ id, function: { name, arguments: json } }) => ({ id, name, arguments: json }));
  for (const { id, name } of calls) names.set(id, name);
  const said = { role: 'assistant', text: textOf(one.content ?? '') } as const;
  return calls.length === 0 ? said : { ...said, toolCalls: calls };
}

function textOf(said: string | readonly ({ readonly text: string } | { readonly refusal: string })[]): string {
  return typeof said === 'string' ? said : said.map((part) => ('text' in part ? part.text : part.refusal)).join('');
}

function toolOf({ function: { name, description, parameters: schema } }: NonNullable<Body['tools']>[number]): ToolSpec {
  return { name, description: description ?? '', parameters: schema ?? { type: 'object', properties: {} } };
}
