import ts from 'typescript';
import { mayBeTwice, type Names, type Scopes } from './declared-names.ts';

/** Where a node stands: what may be written there depends on it. */
interface Place extends Scopes {
  readonly inFunction: boolean;
  /** Neither in a function nor in a class or a namespace: `await` may stand here. */
  readonly atTop: boolean;
  /** `this` is that of the file. */
  readonly thisOfFile: boolean;
  readonly newTarget: boolean;
  readonly inLoop: boolean;
  readonly breakable: boolean;
  /** Labels around the node, and whether each is one of a loop. */
  readonly labels: ReadonlyMap<string, boolean>;
}

/** What most of a text is made of: neither declares anything nor can be out of place, and what is in it stands where it stands. */
const harmless: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.CallExpression,
  ts.SyntaxKind.PropertyAccessExpression,
  ts.SyntaxKind.ElementAccessExpression,
  ts.SyntaxKind.BinaryExpression,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.PrefixUnaryExpression,
  ts.SyntaxKind.ParenthesizedExpression,
  ts.SyntaxKind.ObjectLiteralExpression,
  ts.SyntaxKind.ArrayLiteralExpression,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.ShorthandPropertyAssignment,
  ts.SyntaxKind.SpreadElement,
  ts.SyntaxKind.SpreadAssignment,
  ts.SyntaxKind.NewExpression,
  ts.SyntaxKind.TemplateExpression,
  ts.SyntaxKind.TemplateSpan,
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.VariableDeclarationList,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ObjectBindingPattern,
  ts.SyntaxKind.ArrayBindingPattern,
  ts.SyntaxKind.BindingElement,
  ts.SyntaxKind.TypeReference,
  ts.SyntaxKind.TypeLiteral,
  ts.SyntaxKind.UnionType,
  ts.SyntaxKind.ArrayType,
  ts.SyntaxKind.LiteralType,
  ts.SyntaxKind.TypeOperator,
  ts.SyntaxKind.PropertySignature,
  ts.SyntaxKind.QualifiedName,
  ts.SyntaxKind.NamedImports,
  ts.SyntaxKind.AsExpression,
]);

/**
 * Whether TypeScript's checker may find an early error in a text that its parser has none in. One walk, which decides nothing:
 * it says yes rather too often, never too seldom, so that the slow checker is asked only about texts that may have one.
 */
export function mayHaveEarlyErrors(file: ts.SourceFile): boolean {
  const names: Names = new Map();
  const thisOfFile = /\.[cm]?jsx?$/iu.test(file.fileName);
  let place: Place = {
    inFunction: false,
    atTop: true,
    thisOfFile,
    newTarget: false,
    inLoop: false,
    breakable: false,
    labels: new Map(),
    outer: names,
    block: names,
  };
  const [nodes, places]: [ts.Node[], Place[]] = [[file], [place]];
  const open = (child: ts.Node): void => {
    if (isToken(child) && child.kind !== ts.SyntaxKind.DefaultKeyword && child.kind !== ts.SyntaxKind.ThisKeyword) return;
    nodes.push(child);
    places.push(place);
  };
  let defaults = 0;
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    place = places.pop() ?? place;
    if (!harmless.has(node.kind)) {
      if (isOutOfPlace(node, place) || mayBeTwice(node, place)) return true;
      defaults += isDefaultExport(node) ? 1 : 0;
      place = placeIn(node, place);
    }
    ts.forEachChild(node, open);
  }
  return defaults > 1;
}

function isToken({ kind }: ts.Node): boolean {
  return kind < ts.SyntaxKind.FirstNode;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) return true;
  return (ts.isExportSpecifier(node) || ts.isNamespaceExport(node)) && node.name.text === 'default';
}

function isOutOfPlace(node: ts.Node, place: Place): boolean {
  if (ts.isDeleteExpression(node)) return ts.isIdentifier(node.expression);
  if (ts.isMetaProperty(node)) return node.keywordToken === ts.SyntaxKind.NewKeyword && !place.newTarget;
  if (ts.isReturnStatement(node)) return !place.inFunction;
  if (node.kind === ts.SyntaxKind.ThisKeyword) return place.thisOfFile && isDeclaredOnThis(node);
  if (isOfModule(node)) return !ts.isSourceFile(node.parent);
  return ts.isWithStatement(node) || isPauseOutOfPlace(node, place) || isJumpOutOfPlace(node, place) || isWithoutValue(node);
}

