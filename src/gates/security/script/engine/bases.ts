import ts from 'typescript';
import type { Engine } from './engine.ts';
import type { Value } from './values.ts';

/** How many classes a class may stand above another. */
const mostBases = 4;

/** The class of the project that a class extends. */
export function baseOf(engine: Engine, owner: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration | undefined {
  const clause = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const base = clause?.types[0]?.expression;
  if (!base || !ts.isIdentifier(base)) return undefined;
  const declaration = engine.scopes.resolve(base)?.declaration;
  if (declaration && ts.isClassLike(declaration)) return declaration === owner ? undefined : declaration;
  return declaration ? engine.evaluate(base).instance : undefined;
}

/** A class and those that it extends, the nearest first. */
export function withBases(engine: Engine, owner: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[] {
  const all = [owner];
  for (let base = baseOf(engine, owner); base && all.length <= mostBases && !all.includes(base); base = baseOf(engine, base))
    all.push(base);
  return all;
}

/** Runs the constructor of a class, or the nearest one that it has from others. */
export function construct(
  engine: Engine,
  owner: ts.ClassLikeDeclaration,
  call: { readonly args: readonly Value[]; readonly node: ts.Node },
): void {
  for (const one of withBases(engine, owner)) {
    const made = one.members.find((member) => ts.isConstructorDeclaration(member) && member.body !== undefined);
    if (!made || !ts.isConstructorDeclaration(made)) continue;
    engine.run({ node: made, self: engine.scopes.selfOf(one) }, call.args, call.node);
    return;
  }
}
