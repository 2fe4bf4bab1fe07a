import { callWith } from './engine/collections.ts';
import type { Call, Engine } from './engine/engine.ts';
import { apiValue, isTainted, join, objectOf, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';

/*
 * Functions of frameworks for pages that give back what was put in, or what a callback gives:
 * https://react.dev/reference/react/hooks, https://vuejs.org/api/reactivity-core.html.
 */

const computing: ReadonlySet<string> = new Set(['react.useMemo', 'preact/hooks.useMemo', 'preact/compat.useMemo', 'solid-js.createMemo']);
const keeping: ReadonlySet<string> = new Set([
  'react.useState',
  'preact/hooks.useState',
  'preact/compat.useState',
  'solid-js.createSignal',
]);
const passing: ReadonlySet<string> = new Set([
  'react.useCallback',
  'preact/hooks.useCallback',
  'react.useDeferredValue',
  'react.memo',
  'react.forwardRef',
]);

function started(engine: Engine, start: Value | undefined): Value {
  return start?.closure ? callWith(engine, start, []) : (start ?? unknown);
}

/** A state that starts with untrusted data or was given some, and the function that sets it. Of any other it is not known what it will be. */
function kept(engine: Engine, call: Call): Value {
  const binding = engine.scopes.selfOf(call.node);
  const start = started(engine, call.args[0]);
  const given = engine.state.get(binding);
  const state = given ? join(start, given) : start;
  const setter: Value = { ...apiValue('@set-state'), derived: { place: { binding, keys: [] }, how: 'same' } };
  return objectOf('array', {
    fields: new Map([
      ['0', isTainted(state) ? state : unknown],
      ['1', setter],
    ]),
    closed: true,
  });
}

const wrapping: ReadonlySet<string> = new Set(['vue.ref', 'vue.shallowRef']);

/** What a hook gives: `useMemo(() => toHtml(source), [source])`. */
export function hookResult(call: Call, engine: Engine): Value | undefined {
  const { api, args } = call;
  if (api === undefined) return undefined;
  if (computing.has(api)) return started(engine, args[0]);
  if (keeping.has(api)) return kept(engine, call);
  return ofVue(call, api, engine) ?? (passing.has(api) && args[0]?.closure ? args[0] : undefined);
}

function ofVue({ args }: Call, api: string, engine: Engine): Value | undefined {
  if (wrapping.has(api)) return objectOf('object', { fields: new Map([['value', args[0] && isTainted(args[0]) ? args[0] : unknown]]) });
  if (api === 'vue.computed' && args[0]?.closure) return objectOf('object', { fields: new Map([['value', started(engine, args[0])]]) });
  return api === 'vue.reactive' ? args[0] : undefined;
}
