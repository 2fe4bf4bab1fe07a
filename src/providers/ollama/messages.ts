import type { Message as OllamaMessage, Tool } from 'ollama/browser';
import type { Message, ModelRequest, ToolSpec } from '../../core/provider.ts';
import { isObject, parseJson } from '../json.ts';

/** Where a final assistant message is not answered but continued, it carries the answer's given opening. */
export function ollamaMessages(request: ModelRequest, continues: boolean): OllamaMessage[] {
  const system: OllamaMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  const opening: OllamaMessage[] =
    request.answerPrefix === undefined || !continues ? [] : [{ role: 'assistant', content: request.answerPrefix }];
  return [...system, ...request.messages.map(ollamaMessage), ...opening];
}

function ollamaMessage(message: Message): OllamaMessage {
  if (message.role === 'user') return { role: 'user', content: message.text };
  if (message.role === 'tool') return { role: 'tool', content: message.text, tool_name: message.name };
  const calls = (message.toolCalls ?? []).map((call) => {
    const parsed = parseJson(call.arguments);
    return { function: { name: call.name, arguments: isObject(parsed) ? { ...parsed } : {} } };
  });
  return { role: 'assistant', content: message.text, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

export function ollamaTools(tools: readonly ToolSpec[]): Tool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters: { ...parameters } },
  }));
}
