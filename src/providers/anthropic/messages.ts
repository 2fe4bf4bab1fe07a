import type Anthropic from '@anthropic-ai/sdk';
import type { Message, ModelRequest, ToolSpec } from '../../core/provider.ts';
import { isObject, parseJson } from '../json.ts';
import { portableCallIds } from '../portable-call-ids.ts';

type Block = Anthropic.ContentBlockParam;

/** Roles must take turns: results of several calls, and what the person says after them, are one user turn. */
export function anthropicMessages(request: ModelRequest): Anthropic.MessageParam[] {
  const id = portableCallIds(request.messages);
  const turns: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const message of request.messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    const content = blocks(message, id);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  return turns;
}

function blocks(message: Message, id: (id: string) => string): Block[] {
  if (message.role === 'tool') return [{ type: 'tool_result', tool_use_id: id(message.callId), content: message.text }];
  // An empty text block is an error.
  const said: Block[] = message.text === '' ? [] : [{ type: 'text', text: message.text }];
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [
    ...said,
    ...calls.map((call): Block => ({ type: 'tool_use', id: id(call.id), name: call.name, input: input(call.arguments) })),
  ];
}

/** The API takes an object only; arguments that were none were refused by whoever runs the tool. */
function input(json: string): Record<string, unknown> {
  const parsed = parseJson(json);
  return isObject(parsed) ? { ...parsed } : {};
}

export function anthropicTools(tools: readonly ToolSpec[]): Anthropic.Tool[] {
  return tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: { ...parameters, type: 'object' },
  }));
}
