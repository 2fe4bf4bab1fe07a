import type { Call } from './engine/engine.ts';
import { clear, deepTaints, objectOf, stringOf, unknown } from './engine/values.ts';
import type { Taint, Value } from './engine/values.ts';
import { patternKinds } from './regex/safe-kinds.ts';
import { taintsOf } from './sink.ts';

/* Schemas that check data: https://zod.dev/api. */

const strict = /\.(?:enum|nativeEnum|uuid|literal|number|int|boolean|date|bigint|cuid2?|ulid)\(\)/u;

/** What comes out of a schema that was given untrusted data. */
function parsedBy(schema: Value, taints: readonly Taint[]): Value {
  const api = schema.api ?? '';
  if (strict.test(api)) return unknown;
  if (schema.fields) {
    const fields = new Map([...schema.fields].map(([key, field]) => [key, parsedBy(field, taints)]));
    return objectOf('object', { fields, closed: true });
  }
  const text = /\.string\(\)/u.test(api) ? stringOf(taints) : { ...unknown, taints };
  return schema.regexp ? clear(text, patternKinds(schema.regexp, true)) : text;
}

const parsers: ReadonlySet<string> = new Set(['parse', 'parseAsync', 'safeParse', 'safeParseAsync']);

/** Schemas keep what they are made of, and give only that. */
export function schemaResult(call: Call): Value | undefined {
  const { api, receiver } = call;
  if (api?.startsWith('zod') !== true) return undefined;
  if (receiver && parsers.has(call.name)) {
    const value = parsedBy(receiver, taintsOf(call.args));
    return call.name.startsWith('safe') ? objectOf('object', { fields: new Map([['data', value]]) }) : value;
  }
  const [first] = call.args;
  if (call.name === 'object' && first?.fields) return { ...unknown, api: `${api}()`, fields: first.fields };
  if (call.name === 'regex' && first?.regexp) return { ...unknown, api: `${api}()`, regexp: first.regexp };
  const kept = receiver?.fields ? { fields: receiver.fields } : {};
  return deepTaints(receiver ?? unknown).length === 0 ? { ...unknown, api: `${api}()`, ...kept, ...(receiver?.regexp ? { regexp: receiver.regexp } : {}) } : undefined;
}
