import type { Call } from '../engine/knowledge.ts';

/** The regular expression that a call of `re` or of a compiled expression uses, where it is a constant. */
export function patternOf(call: Call): string | undefined {
  const compiled = call.receiver?.made?.path === 're.compile' || call.receiver?.made?.path === 'regex.compile';
  const text = compiled ? call.receiver?.made?.positional[0]?.constant : call.positional[0]?.constant;
  return typeof text === 'string' ? text : undefined;
}
