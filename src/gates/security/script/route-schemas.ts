import type ts from 'typescript';
import type { Call } from './engine/engine.ts';
import { apiValue, clear, doubted, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { patternKinds } from './safe-kinds.ts';
import { parsedBy } from './schemas.ts';
import { sourceProperty, sourceValue } from './sources.ts';

/*
 * What a request holds after the schemas that stand beside its handler have let it pass:
 * https://fastify.dev/docs/latest/Reference/Validation-and-Serialization/, https://hono.dev/docs/guides/validation.
 */

const parts: readonly (readonly [inSchema: string, ofRequest: string])[] = [
  ['querystring', 'query'],
  ['query', 'query'],
  ['params', 'params'],
  ['body', 'body'],
  ['headers', 'headers'],
];

const harmlessTypes: ReadonlySet<unknown> = new Set(['integer', 'number', 'boolean', 'null']);
const harmlessFormats: ReadonlySet<unknown> = new Set(['uuid', 'date', 'date-time', 'ipv4']);

/** What a property is after its part of a JSON schema; `undefined`: whatever it was. */
function checkedBy(schema: Value, given: Value): Value | undefined {
  const said = (name: string): unknown => schema.fields?.get(name)?.literal?.value;
  if (
    harmlessTypes.has(said('type')) ||
    harmlessFormats.has(said('format')) ||
    schema.fields?.has('enum') === true ||
    schema.fields?.has('const') === true
  )
    return unknown;
  const pattern = said('pattern');
  const { api: _api, ...plain } = given;
  return typeof pattern === 'string' ? clear(plain, patternKinds({ source: pattern, flags: '' }, true)) : undefined;
}

function checkedPart(schema: Value | undefined, part: string, node: ts.Node): Value | undefined {
  const whole = sourceProperty(apiValue('@request'), part, node);
  const properties = schema?.fields?.get('properties')?.fields ?? schema?.fields;
  if (!whole || !properties) return undefined;
  const fields = new Map<string, Value>();
  for (const [name, one] of properties) {
    const checked = checkedBy(one, whole);
    if (checked) fields.set(name, checked);
  }
  return fields.size > 0 ? { ...whole, fields } : undefined;
}

/** The request of a route with a JSON schema. */
export function requestAfterSchema(call: Call): Value {
  const schema = call.args.map(({ fields }) => fields?.get('schema')).find((one) => one?.fields !== undefined);
  const fields = new Map<string, Value>();
  for (const [name, part] of schema ? parts : []) {
    const checked = checkedPart(schema?.fields?.get(name), part, call.node);
    if (checked) fields.set(part, checked);
  }
  return { ...apiValue('@request'), ...(fields.size > 0 ? { fields } : {}) };
}

const validators = /^@hono\/(?:zod|standard)-validator\.[zs]Validator$/u;

function validatorResult({ args: [target, schema] }: Call): Value | undefined {
  const part = target?.literal?.value;
  return typeof part === 'string' && schema ? { ...apiValue('@validator'), fields: new Map([[`@${part}`, schema]]) } : undefined;
}

/** `c.req.valid('json')`: what the schema beside the handler lets pass, or whatever another check does. */
function validResult({ receiver, args: [target], node }: Call): Value {
  const schema = receiver?.fields?.get(`@${String(target?.literal?.value)}`);
  const { taints } = sourceValue(node, { from: 'remote', label: 'comes from the request' });
  return schema?.api?.startsWith('zod') === true ? parsedBy(schema, taints) : { ...unknown, taints: doubted(taints) };
}

/** What a check of a route gives, and what is there after it. */
export function routeSchemaResult(call: Call): Value | undefined {
  if (call.api === '@request.valid') return validResult(call);
  return call.api !== undefined && validators.test(call.api) ? validatorResult(call) : undefined;
}

/** The context of a handler that checks stand before. */
export function contextAfterChecks(call: Call): Value {
  const checks = call.args.filter(({ api }) => api === '@validator').flatMap(({ fields }) => [...(fields ?? [])]);
  if (checks.length === 0) return apiValue('@koa');
  return { ...apiValue('@koa'), fields: new Map([['req', { ...apiValue('@request'), fields: new Map(checks) }]]) };
}
