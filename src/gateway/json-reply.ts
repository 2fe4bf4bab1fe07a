import type { ServerResponse } from 'node:http';

import type { ToolCall } from '../core/provider.ts';
import { centuriaFields, completion } from './chat-answer.ts';
import { sendError, sendJson } from './http.ts';
import type { Reply, ReplyOptions } from './reply.ts';

/** Gathers the whole answer; pieces of an attempt that broke off are forgotten. */
export function createJsonReply(response: ServerResponse, { id, created, headers }: ReplyOptions): Reply {
  let text = '';
  let reasoning = '';
  let toolCalls: ToolCall[] = [];
  return {
    take(event) {
      if (event.type === 'text-delta') text += event.text;
      else if (event.type === 'reasoning-delta') reasoning += event.text;
      else if (event.type === 'tool-call') toolCalls.push(event.call);
      else if (event.type === 'attempt') {
        text = reasoning = '';
        toolCalls = [];
      } else if (event.type === 'end' && event.end.outcome === 'answered') {
        const { model, cost_nanos: cost, attempts } = centuriaFields(event.end);
        const told = { 'x-centuria-model': model, 'x-centuria-cost-nanos': String(cost), 'x-centuria-attempts': String(attempts) };
        sendJson(response, completion({ id, created, text, reasoning, toolCalls }, event.end), { headers: { ...headers, ...told } });
      }
      return undefined;
    },
    fail: (error) => sendError(response, error),
  };
}
