import ts from 'typescript';
import type { Engine } from '../engine/engine.ts';
import { isAssignment } from '../engine/scope.ts';
import { enclosingFunction, isFunctionNode, lastName, propertyName, unwrapped } from '../engine/syntax.ts';

function nameOfTarget(node: ts.Node): string | undefined {
  if (ts.isVariableDeclaration(node)) return ts.isIdentifier(node.name) ? node.name.text : undefined;
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) return propertyName(node.name);
  return ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) ? lastName(node.left) : undefined;
}

function nameOfFunction(node: ts.Node): string | undefined {
  if (!isFunctionNode(node)) return undefined;
  return node.name ? node.name.getText() : nameOfTarget(node.parent);
}

/** Names that say what a value is for: of the variable, property or function that it goes to, from the inside out. */
export function purposeNames(node: ts.Node): string[] {
  const names: string[] = [];
  let at: ts.Node | undefined = node.parent;
  while (at && !ts.isSourceFile(at)) {
    const ofFunction = nameOfFunction(at);
    if (ofFunction !== undefined) return [...names, ofFunction];
    names.push(nameOfTarget(at) ?? '');
    at = at.parent;
  }
  return names;
}

/** Every identifier below a node. */
export function identifiersIn(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one)) names.push(one.text);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return names;
}

/** How often a value is followed on, from a variable to what it is returned by and on to where that is called. */
const mostSteps = 4;

/** Names of what a value is put into after it was kept in a variable or returned by a helper: `const t = …; res.cookie('sid', t)`. */
export function purposesAfter(node: ts.Node): string[] {
  const names: string[] = [];
  const seen = new Set<ts.Identifier>();
  let owners = ownersOf(node);
  for (let step = 0; step < mostSteps && owners.length > 0; step += 1) {
    const next: ts.Identifier[] = [];
    for (const owner of owners) {
      seen.add(owner);
      for (const use of usesOf(owner)) {
        names.push(...purposeOfUse(use));
        next.push(...ownersOf(valueAt(use)));
      }
    }
    owners = next.filter((one) => !seen.has(one));
  }
  return names;
}

/** The other places of a name: of a variable in its function, of a function in the whole text. */
function usesOf(owner: ts.Identifier): ts.Identifier[] {
  const uses: ts.Identifier[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one) && one !== owner && one.text === owner.text) uses.push(one);
    ts.forEachChild(one, visit);
  };
  visit((isFunctionNode(owner.parent) || isHelper(owner.parent) ? undefined : enclosingFunction(owner)) ?? owner.getSourceFile());
  return uses;
}

function isHelper(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && node.initializer !== undefined && isFunctionNode(node.initializer);
}

/** What a value is the whole content of: a variable, a text that grows, a list, what a helper gives back. */
function ownersOf(node: ts.Node): ts.Identifier[] {
  let at: ts.Node = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) {
    const owners = ownersHere(at, node);
    if (owners) return owners;
    at = at.parent;
  }
  return ts.isReturnStatement(at) ? helperOf(at) : [];
}

function ownersHere(at: ts.Node, node: ts.Node): ts.Identifier[] | undefined {
  if (ts.isVariableDeclaration(at)) return ts.isIdentifier(at.name) ? [at.name] : [];
  if (ts.isBinaryExpression(at)) return isAssignment(at.operatorToken.kind) && at.left.pos !== node.pos ? rootOf(at.left) : undefined;
  if (ts.isCallExpression(at))
    return ts.isPropertyAccessExpression(at.expression) && at.expression.name.text === 'push'
      ? rootOf(at.expression.expression)
      : undefined;
  if (!isFunctionNode(at)) return undefined;
  return at.body && ts.isBlock(at.body) ? [] : nameOfHelper(at);
}

function rootOf(node: ts.Expression): ts.Identifier[] {
  if (ts.isIdentifier(node)) return [node];
  return ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression) ? [node.expression] : [];
}

/** The function that a statement gives its value back from, or, where that is a callback, the one around it. */
function helperOf(node: ts.ReturnStatement): ts.Identifier[] {
  const owner = enclosingFunction(node);
  return owner ? nameOfHelper(owner) : [];
}

