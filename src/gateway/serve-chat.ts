import type { IncomingMessage, ServerResponse } from 'node:http';

import { cachedAfter } from '../core/cached-prefix.ts';
import type { CallEvent } from '../core/call-events.ts';
import type { CleanTexts } from '../core/clean-texts.ts';
import type { ModelCard } from '../core/model-card.ts';
import type { Nanos } from '../core/money.ts';
import type { World } from '../core/ports.ts';
import { routedCall } from '../core/routed-call.ts';
import type { RoutePolicy } from '../core/router.ts';
import type { TaskSubject } from '../core/task.ts';
import { apiError, errorOfEnd } from './api-error.ts';
import { parseChat, type ChatRequest } from './chat-request.ts';
import { readBody, sendError } from './http.ts';
import { createJsonReply } from './json-reply.ts';
import { chooseModels, type ModelChoice } from './model-choice.ts';
import type { Reply } from './reply.ts';
import { createStreamReply } from './stream-reply.ts';
import type { Talks } from './talks.ts';
import type { Grant } from './tokens.ts';

export interface ChatService {
  readonly world: World;
  /** The models that can be asked now. */
  cards(): Promise<readonly ModelCard[]>;
  readonly policy: RoutePolicy;
  /** Absent: no cap for the day. */
  readonly dayCapNanos?: Nanos;
  /** The calls under way, to end them when the gateway stops. */
  readonly live: Set<AbortController>;
  readonly clean: CleanTexts;
  readonly talks: Talks;
  /** What every call comes to. */
  onEvent(event: CallEvent): void;
}

/** Answers one `POST /v1/chat/completions`. Resolves when the call is over and logged; rejects if the store cannot be written. */
export async function serveChat(service: ChatService, { request, response, grant }: Exchange): Promise<void> {
  const controller = new AbortController();
  // After a whole answer only the log is still being written: there is nothing to end.
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  const body = await readBody(request);
  if (body === undefined) return;
  if (body === 'too-large')
    return sendError(response, apiError(413, 'request_too_large', { message: 'The request is larger than 32 MB.' }));
  const asked = parseBody(body);
  if ('status' in asked) return sendError(response, asked);
  const choice = chooseModels(asked.model, await service.cards(), service.policy);
  if (choice === undefined) {
    const message = `The model ${asked.model} does not exist or is not set up. GET /v1/models lists those that are.`;
    return sendError(response, apiError(404, 'model_not_found', { message, param: 'model' }));
  }
  service.live.add(controller);
  try {
    const id = service.world.ids.next();
    await answer(service, { id, grant, asked, choice, signal: controller.signal }, replyFor(service, { ...asked, id }, response));
  } finally {
    service.live.delete(controller);
  }
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly grant: Grant;
}

function parseBody(body: string): ChatRequest | ReturnType<typeof apiError> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return apiError(400, 'invalid_json', { message: 'The request is not JSON.' });
  }
  const parsed = parseChat(value);
  if (parsed.ok) return parsed.request;
  const { why, param } = parsed;
  return apiError(400, 'invalid_value', {
    message: param === undefined ? why : `${param}: ${why}`,
    ...(param === undefined ? {} : { param }),
  });
}

/** A write to a socket takes as long as the rest of a short answer. */
const CROWD = 8;

function replyFor(
  { world, live }: ChatService,
  { id, stream, includeUsage, ignored }: ChatRequest & { readonly id: string },
  response: ServerResponse,
): Reply {
  const headers: Record<string, string> = ignored.length === 0 ? {} : { 'x-centuria-ignored': headerText(ignored.join(', ')) };
  const options = { id: `chatcmpl-${id}`, created: Math.floor(world.clock.now() / 1000), headers, crowded: () => live.size > CROWD };
  return stream ? createStreamReply(response, { ...options, includeUsage }) : createJsonReply(response, options);
}

/** Names come from the request: nothing of them may end a header. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 500);
}

interface Asking {
  /** The call's task in the log. */
  readonly id: string;
  readonly grant: Grant;
  readonly asked: ChatRequest;
  readonly choice: ModelChoice;
  readonly signal: AbortSignal;
}

async function answer(
  { world, dayCapNanos, clean, talks, onEvent }: ChatService,
  { id, grant, asked, choice, signal }: Asking,
  reply: Reply,
): Promise<void> {
  try {
    await routedCall(world, {
      id,
      subject: subjectOf(grant),
      payer: grant.task,
      conversation: asked.conversation,
      cards: choice.cards,
      policy: choice.policy,
      caps: {
        ...(dayCapNanos === undefined ? {} : { day: { nanos: dayCapNanos } }),
        ...(grant.capNanos === undefined ? {} : { task: { nanos: grant.capNanos } }),
      },
      cached: talks.cached(asked.conversation),
      mayRestart: !asked.stream,
      clean,
      signal,
      onEvent(event) {
        onEvent(event);
        const cached =
          event.type === 'end' && event.end.outcome === 'answered'
            ? cachedAfter(event.end.last.card.key, event.end.last.usage, world.clock.now())
            : undefined;
        if (cached !== undefined) talks.note(asked.conversation, cached);
        if (event.type === 'end' && event.end.outcome !== 'answered') return void reply.fail(errorOfEnd(event.end, choice.named));
        return reply.take(event);
      },
    });
  } catch (error) {
    reply.fail(apiError(500, 'store_failed', { message: error instanceof Error ? error.message : String(error) }));
    throw error;
  }
}

function subjectOf({ name, agent = 'gateway', kind = 'ask' }: Grant): TaskSubject {
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  return { kind, title: name, instruction: name, uri: '', range, original: '', seat: agent };
}
