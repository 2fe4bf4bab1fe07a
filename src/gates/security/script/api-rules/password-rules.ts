import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { lastName, propertyName, unwrapped } from '../engine/syntax.ts';
import { nodesIn } from './nodes.ts';

/*
 * Passwords that may be short, CWE-521: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver,
 * https://github.com/typestack/class-validator#readme, https://zod.dev, https://joi.dev/api/, https://express-validator.github.io,
 * https://mongoosejs.com/docs/validation.html.
 */

const password = /^(?:new|user)?_?(?:passw(?:or)?d|passwd|pwd|passphrase)$/iu;
/** Who signs in types what they have; nothing is chosen there. */
const signsIn = /log_?in|sign_?in|authenticat|credential|current|old/iu;
/** Shorter than this is refused by NIST; what asks for one letter only asks for something. */
const shortest = 8;
const certainlyShort = 5;

function numberOf(node: ts.Node | undefined): number | undefined {
  return node && ts.isNumericLiteral(node) ? Number(node.text) : undefined;
}

function limitIn(options: ts.Node | undefined, names: readonly string[]): number | undefined {
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  const found = options.properties.find((one) => names.includes(propertyName(one.name) ?? ''));
  if (!found || !ts.isPropertyAssignment(found)) return undefined;
  // Mongoose takes the number with its words: `minlength: [3, 'too short']`.
  const { initializer } = found;
  return numberOf(ts.isArrayLiteralExpression(initializer) ? initializer.elements[0] : initializer);
}

interface Limit {
  readonly node: ts.Node;
  readonly least: number;
}

/** `@MinLength(3) password`, `@Length(3, 50) password`. */
function ofDecorators(property: ts.PropertyDeclaration): Limit[] {
  return (ts.getDecorators(property) ?? []).flatMap((node) => {
    const call = node.expression;
    const least =
      ts.isCallExpression(call) && /^(?:MinLength|Length)$/u.test(lastName(call.expression)) ? numberOf(call.arguments[0]) : undefined;
    return least === undefined ? [] : [{ node, least }];
  });
}

/** `z.string().min(3)`, `Joi.string().min(3)`, `v.pipe(v.string(), v.minLength(3))`. */
function ofSchema(written: ts.Expression): Limit[] {
  if (!/^\w+\s*\.\s*(?:string|pipe)\(/u.test(written.getText())) return [];
  return nodesIn(written, ts.isCallExpression).flatMap((node) => {
    const least = /^(?:min|minLength)$/u.test(lastName(node.expression)) ? numberOf(node.arguments[0]) : undefined;
    return least === undefined ? [] : [{ node, least }];
  });
}

function ofProperty(property: ts.PropertyAssignment): Limit[] {
  const written = unwrapped(property.initializer);
  const least = limitIn(written, ['minlength', 'minLength']);
  return least === undefined ? ofSchema(written) : [{ node: property, least }];
}

/** `body('password').isLength({ min: 3 })`. */
function ofChain(node: ts.CallExpression): Limit[] {
  const least = lastName(node.expression) === 'isLength' ? limitIn(node.arguments[0], ['min']) : undefined;
  const isPassword = /^(?:body|check|param|query)\(\s*['"](?:new_?)?passw(?:or)?d['"]/iu.test(node.getText());
  return least === undefined || !isPassword ? [] : [{ node, least }];
}

/** The names that a rule stands under, from the inside out. */
function namesAround(node: ts.Node): string[] {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at && !ts.isSourceFile(at); at = at.parent)
    if ('name' in at && at.name) names.push((at.name as ts.Node).getText());
  return names;
}

/** A pattern beside the limit may ask for more. */
function asksForMore({ node }: Limit): boolean {
  let at = node;
  while (!ts.isPropertyDeclaration(at) && !ts.isPropertyAssignment(at) && !ts.isStatement(at) && !ts.isSourceFile(at)) at = at.parent;
  return /\{(?:[89]|[1-9]\d),|Strong|zxcvbn|Matches|\.regex\(|\.pattern\(|\.matches\(|refine|pattern:/u.test(at.getText());
}

/** Notes rules for passwords that let short ones pass. */
export function shortPasswords(file: ts.SourceFile): Report[] {
  if (!/passw|pwd/iu.test(file.text) || !/\b(?:min|isLength|Length|min_?length)\b/iu.test(file.text)) return [];
  const limits = [
    ...nodesIn(file, ts.isPropertyDeclaration)
      .filter((one) => password.test(propertyName(one.name) ?? ''))
      .flatMap(ofDecorators),
    ...nodesIn(file, ts.isPropertyAssignment)
      .filter((one) => password.test(propertyName(one.name) ?? ''))
      .flatMap(ofProperty),
    ...nodesIn(file, ts.isCallExpression).flatMap(ofChain),
  ];
  return limits
    .filter(({ least, node }) => least > 1 && least < shortest && !namesAround(node).some((name) => signsIn.test(name)))
    .filter((limit) => !asksForMore(limit))
    .map(({ node, least }) => ({ rule: 'weak-password-policy', node, confidence: least <= certainlyShort ? 'medium' : 'low' }));
}
