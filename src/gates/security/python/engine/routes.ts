import { handlingOf } from './handling.ts';
import type { Handled } from './knowledge.ts';
import { parametersOf } from './parameters.ts';
import type { Run } from './run.ts';
import type { FunctionShape } from './value.ts';

function handledOf(run: Run, shape: FunctionShape, neighbours: readonly Handled[]): Handled[] {
  const { node, name, decorations, owner } = shape;
  const body = node.child('body');
  if (body === undefined || handlingOf(run, shape) === undefined) return [];
  return [
    {
      name,
      definition: node,
      body,
      parameters: parametersOf(node),
      decorations,
      bases: owner?.bases ?? [],
      neighbours,
      source: run.source,
    },
  ];
}

/** Looks at the functions that answer requests with the rules on what they have to ask. */
export function checkRoutes(run: Run): void {
  const handled: Handled[] = [];
  for (const shape of run.functions) handled.push(...handledOf(run, shape, handled));
  for (const { rule, confidence, at } of run.compiled.knowledge.routes) {
    for (const one of handled) {
      const node = at(one);
      if (node !== undefined) run.report({ rule, node, confidence, trail: undefined });
    }
  }
}