/** An import or an export, which stands at the top of a module. */
function isOfModule(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isExportAssignment(node) || ts.isImportEqualsDeclaration(node))
    return true;
  return (
    ts.isStatement(node) &&
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function isPauseOutOfPlace(node: ts.Node, { atTop }: Place): boolean {
  if (ts.isAwaitExpression(node)) return (node.flags & ts.NodeFlags.AwaitContext) === 0 && !atTop;
  return ts.isYieldExpression(node) && (node.flags & ts.NodeFlags.YieldContext) === 0;
}

/** `this.name = value;` at the top of a script declares a name for the checker. */
function isDeclaredOnThis({ parent }: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(parent) && !ts.isElementAccessExpression(parent)) return false;
  const user = parent.parent;
  return (
    ts.isExpressionStatement(user) ||
    (ts.isBinaryExpression(user) && user.left === parent && user.operatorToken.kind === ts.SyntaxKind.EqualsToken)
  );
}

function isJumpOutOfPlace(node: ts.Node, place: Place): boolean {
  if (ts.isLabeledStatement(node)) return place.labels.has(node.label.text);
  // The checker looks for labels that are there twice beyond these, but not for where a jump leads.
  if (ts.isClassStaticBlockDeclaration(node) || ts.isModuleDeclaration(node)) return place.labels.size > 0;
  if (ts.isBreakStatement(node)) return node.label ? !place.labels.has(node.label.text) : !place.breakable;
  return ts.isContinueStatement(node) && (node.label ? place.labels.get(node.label.text) !== true : !place.inLoop);
}

/** A second `default`, or a `const` without a value. */
function isWithoutValue(node: ts.Node): boolean {
  if (ts.isCaseBlock(node)) return node.clauses.filter(ts.isDefaultClause).length > 1;
  if (!ts.isVariableDeclaration(node) || node.initializer || !ts.isVariableDeclarationList(node.parent)) return false;
  const list = node.parent;
  return (
    (list.flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) !== 0 && !ts.isForInStatement(list.parent) && !ts.isForOfStatement(list.parent)
  );
}

function placeIn(node: ts.Node, place: Place): Place {
  if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isModuleDeclaration(node))
    return placeInFunction(node, place);
  if (ts.isClassLike(node)) return { ...place, atTop: false, thisOfFile: false };
  if (ts.isPropertyDeclaration(node) || ts.isEnumDeclaration(node)) return { ...place, atTop: false, thisOfFile: false, newTarget: false };
  if (ts.isLabeledStatement(node))
    return { ...place, labels: new Map(place.labels).set(node.label.text, ts.isIterationStatement(node.statement, true)) };
  return placeInBlock(node, place);
}

function placeInBlock(node: ts.Node, place: Place): Place {
  const isLoop = ts.isIterationStatement(node, false);
  const breakable = place.breakable || isLoop || ts.isCaseBlock(node);
  const isBlock = hasOwnNames(node);
  return isBlock || isLoop ? { ...place, inLoop: place.inLoop || isLoop, breakable, block: isBlock ? new Map() : place.block } : place;
}

function hasOwnNames(node: ts.Node): boolean {
  if (ts.isBlock(node)) return !ts.isFunctionLike(node.parent) && !ts.isClassStaticBlockDeclaration(node.parent);
  return (
    ts.isCatchClause(node) || ts.isCaseBlock(node) || ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node)
  );
}

function placeInFunction(node: ts.SignatureDeclaration | ts.ClassStaticBlockDeclaration | ts.ModuleDeclaration, place: Place): Place {
  const names: Names = new Map();
  const own = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isConstructorDeclaration(node);
  const isArrow = ts.isArrowFunction(node);
  return {
    inFunction: !ts.isModuleDeclaration(node),
    atTop: false,
    thisOfFile: isArrow && place.thisOfFile,
    newTarget: own || (isArrow && place.newTarget),
    inLoop: false,
    breakable: false,
    labels: new Map(),
    outer: names,
    block: names,
  };
}
