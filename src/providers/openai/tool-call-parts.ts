import type { ToolCall } from '../../core/provider.ts';
import { isObject } from '../json.ts';

interface Part {
  readonly index: number;
  readonly id?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown };
}

/** Absent and null are no text; undefined: something else. */
function textIn(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : undefined;
}

/** Arguments are JSON as a text. Some compatible servers send the object itself, whole. */
function argumentsIn(value: unknown): string | undefined {
  return isObject(value) ? JSON.stringify(value) : textIn(value);
}

/** Puts the fragments of streamed tool calls together, by their index. `add` is false where something is no such fragment. */
export function createToolCallParts(): { add(parts: readonly Part[]): boolean; complete(): ToolCall[] } {
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  return {
    add: (parts) =>
      parts.every((part) => {
        const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' };
        calls.set(part.index, call);
        const [id, name, more] = [textIn(part.id), textIn(part.function?.name), argumentsIn(part.function?.arguments)];
        if (id === undefined || name === undefined || more === undefined) return false;
        call.id = id || call.id;
        call.name = name || call.name;
        call.arguments += more;
        return true;
      }),
    // Some compatible servers send no ids; the position is unique within the answer.
    complete: () =>
      [...calls].map(([index, call]) => ({
        id: call.id || `call_${index}`,
        name: call.name,
        arguments: call.arguments || '{}',
      })),
  };
}
