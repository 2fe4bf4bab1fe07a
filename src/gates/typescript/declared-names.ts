import ts from 'typescript';

/** What each name of a scope was declared as: bits of `as`. */
export type Names = Map<string, number>;

interface Declared {
  readonly name: string;
  readonly as: number;
  /** It belongs to the function around it, not to the block. */
  readonly hoisted: boolean;
}

const as = { var: 1, function: 2, lexical: 4, interface: 8, type: 16, all: 32 } as const;
const types = as.interface | as.type;

/** What may stand beside it under the same name in one scope without a doubt; whatever is not here may be an error. */
const beside: Readonly<Record<number, number>> = {
  [as.var]: as.var | as.function | types,
  [as.function]: as.var | as.function | types,
  [as.lexical]: types,
  [as.interface]: as.var | as.function | as.lexical | as.interface,
  [as.type]: as.var | as.function | as.lexical,
  [as.all]: 0,
};

/** Scopes of a place in a text. */
export interface Scopes {
  /** The names of the function, the namespace or the file, where each `var` belongs. */
  readonly outer: Names;
  /** The names of the innermost block. */
  readonly block: Names;
}

/** Adds what a node declares to its scopes. True if something of it may be there twice. */
export function mayBeTwice(node: ts.Node, { outer, block }: Scopes): boolean {
  // The names of `declare global` join those of the file.
  if (ts.isModuleDeclaration(node) && (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0) return true;
  if (ts.isClassLike(node) && hasPrivateNameTwice(node)) return true;
  // No `some`: every name has to be added.
  return declarationsOf(node).filter((one) => !declares(one.hoisted ? outer : block, one)).length > 0;
}

/** Declares a name in a scope. False if that may be an error. */
function declares(names: Names, declared: Declared): boolean {
  const before = names.get(declared.name) ?? 0;
  names.set(declared.name, before | declared.as);
  return (before & ~(beside[declared.as] ?? 0)) === 0;
}

function declarationsOf(node: ts.Node): readonly Declared[] {
  if (ts.isVariableDeclaration(node)) return variables(node);
  if (ts.isParameter(node)) return bound(node.name).map((name) => ({ name, as: as.var, hoisted: true }));
  if (ts.isFunctionDeclaration(node)) return functions(node);
  if (ts.isInterfaceDeclaration(node)) return [{ name: node.name.text, as: as.interface, hoisted: false }];
  if (ts.isTypeAliasDeclaration(node) || isOfFunction(node)) return [{ name: node.name.text, as: as.type, hoisted: false }];
  return isOfValuesAndTypes(node) && node.name ? [{ name: node.name.text, as: as.all, hoisted: false }] : [];
}

/** A type parameter that stands in the same scope as the names of a function's body. */
function isOfFunction(node: ts.Node): node is ts.TypeParameterDeclaration {
  return ts.isTypeParameterDeclaration(node) && ts.isFunctionLike(node.parent);
}

type OfValuesAndTypes =
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportClause
  | ts.ImportSpecifier
  | ts.NamespaceImport
  | ts.ImportEqualsDeclaration;

function isOfValuesAndTypes(node: ts.Node): node is OfValuesAndTypes {
  if (ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) return true;
  return ts.isImportClause(node) || ts.isImportSpecifier(node) || ts.isNamespaceImport(node) || ts.isImportEqualsDeclaration(node);
}

function variables({ name, parent }: ts.VariableDeclaration): readonly Declared[] {
  const isBlocks = ts.isCatchClause(parent) || (parent.flags & ts.NodeFlags.BlockScoped) !== 0;
  return bound(name).map((one) => ({ name: one, as: isBlocks ? as.lexical : as.var, hoisted: !isBlocks }));
}

/** In a block a function belongs to the block in strict code, and to the function around it else. */
function functions({ name }: ts.FunctionDeclaration): readonly Declared[] {
  return name ? [true, false].map((hoisted) => ({ name: name.text, as: as.function, hoisted })) : [];
}

function bound(name: ts.BindingName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((one) => (ts.isBindingElement(one) ? bound(one.name) : []));
}

/** One getter and one setter may share a name. */
function hasPrivateNameTwice({ members }: ts.ClassLikeDeclaration): boolean {
  const kinds = new Map<string, ts.SyntaxKind>();
  return members.some(({ name, kind }) => {
    if (!name || !ts.isPrivateIdentifier(name)) return false;
    const before = kinds.get(name.text);
    kinds.set(name.text, before ? ts.SyntaxKind.Unknown : kind);
    return before !== undefined && !(isAccessor(before) && isAccessor(kind) && before !== kind);
  });
}

function isAccessor(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.GetAccessor || kind === ts.SyntaxKind.SetAccessor;
}
