import ts from 'typescript';
import { baseOf } from './bases.ts';
import type { Engine } from './engine.ts';
import { unknown } from './values.ts';
import type { Value } from './values.ts';

/** What `this` holds now. */
export function readSelf(engine: Engine, node: ts.Node): Value {
  const self = engine.scopes.self(node);
  const value = engine.state.get(self) ?? unknown;
  return ts.isClassLike(self.declaration) && !value.instance ? { ...value, instance: self.declaration } : value;
}

/** What `super` holds. */
export function readSuper(engine: Engine, node: ts.Node): Value {
  const value = readSelf(engine, node);
  const base = value.instance && baseOf(engine, value.instance);
  return base ? { ...(engine.state.get(engine.scopes.selfOf(base)) ?? unknown), shape: 'object', instance: base } : value;
}
