import { beginningOf, constantValue, joinTaints } from './value.ts';
import type { Taint, Value } from './value.ts';

/** Text put together of parts. */
export function concatenated(parts: readonly Value[]): Value {
  if (parts.every(({ constant, taints }) => taints.length === 0 && constant !== undefined && constant !== null)) {
    return constantValue(parts.map(({ constant }) => String(constant)).join(''), parts.some(({ type }) => type === 'bytes') ? 'bytes' : 'text');
  }
  const taints = parts.reduce<readonly Taint[]>((sum, part) => joinTaints(sum, part.taints), []);
  const last = parts.at(-1);
  const ends = typeof last?.constant === 'string' ? last.constant.at(-1) : last?.last;
  return { taints, type: 'text', begins: beginningOfAll(parts), ...(ends === undefined ? undefined : { last: ends }) };
}

function beginningOfAll(parts: readonly Value[]): string {
  let begins = '';
  for (const part of parts) {
    begins += beginningOf(part);
    if (part.constant === undefined) break;
  }
  return begins;
}

/** Text of a template whose places are filled in with values. `opening` is where the first place begins. */
export function filledIn(template: Value, taints: readonly Taint[], opening: RegExp): Value {
  const all = joinTaints(template.taints, taints);
  if (all.length === 0) return { taints: all, type: 'text' };
  const text = beginningOf(template);
  const at = text.search(opening);
  return { taints: all, type: 'text', begins: at < 0 ? text : text.slice(0, at) };
}

/** Whether a `%` template has places for numbers only, so that text cannot get in. */
export function takesOnlyNumbers(template: string): boolean {
  const places = [...template.matchAll(/%(?:\(\w+\))?[-+ #0-9.]*([a-z%])/giu)].map(([, letter]) => letter);
  return places.every((letter) => letter === '%' || 'dioxXeEfFgGu'.includes(letter ?? ' '));
}
