import ts from 'typescript';
import type { FileNames, Mark } from './test-facts.ts';

/** What ends the process, and its success with it. */
const ENDS = /^process\.(?:exit|abort|reallyExit)$/u;
const REPLACES = /^(?:Object\.(?:assign|definePropert(?:y|ies))|Reflect\.(?:set|defineProperty)|(?:.*\.)?(?:method|spyOn|stub|replace))$/u;
const MOCKS = /^(?:(?:vi|jest)\.(?:mock|unstable_mockModule)|mock\.module)$/u;
const ASSERTS = /^(?:globalThis\.|global\.)?(?:assert|expect)\b/u;

/** What the names of a script of tests mean, and what it does to all of its tests. */
export function scriptNames(file: ts.SourceFile): FileNames {
  const imported = new Map<string, string>();
  const declared: FileNames['declared'][number][] = [];
  const marks: Mark[] = [];
  const loose: NonNullable<FileNames['loose']>[number][] = [];
  const mocks: NonNullable<FileNames['mocks']>[number][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) importsOf(node, imported);
    else if (ts.isVariableDeclaration(node)) variable(node);
    else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name !== undefined)
      declared.push({ ...markAt(node, node.name.text), isTop: ts.isSourceFile(node.parent) });
    mocks.push(...mockOf(node));
    loose.push(...looseOf(node));
    const word = takesOver(node);
    if (word !== undefined) marks.push(markAt(node, word));
    ts.forEachChild(node, visit);
  };
  const variable = (node: ts.VariableDeclaration): void => {
    const module = node.initializer === undefined ? undefined : loaded(node.initializer);
    const isTop = ts.isVariableStatement(node.parent.parent) && ts.isSourceFile(node.parent.parent.parent);
    for (const name of boundNames(node.name)) {
      if (module !== undefined) imported.set(name, module);
      else declared.push({ ...markAt(node, name), isTop, ...madeFrom(node.initializer) });
    }
  };
  visit(file);
  return { imported, declared, marks, mocks, loose };
}

function importsOf({ importClause, moduleSpecifier }: ts.ImportDeclaration, imported: Map<string, string>): void {
  const module = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
  const bindings = importClause?.namedBindings;
  const named = bindings === undefined || ts.isNamespaceImport(bindings) ? [] : bindings.elements;
  for (const { name, propertyName = name } of named) imported.set(name.text, asStrict(module, propertyName.text));
  const whole = bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name : undefined;
  for (const name of [importClause?.name, whole]) if (name !== undefined) imported.set(name.text, module);
}

/** `strict` of `node:assert` is what `node:assert/strict` is: https://nodejs.org/api/assert.html#strict-assertion-mode */
function asStrict(module: string, name: string): string {
  return name === 'strict' && /^(?:node:)?assert$/u.test(module) ? `${module}/strict` : module;
}

/** `assert.equal(one, other)`. */
function looseOf(node: ts.Node): NonNullable<FileNames['loose']> {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || !ts.isIdentifier(node.expression.expression))
    return [];
  const isLoose = /^(?:not)?(?:deep)?equal$/iu.test(node.expression.name.text);
  return isLoose ? [{ ...markAt(node, `${node.expression.getText()} is not strict any more`), of: node.expression.expression.text }] : [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** The module of `require('a')` and of `await import('a')`, wherever in an expression they are. */
function loaded(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')) {
    const [module] = node.arguments;
    return module !== undefined && ts.isStringLiteralLike(module) ? module.text : '';
  }
  if (ts.isPropertyAccessExpression(node)) {
    const module = loaded(node.expression);
    return module === undefined ? undefined : asStrict(module, node.name.text);
  }
  if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node) || ts.isCallExpression(node)) return loaded(node.expression);
  return undefined;
}

/** The name that a value is made with: `create` of `await create(1)`, `Total` of `new Total()`. */
function madeFrom(value: ts.Expression | undefined): { readonly from?: string } {
  let node = value;
  while (
    node !== undefined &&
    (ts.isAwaitExpression(node) || ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isPropertyAccessExpression(node))
  )
    node = node.expression;
  return node !== undefined && node !== value && ts.isIdentifier(node) ? { from: node.text } : {};
}

/** `vi.mock('../sum.js')`: of vitest, jest and node:test. What only adds to the real module replaces what it names. */
function mockOf(node: ts.Node): NonNullable<FileNames['mocks']> {
  if (!ts.isCallExpression(node) || !MOCKS.test(node.expression.getText())) return [];
  const [path, by] = node.arguments;
  const module = path !== undefined && ts.isCallExpression(path) ? path.arguments[0] : path;
  if (module === undefined || !ts.isStringLiteralLike(module)) return [];
  const isPart = /\b(?:importActual|importOriginal|requireActual|actual|original)\b/iu.test(by?.getText() ?? '');
  return [
    { ...markAt(node, `${node.expression.getText()}(${module.getText()})`), module: module.text, by: isPart ? (by?.getText() ?? '') : '' },
  ];
}

function takesOver(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) {
    const [callee, first] = [node.expression.getText(), node.arguments[0]?.getText() ?? ''];
    if (ENDS.test(callee)) return `${callee}()`;
    return REPLACES.test(callee) && ASSERTS.test(first) ? `${callee}(${first}, …)` : undefined;
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const left = node.left.getText().replace(/\s+/gu, '');
  return left === 'process.exitCode' || ASSERTS.test(left) ? `${left} = …` : undefined;
}

function markAt(node: ts.Node, word: string): Mark {
  return { word, start: node.getStart(), end: node.end };
}
