import type { Call } from './engine/engine.ts';
import { apiValue, clear, isTainted, objectOf, stringOf, unknown } from './engine/values.ts';
import type { Taint, Value } from './engine/values.ts';
import { patternKinds } from './safe-kinds.ts';
import { taintsOf } from './sink.ts';

/* Schemas that check data: https://zod.dev/api. */

const strict = /\.(?:enum|nativeEnum|uuid|literal|number|int|boolean|date|bigint|cuid2?|ulid)\(\)/u;

/** What comes out of a schema that was given untrusted data. */
export function parsedBy(schema: Value, taints: readonly Taint[]): Value {
  const api = schema.api ?? '';
  if (strict.test(api)) return /\.(?:number|int|bigint)\(\)/u.test(api) ? apiValue('@sent-number') : unknown;
  if (schema.fields) {
    const fields = new Map([...schema.fields].map(([key, field]) => [key, parsedBy(field, taints)]));
    return objectOf('object', { fields, closed: true });
  }
  const text = /\.string\(\)/u.test(api) ? stringOf(taints) : { ...unknown, taints };
  return schema.regexp ? clear(text, patternKinds(schema.regexp, true)) : text;
}

const parsers: ReadonlySet<string> = new Set(['parse', 'parseAsync', 'safeParse', 'safeParseAsync']);

function keptBy(call: Call): Value | undefined {
  const { receiver } = call;
  const [first] = call.args;
  const fields = call.name === 'object' ? first?.fields : receiver?.fields;
  const regexp = call.name === 'regex' ? first?.regexp : receiver?.regexp;
  if (receiver && isTainted(receiver)) return undefined;
  return { ...unknown, api: `${call.api}()`, ...(fields ? { fields } : {}), ...(regexp ? { regexp } : {}) };
}

/** Schemas keep what they are made of, and give only that. */
export function schemaResult(call: Call): Value | undefined {
  if (call.api?.startsWith('zod') !== true) return undefined;
  if (!call.receiver || !parsers.has(call.name)) return keptBy(call);
  const value = parsedBy(call.receiver, taintsOf(call.args));
  return call.name.startsWith('safe') ? objectOf('object', { fields: new Map([['data', value]]) }) : value;
}
