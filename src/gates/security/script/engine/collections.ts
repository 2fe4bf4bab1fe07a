import type { Engine } from './engine.ts';
import { mergeForks } from './engine.ts';
import { unknown } from './values.ts';
import type { Value } from './values.ts';

/** Calls a callback that may be called any number of times, and gives what it returns. */
export function callWith(engine: Engine, callback: Value | undefined, args: readonly Value[]): Value {
  const closure = callback?.closure;
  if (!closure) return wrapped(callback, args);
  const before = engine.state;
  const fork = before.fork();
  engine.state = fork;
  const outcome = engine.run(closure, args);
  fork.dead = false;
  engine.state = before;
  mergeForks(engine, [fork, before.fork()]);
  return outcome;
}

const converters: ReadonlySet<string> = new Set(['Number', 'parseInt', 'parseFloat', 'Boolean']);

/** A function of elsewhere as a callback: `map(Number)`, `then(JSON.parse)`. */
function wrapped(callback: Value | undefined, args: readonly Value[]): Value {
  if (callback?.api !== undefined && converters.has(callback.api)) return unknown;
  return { ...unknown, taints: args[0]?.taints ?? [] };
}
