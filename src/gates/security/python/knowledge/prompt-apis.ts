import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';

/* Orders to a language model: CWE-1427, https://platform.openai.com/docs/guides/text-generation#messages-and-roles. */

/** Text that a stranger has sent, as it came. */
function isSent(call: Call, value: Value | undefined): boolean {
  return (
    value !== undefined &&
    call.taints(value).some((taint) => taint.kind === 'untrusted' && taint.confidence === 'high' && !call.proved(taint, 'code-injection'))
  );
}

const isOfSystem = (value: Value | undefined): boolean => value?.constant === 'system' || value?.constant === 'developer';

/** A message of the system: a dictionary with its role, or a pair of role and text. */
function ordersBySent(call: Call, message: Value): boolean {
  if (isOfSystem(call.entry(message, 'role'))) return isSent(call, call.entry(message, 'content'));
  const [role, text] = call.items(message) ?? [];
  return isOfSystem(role) && isSent(call, text);
}

const holdsOrders = (call: Call, messages: Value | undefined): boolean =>
  (call.items(messages) ?? []).some((message) => ordersBySent(call, message));

const chats = [
  '.create',
  '.acreate',
  '.parse',
  '.stream',
  '.completion',
  '.acompletion',
  '.chat',
  '.invoke',
  '.ainvoke',
  'litellm.completion',
];

export const promptApis: readonly ApiRule[] = [
  {
    rule: 'prompt-injection',
    callees: [...chats, 'ollama.chat'],
    confidence: 'medium',
    when: (call) => holdsOrders(call, call.keywords.get('messages') ?? call.keywords.get('input')) || holdsOrders(call, call.positional[0]),
  },
  {
    rule: 'prompt-injection',
    callees: ['.create', '.stream'],
    confidence: 'medium',
    when: (call) =>
      /\b(?:messages|responses)\.\w+$/u.test(call.path) && isSent(call, call.keywords.get('system') ?? call.keywords.get('instructions')),
    at: ['system', 'instructions'],
  },
  {
    rule: 'prompt-injection',
    callees: ['.from_messages'],
    confidence: 'medium',
    when: (call) => holdsOrders(call, call.argument(0, 'messages')),
  },
  {
    rule: 'prompt-injection',
    callees: ['langchain_core.messages.SystemMessage', 'langchain.schema.SystemMessage', 'langchain.messages.SystemMessage'],
    confidence: 'medium',
    when: (call) => isSent(call, call.argument(0, 'content')),
  },
  {
    rule: 'prompt-injection',
    callees: ['google.generativeai.GenerativeModel'],
    confidence: 'medium',
    when: (call) => isSent(call, call.keywords.get('system_instruction')),
    at: ['system_instruction'],
  },
];
