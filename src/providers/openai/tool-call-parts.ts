import type { ToolCall } from '../../core/provider.ts';

interface Part {
  readonly index: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** Puts the fragments of streamed tool calls together, by their index. */
export function createToolCallParts(): { add(parts: readonly Part[]): void; complete(): ToolCall[] } {
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  return {
    add: (parts) => {
      for (const part of parts) {
        const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' };
        calls.set(part.index, call);
        if (part.id) call.id = part.id;
        if (part.function?.name) call.name = part.function.name;
        call.arguments += part.function?.arguments ?? '';
      }
    },
    // Some compatible servers send no ids; the position is unique within the answer.
    complete: () =>
      [...calls].map(([index, call]) => ({
        id: call.id || `call_${index}`,
        name: call.name,
        arguments: call.arguments || '{}',
      })),
  };
}
