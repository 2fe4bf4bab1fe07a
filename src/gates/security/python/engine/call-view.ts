import type { Call } from './knowledge.ts';
import type { LibraryCall } from './library.ts';
import type { Frame } from './run.ts';
import { enclosing } from './syntax-tree.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** By a node's type: the fields that say what the value inside is for. */
const naming: Readonly<Record<string, string>> = {
  assignment: 'left',
  augmented_assignment: 'left',
  keyword_argument: 'name',
  pair: 'key',
};

function namesAt(node: SyntaxNode): readonly string[] {
  const field = naming[node.type];
  if (field !== undefined) return [node.child(field)?.text ?? ''];
  return node.type === 'call' ? [node.child('arguments')?.text.slice(0, 200) ?? '', node.child('function')?.text.slice(-60) ?? ''] : [];
}

/** Names around a node that say what its value is for, the nearest first. */
function namesAround(frame: Frame, node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  for (let at: SyntaxNode | undefined = node; at !== undefined && at.type !== 'block'; at = at.parent) names.push(...namesAt(at));
  if (frame.function !== undefined) names.push(frame.function.name, frame.function.owner?.name ?? '');
  return names;
}

/** How the predicates of rules see a call. */
export function viewed(frame: Frame, call: LibraryCall, path: string): Call {
  const { run } = frame;
  return {
    node: call.node,
    path,
    name: path.slice(path.lastIndexOf('.') + 1),
    receiver: call.receiver,
    positional: call.positional,
    keywords: call.keywords,
    open: call.open !== undefined,
    argument: (position, name) => call.positional[position] ?? (name === undefined ? undefined : call.keywords.get(name)),
    items: (value) => run.itemsOf(value),
    entry: (value, key) => run.objectOf(value)?.items.get(key),
    known: (value) => {
      const object = run.objectOf(value);
      return object?.kind === 'dictionary' ? object.items : undefined;
    },
    entries: (value) => {
      const object = run.objectOf(value);
      return object?.kind === 'dictionary' && object.rest === undefined && object.keys === undefined ? object.items : undefined;
    },
    taints: (value) => run.taintsOf(value),
    proved: (taint, property) => (run.safetyOf(taint) & run.compiled.bits([property])) !== 0,
    names: () => namesAround(frame, call.node),
    imports: (module) => run.modules.has(module),
    classOf: (value) => run.objectOf(value)?.class?.node.text,
    around: () => enclosing(call.node, ({ type }) => type === 'function_definition')?.text ?? call.node.source.text,
  };
}
