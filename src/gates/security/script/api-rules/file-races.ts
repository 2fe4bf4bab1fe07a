import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { enclosingFunction, lastName } from '../engine/syntax.ts';

/*
 * A file that is checked by its name and used by its name afterwards: CWE-367,
 * https://nodejs.org/api/fs.html#fsaccesspath-mode-callback.
 */

const asksExistence = /^(?:exists|existsSync|access|accessSync)$/u;
const asksOwner = /^l?stat(?:Sync)?$/u;
const writes = /^(?:writeFile|writeFileSync|createWriteStream)$/u;
const uses =
  /^(?:readFile|readFileSync|open|openSync|createReadStream|writeFile|writeFileSync|createWriteStream|unlink|unlinkSync|chmod|chmodSync|chown|chownSync)$/u;

interface FileCall {
  readonly node: ts.CallExpression;
  readonly name: string;
  readonly path: string;
}

function fileCallOf(node: ts.Node): FileCall | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const name = lastName(node.expression);
  const [path] = node.arguments;
  const isOfFiles =
    ts.isIdentifier(node.expression) ||
    (ts.isPropertyAccessExpression(node.expression) && /^(?:fs|fsp|fsPromises|promises|fse)$/u.test(lastName(node.expression.expression)));
  return path && isOfFiles && !ts.isStringLiteralLike(path) && [asksExistence, asksOwner, uses].some((pattern) => pattern.test(name))
    ? { node, name, path: path.getText() }
    : undefined;
}

/** `access(file).then(() => true, () => false)`: the promise, its method, and the call of it. */
function isAwaited({ parent }: ts.Node): boolean {
  const method = ts.isCallExpression(parent) ? parent.expression : parent;
  return ts.isPropertyAccessExpression(method) && /^(?:then|catch)$/u.test(method.name.text);
}

/** Whether a condition hangs on the answer: at once, or by the variable that it is kept in. */
function decides({ node }: FileCall): boolean {
  let at: ts.Node = node;
  while (
    ts.isAwaitExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isPrefixUnaryExpression(at.parent) ||
    ts.isBinaryExpression(at.parent) ||
    isAwaited(at)
  )
    at = at.parent;
  const { parent } = at;
  if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) return true;
  return (
    ts.isVariableDeclaration(parent) &&
    ts.isIdentifier(parent.name) &&
    new RegExp(`if \\([^{]*\\b${parent.name.text}\\b`, 'u').test((enclosingFunction(node) ?? node.getSourceFile()).getText())
  );
}

/** Whether owner, mode or kind of a file, once asked for, is compared. */
function judgesOwner({ node }: FileCall): boolean {
  const text = (enclosingFunction(node) ?? node.getSourceFile()).getText();
  return /\.(?:uid|gid|mode)\b|isSymbolicLink\(/u.test(text);
}

function isRace(before: FileCall, after: FileCall): boolean {
  if (before.path !== after.path || before.node.pos >= after.node.pos) return false;
  if (asksOwner.test(before.name)) return uses.test(after.name) && judgesOwner(before);
  return (
    asksExistence.test(before.name) && writes.test(after.name) && decides(before) && !/['"](?:wx|ax|a)\+?['"]/u.test(after.node.getText())
  );
}

/** Notes each use of a file that was checked by its name before, in the same function. */
export function fileRaces(file: ts.SourceFile): Report[] {
  if (!/\b(?:exists|access|l?stat)(?:Sync)?\(/u.test(file.text)) return [];
  const calls = new Map<ts.Node, FileCall[]>();
  const visit = (node: ts.Node): void => {
    const call = fileCallOf(node);
    const owner = call && (enclosingFunction(node) ?? file);
    if (owner) calls.set(owner, [...(calls.get(owner) ?? []), call]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...calls.values()].flatMap((own) =>
    own.filter((after) => own.some((before) => isRace(before, after))).map(({ node }) => ({ rule: 'file-race', node })),
  );
}
