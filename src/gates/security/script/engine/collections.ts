import type { Engine } from './engine.ts';
import { mergeForks } from './engine.ts';
import { isTainted, join, literalOf, unknown } from './values.ts';
import type { Value } from './values.ts';

/** Calls a callback that may be called any number of times, and gives what it returns. */
export function callWith(engine: Engine, callback: Value | undefined, args: readonly Value[]): Value {
  const closure = callback?.closure;
  if (!closure) return callback && settle(engine, callback, args[0] ?? unknown) ? literalOf(undefined) : wrapped(callback, args);
  const before = engine.state;
  const fork = before.fork();
  engine.state = fork;
  const outcome = engine.run(closure, args);
  fork.dead = false;
  engine.state = before;
  mergeForks(engine, [fork, before.fork()]);
  return outcome;
}

/** Gives what waits for a value its value: a promise, or a state that may get others later. False where the callee is neither. */
export function settle(engine: Engine, callee: Value, given: Value): boolean {
  const binding = callee.derived?.place.binding;
  if (!binding || (callee.api !== '@resolve' && callee.api !== '@set-state')) return false;
  if (callee.api === '@resolve') {
    engine.state.set(binding, given);
    return true;
  }
  const before = engine.state.get(binding) ?? unknown;
  const value = given.closure ? callWith(engine, given, [before]) : given;
  if (!isTainted(value)) return true;
  engine.state.set(binding, join(before, value));
  engine.states.add(binding);
  return true;
}

const converters: ReadonlySet<string> = new Set(['Number', 'parseInt', 'parseFloat', 'Boolean']);

/** A function of elsewhere as a callback: `map(Number)`, `then(JSON.parse)`. */
function wrapped(callback: Value | undefined, args: readonly Value[]): Value {
  if (callback?.api !== undefined && converters.has(callback.api)) return unknown;
  return { ...unknown, taints: args[0]?.taints ?? [] };
}
