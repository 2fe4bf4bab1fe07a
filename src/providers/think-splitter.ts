export interface ThinkPart {
  readonly type: 'text-delta' | 'reasoning-delta';
  readonly text: string;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Sets apart what a model thinks aloud in a leading `<think>` part, for servers that do not. Chunks may split the marks
 * anywhere; marks after the beginning are text.
 */
export function createThinkSplitter(): { add(text: string): ThinkPart[]; end(): ThinkPart[] } {
  let phase: 'start' | 'thinking' | 'after' | 'text' = 'start';
  let held = '';

  const start = (): ThinkPart[] => {
    const trimmed = held.trimStart();
    if (OPEN.startsWith(trimmed.slice(0, OPEN.length)) && trimmed.length < OPEN.length) return [];
    const thinks = trimmed.startsWith(OPEN);
    phase = thinks ? 'thinking' : 'text';
    if (thinks) held = trimmed.slice(OPEN.length);
    return thinks ? thinking() : text();
  };
  const thinking = (): ThinkPart[] => {
    const close = held.indexOf(CLOSE);
    const upTo = close === -1 ? held.length - partialClose(held) : close;
    const part = parts('reasoning-delta', held.slice(0, upTo));
    held = held.slice(close === -1 ? upTo : close + CLOSE.length);
    if (close === -1) return part;
    phase = 'after';
    return [...part, ...after()];
  };
  const after = (): ThinkPart[] => {
    held = held.trimStart();
    if (held === '') return [];
    phase = 'text';
    return text();
  };
  const text = (): ThinkPart[] => {
    const part = parts('text-delta', held);
    held = '';
    return part;
  };
  const steps = { start, thinking, after, text };

  return {
    add: (more) => {
      held += more;
      return steps[phase]();
    },
    end: () => parts(phase === 'thinking' ? 'reasoning-delta' : 'text-delta', held),
  };
}

function parts(type: ThinkPart['type'], text: string): ThinkPart[] {
  return text === '' ? [] : [{ type, text }];
}

/** How many characters at the end could be the beginning of the closing mark. */
function partialClose(held: string): number {
  for (let length = Math.min(CLOSE.length - 1, held.length); length > 0; length -= 1) {
    if (held.endsWith(CLOSE.slice(0, length))) return length;
  }
  return 0;
}
