import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { propertyName } from '../engine/syntax.ts';
import { writtenAs } from './context.ts';

/** How deep options are nested. */
const deepest = 4;

function propertyIn(
  node: ts.Expression,
  names: readonly string[],
  at: { readonly engine: Engine; readonly depth: number },
): ts.Node | undefined {
  const written = writtenAs(node, at.engine);
  if (!ts.isObjectLiteralExpression(written) || at.depth > deepest) return undefined;
  const own = names.map((name) => written.properties.find((one) => propertyName(one.name) === name)).find((one) => one !== undefined);
  if (own) return own;
  for (const one of written.properties) {
    const found = ts.isPropertyAssignment(one) ? propertyIn(one.initializer, names, { ...at, depth: at.depth + 1 }) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The property of a call's options with one of these names, where one is written out; else the call. */
export function optionOf(call: Call, engine: Engine, names: readonly string[]): ts.Node {
  for (const node of call.argNodes) {
    const found = propertyIn(node, names, { engine, depth: 0 });
    if (found?.getSourceFile() === call.node.getSourceFile()) return found;
  }
  return call.node;
}
