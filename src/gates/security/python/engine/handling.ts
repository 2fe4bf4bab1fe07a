import type { HandlerSource } from './knowledge.ts';
import type { Run } from './run.ts';
import type { ClassShape, FunctionShape } from './value.ts';

/** How a function comes to be called from outside. */
export interface Handling {
  readonly decorator: string | undefined;
  /** Undefined if its parameters are no stranger's. */
  readonly source: HandlerSource | undefined;
}

export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** How the methods of a class of a framework's are called from outside; undefined: they are not. */
export function handlerClass(run: Run, shape: ClassShape | undefined): { methods: RegExp; self: string } | undefined {
  if (shape === undefined) return undefined;
  return run.compiled.knowledge.handlers.classes.find(({ base }) => shape.bases.some((path) => base.test(path)));
}

/** Undefined: nobody outside calls it. */
export function handlingOf(run: Run, shape: FunctionShape): Handling | undefined {
  const { decorators, events } = run.compiled.knowledge.handlers;
  for (const [index, decorator] of shape.decorators.entries()) {
    const source = decorator.includes('.') ? decorators.get(lastName(decorator)) : decorators.get(`@${decorator}`);
    const written = shape.decorations[index] ?? decorator;
    if (source !== undefined)
      return { decorator: written, source: source.only === undefined || source.only.test(written) ? source : undefined };
  }
  const { catchers } = run.compiled.knowledge.handlers;
  if (catchers.names.test(shape.name)) return { decorator: undefined, source: catchers.source };
  const around = handlerClass(run, shape.owner);
  if (around?.methods.test(shape.name) === true)
    return { decorator: undefined, source: { what: "the request's address", confidence: 'high' } };
  if (shape.owner === undefined && events.test(shape.name))
    return { decorator: undefined, source: { what: 'the event', confidence: 'high' } };
  return undefined;
}
