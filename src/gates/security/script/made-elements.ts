import type { Call } from './engine/engine.ts';
import { apiValue, clear, deepTaints, joinTaints, stringOf } from './engine/values.ts';
import type { Taint, Value } from './engine/values.ts';
import { kindSet } from './kinds.ts';

/*
 * What is put into a page without being markup: elements that are filled by their properties, and data as a script reads it.
 * https://api.jquery.com/text/, https://api.jquery.com/attr/, https://github.com/yahoo/serialize-javascript#readme,
 * https://github.com/sveltejs/devalue#readme.
 */

const queries = /^(?:\$|jQuery|jquery)\(\)/u;

/** Methods that give back the elements they were called on, with the number of arguments that makes them change something. */
const fillers: ReadonlyMap<string, number> = new Map([
  ['text', 1],
  ['val', 1],
  ['addClass', 1],
  ['removeClass', 1],
  ['toggleClass', 1],
  ['attr', 2],
  ['prop', 2],
  ['data', 2],
  ['css', 2],
]);

/** `$('<p>').text(words)`: the element, not the words. */
function filledElement(call: Call): Value | undefined {
  const least = fillers.get(call.name);
  const isElement = least !== undefined && call.args.length >= least && queries.test(call.receiver?.api ?? '');
  return isElement ? apiValue('$()') : undefined;
}

const serializers: ReadonlySet<string> = new Set(['serialize-javascript', 'devalue', 'devalue.uneval', 'devalue.stringify', 'htmlescape']);

/** Data as a script, in which no tag can end. */
function serialized(call: Call): Value | undefined {
  if (!serializers.has(call.api ?? '') || call.args[1]?.fields?.get('unsafe')?.literal?.value === true) return undefined;
  const taints = call.args.slice(0, 1).reduce<readonly Taint[]>((all, one) => joinTaints(all, deepTaints(one)), []);
  return clear(stringOf(taints), kindSet('html', 'code', 'xml'));
}

/** What a call gives that is no markup, whatever data went into it. */
export function elementResult(call: Call): Value | undefined {
  return filledElement(call) ?? serialized(call);
}
