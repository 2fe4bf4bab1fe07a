import type { Knowledge } from './engine/engine.ts';
import { callbackArguments, entryParameter } from './entries.ts';
import { processSinks } from './sinks-process.ts';
import { checkCall, sinkTable, taintsOf } from './sink.ts';
import { sourceCalls, sourceProperty, sourceValue } from './sources.ts';

const sinks = sinkTable([...processSinks]);

/** What is known of the platform and the libraries: the tables beside this file, put together. */
export const scriptKnowledge: Knowledge = {
  moduleName: (specifier) => specifier.replace(/^node:/u, ''),
  property: sourceProperty,
  parameter: entryParameter,
  result: (call) => {
    const source = call.api === undefined ? undefined : sourceCalls.get(call.api);
    return source && sourceValue(call.node, source);
  },
  callback: callbackArguments,
  proof: () => undefined,
  opaque: (call) => taintsOf(call.args),
  onCall: (call, engine) => {
    checkCall(sinks, call, engine);
  },
  onAssign: () => {},
  onNode: () => {},
};
