import ts from 'typescript';
import type { Call, Engine } from './engine/engine.ts';
import { deepTaints, isTainted } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { writtenAs } from './api-rules/context.ts';
import { isSlow } from '../regex/slow-regex.ts';
import { arriveAt } from './sink.ts';
import { sourceValue } from './sources.ts';

/*
 * Slow patterns on what strangers send: as methods of texts, and in schemas, which are there for such data.
 * https://zod.dev/api#strings, https://joi.dev/api/#stringpatternregex-name--options, https://github.com/jquense/yup#stringmatchesregex,
 * https://github.com/typestack/class-validator#validation-decorators, https://json-schema.org/understanding-json-schema/reference/string.
 */

const patternMethods: ReadonlySet<string> = new Set(['match', 'matchAll', 'replace', 'replaceAll', 'search', 'split']);

/** Notes untrusted text that a slow pattern is tried on. */
function checkMethod(call: Call, engine: Engine): void {
  const { receiver } = call;
  if (!receiver) return;
  const isOfPattern = call.name === 'test' || call.name === 'exec';
  const [subject, pattern] = isOfPattern
    ? [call.args[0], receiver.regexp]
    : patternMethods.has(call.name)
      ? [receiver, call.args[0]?.regexp]
      : [];
  if (!subject || !pattern || !isTainted(subject) || !isSlow(pattern, 'javascript')) return;
  const taints = deepTaints(subject).filter((taint) => taint.source.from !== 'error');
  const node = writtenPattern(isOfPattern ? receiverNode(call) : call.argNodes[0], engine) ?? call.node;
  arriveAt(engine, { value: { ...subject, taints }, node }, { kind: 'regex-input', message: 'matched against the pattern' });
}

function receiverNode({ node }: Call): ts.Expression | undefined {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined;
}

/** The pattern itself, where it is written out in the same text. */
function writtenPattern(node: ts.Expression | undefined, engine: Engine): ts.Node | undefined {
  const written = node && writtenAs(node, engine);
  return written && ts.isRegularExpressionLiteral(written) && written.getSourceFile() === node.getSourceFile() ? written : undefined;
}

const schemas = /^(?:zod|joi|@hapi\/joi|yup|valibot|class-validator|express-validator|superstruct|mongoose|ajv)\b/u;
const takesPattern = /^(?:regex|pattern|matches|match|Matches|Schema)$/u;
const bounded = /\.(?:max|length|isLength)\(|\bmax_?Length\b|\bLength\(/iu;

/** The whole of a chain, or all that is said of one field. */
function said(node: ts.Node): string {
  let at = node;
  while (ts.isPropertyAccessExpression(at.parent) || ts.isCallExpression(at.parent)) at = at.parent;
  return (ts.isDecorator(at.parent) ? at.parent.parent : at).getText();
}

function told(schema: ts.Node): Value {
  return sourceValue(schema, { from: 'remote', label: 'is what the schema checks', text: true });
}

function patternsIn(value: Value | undefined): readonly NonNullable<Value['regexp']>[] {
  if (!value) return [];
  return value.regexp ? [value.regexp] : [...(value.fields?.values() ?? [])].flatMap(patternsIn);
}

/** Notes a slow pattern in a schema that lets texts of any length get there. */
function checkSchema(call: Call, engine: Engine): void {
  if (call.api === undefined || !takesPattern.test(call.name) || !schemas.test(call.api)) return;
  if (!call.args.flatMap(patternsIn).some((pattern) => isSlow(pattern, 'javascript')) || bounded.test(said(call.node))) return;
  arriveAt(engine, { value: told(call.node), node: call.node }, { kind: 'regex-input', message: 'matched against the pattern' });
}

export function checkPattern(call: Call, engine: Engine): void {
  checkMethod(call, engine);
  checkSchema(call, engine);
}

/** Notes `{ type: 'string', pattern: '^(a+)+$' }`. */
export function checkJsonSchema(node: ts.Node, value: Value, engine: Engine): void {
  const source = value.fields?.get('pattern')?.literal?.value;
  if (
    !ts.isObjectLiteralExpression(node) ||
    typeof source !== 'string' ||
    value.fields?.get('type')?.literal?.value !== 'string' ||
    value.fields.has('maxLength')
  )
    return;
  if (isSlow({ source, flags: '' }, 'javascript'))
    arriveAt(engine, { value: told(node), node }, { kind: 'regex-input', message: 'matched against the pattern' });
}

const checkers: ReadonlySet<string> = new Set([
  'refine',
  'superRefine',
  'transform',
  'preprocess',
  'custom',
  'test',
  'check',
  'ValidateBy',
]);

/** What a schema calls a check of its own with. */
export function checkedArgument(call: Call): readonly Value[] | undefined {
  if (!checkers.has(call.name) || !schemas.test(call.api ?? '') || bounded.test(said(call.node))) return undefined;
  return [told(call.node)];
}
