import type { Content, Part, Tool } from '@google/genai';
import type { Message, ModelRequest, ToolSpec } from '../../core/provider.ts';
import { isObject, parseJson } from '../json.ts';
import { splitCallId } from './call-id.ts';

/** Results of several calls are the parts of one user turn. */
export function geminiContents(request: ModelRequest): Content[] {
  const turns: { role: 'user' | 'model'; parts: Part[] }[] = [];
  for (const message of request.messages) {
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = partsOf(message);
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else if (parts.length > 0) turns.push({ role, parts });
  }
  return turns;
}

function partsOf(message: Message): Part[] {
  if (message.role === 'tool') {
    const { id } = splitCallId(message.callId);
    return [{ functionResponse: { id, name: message.name, response: { output: message.text } } }];
  }
  const said: Part[] = message.text === '' ? [] : [{ text: message.text }];
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [
    ...said,
    ...calls.map((call): Part => {
      const { id, signature } = splitCallId(call.id);
      const functionCall = { id, name: call.name, args: args(call.arguments) };
      return signature === undefined ? { functionCall } : { functionCall, thoughtSignature: signature };
    }),
  ];
}

function args(json: string): Record<string, unknown> {
  const parsed = parseJson(json);
  return isObject(parsed) ? { ...parsed } : {};
}

export function geminiTools(tools: readonly ToolSpec[]): Tool[] {
  return [
    {
      functionDeclarations: tools.map(({ name, description, parameters }) => ({
        name,
        description,
        parametersJsonSchema: parameters,
      })),
    },
  ];
}
