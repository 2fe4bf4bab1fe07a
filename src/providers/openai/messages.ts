import type OpenAI from 'openai';
import type { Message, ModelRequest, ToolSpec } from '../../core/provider.ts';
import { portableCallIds } from '../portable-call-ids.ts';

type ChatMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;

export function openAiMessages(request: ModelRequest): ChatMessage[] {
  const id = portableCallIds(request.messages);
  const system: ChatMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  return [...system, ...request.messages.map((message) => chatMessage(message, id))];
}

function chatMessage(message: Message, id: (id: string) => string): ChatMessage {
  if (message.role === 'user') return { role: 'user', content: message.text };
  if (message.role === 'tool') return { role: 'tool', tool_call_id: id(message.callId), content: message.text };
  const calls = (message.toolCalls ?? []).map((call) => ({
    type: 'function' as const,
    id: id(call.id),
    function: { name: call.name, arguments: call.arguments },
  }));
  return calls.length === 0
    ? { role: 'assistant', content: message.text }
    : { role: 'assistant', content: message.text, tool_calls: calls };
}

export function openAiTools(tools: readonly ToolSpec[]): OpenAI.Chat.Completions.ChatCompletionTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters: { ...parameters } },
  }));
}
