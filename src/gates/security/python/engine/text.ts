import { beginningOf, constantValue, joinTaints } from './value.ts';
import type { Constant, Taint, Value } from './value.ts';

const secretInQuery =
  '[?&](?:(?:\\w+_)?(?:passw(?:or)?d|pwd|passphrase|client_?secret|secret|pin|cvv|card_?number|ssn)|(?:(?:access|auth|refresh|session|bearer|api|id)_?)?token)=';
const endsWithSecret = new RegExp(`${secretInQuery}$`, 'iu');
/** Places of templates: `%s`, `%(name)s`, `{}`, `{name}`. */
const asksForSecret = new RegExp(`${secretInQuery}(?:%(?:\\(\\w+\\))?s|\\{)`, 'iu');

export function namesSecret(names: readonly Constant[]): boolean {
  return names.some((name) => endsWithSecret.test(`?${String(name)}=`));
}

/** Whether a part is the value of a secret in an address's query, or has one. */
function asksWithSecret(parts: readonly Value[]): boolean {
  return parts.some((part, index) => {
    const before = parts[index - 1];
    return (
      part.queried === true ||
      (part.constant === undefined &&
        before !== undefined &&
        endsWithSecret.test(typeof before.constant === 'string' ? before.constant : (before.ends ?? '')))
    );
  });
}

/** So much is kept of how a text ends. */
const longestEnd = 40;

/** Text put together of parts. */
export function concatenated(parts: readonly Value[]): Value {
  if (parts.every(({ constant, taints }) => taints.length === 0 && constant !== undefined && constant !== null)) {
    return constantValue(
      parts.map(({ constant }) => String(constant)).join(''),
      parts.some(({ type }) => type === 'bytes') ? 'bytes' : 'text',
    );
  }
  const taints = parts.reduce<readonly Taint[]>((sum, part) => joinTaints(sum, part.taints), []);
  const last = parts.at(-1);
  const ends = typeof last?.constant === 'string' ? last.constant.slice(-longestEnd) : last?.ends;
  return {
    taints,
    type: 'text',
    begins: beginningOfAll(parts),
    ...(ends === undefined ? undefined : { ends }),
    ...(asksWithSecret(parts) ? { queried: true } : undefined),
  };
}

function beginningOfAll(parts: readonly Value[]): string {
  let begins = '';
  for (const part of parts) {
    begins += beginningOf(part);
    // A number cannot hold anything that what comes behind it depends on.
    if (part.constant === undefined && part.type !== 'number') break;
  }
  return begins;
}

/** Text of a template whose places are filled in with values. `opening` is where the first place begins. */
export function filledIn(template: Value, taints: readonly Taint[], opening: RegExp): Value {
  const all = joinTaints(template.taints, taints);
  const text = beginningOf(template);
  const queried = asksForSecret.test(text) ? { queried: true as const } : undefined;
  if (all.length === 0) return { taints: all, type: 'text', ...queried };
  const at = text.search(opening);
  return { taints: all, type: 'text', ...queried, begins: at < 0 ? text : text.slice(0, at) };
}

/** Whether a `%` template has places for numbers only, so that text cannot get in. */
export function takesOnlyNumbers(template: string): boolean {
  const places = [...template.matchAll(/%(?:\(\w+\))?[-+ #0-9.]*([a-z%])/giu)].map(([, letter]) => letter);
  return places.every((letter) => letter === '%' || 'dioxXeEfFgGu'.includes(letter ?? ' '));
}
