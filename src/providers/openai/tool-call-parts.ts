import type { ToolCall } from '../../core/provider.ts';
import { isObject, parseJson } from '../json.ts';

interface Call {
  id: string;
  name: string;
  arguments: string;
  /** The arguments came as an object: nothing more of them can come. */
  isWhole: boolean;
}

interface Part {
  readonly index: unknown;
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly isWhole: boolean;
}

/** Absent and null are no text; undefined: something else. */
function textIn(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : undefined;
}

/** Arguments are JSON as a text. Some compatible servers send the object itself, whole. Undefined: no fragment of a call. */
function partOf(value: unknown): Part | undefined {
  if (!isObject(value)) return undefined;
  const called = isObject(value['function']) ? value['function'] : {};
  const isWhole = isObject(called['arguments']);
  const [id, name] = [textIn(value['id']), textIn(called['name'])];
  const more = isWhole ? JSON.stringify(called['arguments']) : textIn(called['arguments']);
  if (id === undefined || name === undefined || more === undefined) return undefined;
  return { index: value['index'] ?? undefined, id, name, arguments: more, isWhole };
}

/** Some compatible servers send no index: then an id that is not the last one's begins a call, and so does a name after a whole call. */
function isNext({ id, name }: Part, last: Call | undefined): boolean {
  if (last === undefined) return true;
  if (id !== '' && last.id !== '') return id !== last.id;
  return name !== '' && last.name !== '' && last.arguments.endsWith('}') && isObject(parseJson(last.arguments));
}

/** False: arguments that go on behind whole ones. The same ones once more say nothing new. */
function added(call: Call, part: Part): boolean {
  call.id = part.id || call.id;
  call.name = part.name || call.name;
  if (part.isWhole && call.arguments !== '') return call.isWhole && part.arguments === call.arguments;
  if (call.isWhole) return part.arguments === '';
  call.arguments += part.arguments;
  call.isWhole = part.isWhole;
  return true;
}

/** Puts the fragments of streamed tool calls together. */
export interface ToolCallParts {
  /** False where something is no such fragment. */
  add(parts: unknown): boolean;
  /** Undefined: one of them says not what is called. */
  complete(): ToolCall[] | undefined;
}

export function createToolCallParts(): ToolCallParts {
  const calls: Call[] = [];
  const byIndex = new Map<unknown, Call>();
  const known = (part: Part): Call | undefined => {
    if (part.index !== undefined) return byIndex.get(part.index);
    return isNext(part, calls.at(-1)) ? undefined : calls.at(-1);
  };
  const callOf = (part: Part): Call => {
    const call = known(part);
    if (call !== undefined) return call;
    const next = { id: '', name: '', arguments: '', isWhole: false };
    calls.push(next);
    if (part.index !== undefined) byIndex.set(part.index, next);
    return next;
  };
  return {
    add: (parts) => Array.isArray(parts) && parts.map(partOf).every((part) => part !== undefined && added(callOf(part), part)),
    complete: () => {
      if (calls.some(({ name }) => name === '')) return undefined;
      // Some compatible servers send no ids; the position is unique within the answer.
      return calls.map((call, position) => ({ id: call.id || `call_${position}`, name: call.name, arguments: call.arguments || '{}' }));
    },
  };
}