/** The name of a function: of a declaration, a method, or a variable's only content. */
function nameOfHelper(owner: ReturnType<typeof enclosingFunction>): ts.Identifier[] {
  if (owner?.name) return ts.isIdentifier(owner.name) ? [owner.name] : [];
  if (owner && ts.isVariableDeclaration(owner.parent) && ts.isIdentifier(owner.parent.name)) return [owner.parent.name];
  return owner && ts.isCallExpression(owner.parent) ? ownersOf(owner.parent) : [];
}

/** The value that a use of a name is or gives: the call, where a helper is called. */
function valueAt(identifier: ts.Identifier): ts.Node {
  const { parent } = identifier;
  const callee = ts.isPropertyAccessExpression(parent) && parent.name === identifier ? parent : identifier;
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? callee.parent : callee;
}

/** `cookie('sid', x)`, `{ token: x }`, `token = x`, `` `?token=${x}` ``: the names that stand where a variable is used as it is, or its result. */
function purposeOfUse(identifier: ts.Identifier): string[] {
  const called = valueAt(identifier);
  const { parent } = called;
  const target = nameOfTarget(parent) ?? (ts.isAwaitExpression(parent) ? nameOfTarget(parent.parent) : undefined);
  if (target !== undefined) return [target];
  const named = nameAround(parent);
  if (named) return named;
  if (called !== identifier && ts.isCallExpression(called) && !isCookie(parent)) return targetsAround(called);
  if (!isCookie(parent)) return [];
  const [first] = parent.arguments;
  return first && first !== called && ts.isStringLiteralLike(first) ? [first.text] : [];
}

function nameAround(parent: ts.Node): string[] | undefined {
  if (ts.isReturnStatement(parent)) return helperOf(parent).map(({ text }) => text);
  if (ts.isShorthandPropertyAssignment(parent)) return [parent.name.text];
  return ts.isTemplateSpan(parent) ? namedInText(parent) : undefined;
}

/** The name before a place in an address: `?token=${x}`. */
function namedInText(span: ts.TemplateSpan): string[] {
  const { parent } = span;
  const before = parent.templateSpans[parent.templateSpans.indexOf(span) - 1]?.literal ?? parent.head;
  const name = /(\w+)=$/u.exec(before.text)?.[1];
  return name === undefined ? [] : [name];
}

function isCookie(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /cookie$/iu.test(lastName(node.expression));
}

/** `const token = Array.from(places, () => pick(letters)).join('')`: what the whole of a statement becomes that a helper's result is a part of. */
function targetsAround(node: ts.Node): string[] {
  const names: string[] = [];
  let at: ts.Node = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) {
    at = at.parent;
    names.push(nameOfTarget(at) ?? '');
  }
  return ts.isReturnStatement(at) ? [...names, ...helperOf(at).map(({ text }) => text)] : names;
}

/** The calls of a function of the text by its name. */
export function callsOf(owner: ts.Node | undefined): ts.CallExpression[] {
  const [name] = owner && isFunctionNode(owner) ? nameOfHelper(owner) : [];
  const calls = (name ? usesOf(name) : []).map(valueAt);
  return calls.filter((one) => ts.isCallExpression(one));
}

/** What a variable, or a field of the class around, is given where it is declared; else the expression itself. */
export function writtenAs(node: ts.Expression, engine: Engine): ts.Expression {
  const inner = unwrapped(ts.isAwaitExpression(node) ? node.expression : node);
  if (ts.isIdentifier(inner)) {
    const declaration = engine.scopes.resolve(inner)?.declaration;
    return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? unwrapped(declaration.initializer) : inner;
  }
  return ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword
    ? fieldWrittenAs(inner, engine)
    : inner;
}

function fieldWrittenAs(inner: ts.PropertyAccessExpression, engine: Engine): ts.Expression {
  const owner = engine.scopes.self(inner).declaration;
  const field = ts.isClassLike(owner)
    ? owner.members.find((member) => ts.isPropertyDeclaration(member) && propertyName(member.name) === inner.name.text)
    : undefined;
  return field && ts.isPropertyDeclaration(field) && field.initializer ? unwrapped(field.initializer) : inner;
}
