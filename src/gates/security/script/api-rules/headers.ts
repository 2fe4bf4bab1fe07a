import type { Call } from '../engine/engine.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';

/*
 * Headers that a call sets, one at a time or as an object: https://expressjs.com/en/api.html#res.set,
 * https://nodejs.org/api/http.html#responsewriteheadstatuscode-statusmessage-headers, https://developer.mozilla.org/docs/Web/API/Response/Response.
 */

const setters: ReadonlySet<string> = new Set(['setHeader', 'set', 'header', 'headers', 'append', 'appendHeader', 'writeHead']);
const responses = /^(?:Response|next\/server\.NextResponse)(?:\.json|\.next|\.redirect)?$/u;

export interface Header {
  /** In small letters. */
  readonly name: string;
  readonly value: Value;
}

function headersIn(object: Value | undefined): Header[] {
  return [...(object?.fields ?? [])].map(([name, value]) => ({ name: name.toLowerCase(), value }));
}

/** The headers that a call sets. */
export function headersSetBy(call: Call): readonly Header[] {
  if (isResponse(call.api)) return headersIn(call.args[1]?.fields?.get('headers'));
  if (!call.receiver || !setters.has(call.name)) return [];
  const [first, second] = call.args;
  if (call.name === 'writeHead') return headersIn(call.args.at(-1));
  const name = first?.literal?.value;
  return typeof name === 'string' && second ? [{ name: name.toLowerCase(), value: second }] : headersIn(first);
}

function isResponse(api: string | undefined): boolean {
  return api !== undefined && /^(?:R|next)/u.test(api) && responses.test(api);
}

/** The texts of a header, which may be a list. */
export function textsOf(value: Value): string[] {
  return value.fields ? [...value.fields.values()].map(textOf) : [textOf(value)];
}
