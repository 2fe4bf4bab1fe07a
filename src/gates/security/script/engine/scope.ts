import ts from 'typescript';
import { constructorOf } from './prototypes.ts';

/** A name as it is declared once. */
export interface Binding {
  readonly name: string;
  readonly declaration: ts.Node;
  /** Assigned after its declaration. */
  reassigned: boolean;
}

/** The names of a text. */
export interface Scopes {
  /** What a use of a name means; `undefined`: it is declared nowhere, so it is global. */
  resolve(identifier: ts.Identifier): Binding | undefined;
  /** What `this` means in a node: one for each class, function or text. */
  self(node: ts.Node): Binding;
  selfOf(owner: ts.Node): Binding;
}

type Names = Map<string, Binding>;

/** The names of a file, by the node in which they are known. */
export type Declarations = ReadonlyMap<ts.Node, ReadonlyMap<string, Binding>>;

function isScope(node: ts.Node): boolean {
  return (
    ts.isSourceFile(node) ||
    ts.isFunctionLike(node) ||
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isForStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isCatchClause(node) ||
    ts.isClassLike(node) ||
    ts.isModuleBlock(node)
  );
}

function scopeOf(node: ts.Node, hoisted: boolean): ts.Node {
  let at = node.parent;
  while (at.parent && !(hoisted ? ts.isFunctionLike(at) || ts.isSourceFile(at) || ts.isModuleBlock(at) : isScope(at))) at = at.parent;
  return at;
}

function isVar(node: ts.Node): boolean {
  let at = node;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  return ts.isVariableDeclaration(at) && ts.isVariableDeclarationList(at.parent) && (at.parent.flags & ts.NodeFlags.BlockScoped) === 0;
}

const declarations: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.BindingElement,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.ImportClause,
  ts.SyntaxKind.ImportSpecifier,
  ts.SyntaxKind.NamespaceImport,
  ts.SyntaxKind.ImportEqualsDeclaration,
  ts.SyntaxKind.EnumDeclaration,
]);

function isNamed(node: ts.Node): node is ts.NamedDeclaration & { name: ts.Identifier } {
  return declarations.has(node.kind) && 'name' in node && node.name !== undefined && ts.isIdentifier(node.name as ts.Node);
}

function homeOf(node: ts.Node): ts.Node {
  if (ts.isFunctionExpression(node) || ts.isClassExpression(node)) return node;
  return scopeOf(node, isVar(node));
}

function declareAll(file: ts.SourceFile): Map<ts.Node, Names> {
  const scopes = new Map<ts.Node, Names>();
  const visit = (node: ts.Node): void => {
    if (isNamed(node)) {
      const home = homeOf(node);
      let names = scopes.get(home);
      if (!names) scopes.set(home, (names = new Map()));
      const name = node.name.text;
      const known = names.get(name);
      if (!known || ts.isFunctionDeclaration(node)) names.set(name, { name, declaration: node, reassigned: known !== undefined });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return scopes;
}

/** `=`, `+=` and the like. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function assignedNames(target: ts.Node, found: (identifier: ts.Identifier) => void): void {
  if (ts.isIdentifier(target)) found(target);
  else if (
    ts.isArrayLiteralExpression(target) ||
    ts.isObjectLiteralExpression(target) ||
    ts.isSpreadElement(target) ||
    ts.isPropertyAssignment(target)
  ) {
    ts.forEachChild(target, (child) => {
      assignedNames(child, found);
    });
  }
}

function markReassigned(file: ts.SourceFile, resolve: Scopes['resolve']): void {
  const mark = (identifier: ts.Identifier): void => {
    const binding = resolve(identifier);
    if (binding) binding.reassigned = true;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) assignedNames(node.left, mark);
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && ts.isIdentifier(node.operand)) {
      if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) mark(node.operand);
    }
    if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer))
      assignedNames(node.initializer, mark);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

function ownerOfThis(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent) {
    if (ts.isClassLike(at) || ts.isSourceFile(at)) return at;
    if (ts.isFunctionLike(at) && !ts.isArrowFunction(at)) {
      if (ts.isClassLike(at.parent)) return at.parent;
      const outer = ts.isObjectLiteralExpression(at.parent) ? at.parent : ts.isPropertyAssignment(at.parent) ? at.parent.parent : at;
      return constructorOf(outer) ?? (ts.isObjectLiteralExpression(at.parent) ? at.parent : at);
    }
    at = at.parent;
  }
  return at;
}

function find(scopes: Declarations, identifier: ts.Identifier): Binding | undefined {
  let at: ts.Node | undefined = identifier.parent;
  while (at) {
    const binding = scopes.get(at)?.get(identifier.text);
    if (binding) return binding;
    at = at.parent;
  }
  return undefined;
}

/** Adds the names that CommonJS gives to a file: https://nodejs.org/api/modules.html#the-module-scope. */
function addCommonNames(file: ts.SourceFile, scopes: Map<ts.Node, Names>): void {
  const names = scopes.get(file) ?? new Map<string, Binding>();
  for (const name of ['module', 'exports']) if (!names.has(name)) names.set(name, { name, declaration: file, reassigned: false });
  scopes.set(file, names);
}

/** Finds every declaration. The file needs its parents set. `common`: what the file exports by CommonJS is asked for. */
export function declarationsOf(file: ts.SourceFile, common = false): Declarations {
  const scopes = declareAll(file);
  if (common) addCommonNames(file, scopes);
  markReassigned(file, (identifier) => find(scopes, identifier));
  return scopes;
}

/** The names of some files, to which those of others can be added; uses are resolved when asked for. */
export function createScopes(declarations: Declarations): Scopes & { add(more: Declarations): void } {
  const scopes = new Map(declarations);
  const resolved = new Map<ts.Identifier, Binding | undefined>();
  const selves = new Map<ts.Node, Binding>();
  const resolve = (identifier: ts.Identifier): Binding | undefined => {
    if (!resolved.has(identifier)) resolved.set(identifier, find(scopes, identifier));
    return resolved.get(identifier);
  };
  const selfOf = (owner: ts.Node): Binding => {
    let self = selves.get(owner);
    if (!self) selves.set(owner, (self = { name: 'this', declaration: owner, reassigned: false }));
    return self;
  };
  const add = (more: Declarations): void => {
    for (const [node, names] of more) scopes.set(node, names);
  };
  return { add, resolve, selfOf, self: (node) => selfOf(ownerOfThis(node)) };
}
