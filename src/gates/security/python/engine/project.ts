import { variableKey } from './run.ts';
import type { Frame, Run } from './run.ts';
import { execute } from './statements.ts';
import { enclosing } from './syntax-tree.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import type { Imported, Trail, Value } from './value.ts';
import { parametersOf } from './parameters.ts';

const deepestImport = 3;
/** Of names that are handed on from file to file. */
const longestChain = 5;

/** Another file of the project, executed. */
export interface LoadedModule {
  readonly frame: Frame;
  readonly depth: number;
}

function load(run: Run, { module, from }: Imported): LoadedModule | undefined {
  const { project } = run;
  const depth = (project?.loaded.get(from)?.depth ?? 0) + 1;
  const tree = project === undefined || depth > deepestImport ? undefined : project.find(module, from);
  if (project === undefined || tree === undefined) return undefined;
  const { path } = tree.root.source;
  const known = project.loaded.get(path);
  if (known !== undefined) return known;
  const { store, outside } = run;
  const frame = run.frame({});
  const loaded = { frame, depth };
  frame.captured = true;
  project.loaded.set(path, loaded);
  run.allow(tree.size * 20);
  // It ran before all that is going on.
  run.store = run.root;
  run.outside = undefined;
  execute(run, frame, tree.root.children);
  run.store = store;
  run.outside = outside;
  return loaded;
}

/** What a name of a file of the project holds: a variable of it, or a file in its folder. */
function memberOf(run: Run, imported: Imported & { readonly name: string }, chain: number): Value | undefined {
  const { module, from, name } = imported;
  const loaded = load(run, imported);
  const value = loaded === undefined ? undefined : run.store.value(variableKey(loaded.frame, name));
  if (value !== undefined) return chain < longestChain ? resolvedValue(run, value, chain + 1) : value;
  const inside = { module: module.endsWith('.') ? module + name : `${module}.${name}`, from };
  return load(run, inside) === undefined ? undefined : { taints: [], imported: inside };
}

/** What an imported name stands for, if it is of the project and can be read. */
export function resolvedValue(run: Run, value: Value, chain = 0): Value {
  const { imported, ...rest } = value;
  if (imported?.name === undefined) return value;
  return memberOf(run, { ...imported, name: imported.name }, chain) ?? rest;
}

/** A member of a file of the project. */
export function moduleMember(run: Run, object: Value, name: string): Value | undefined {
  return object.imported === undefined || object.imported.name !== undefined ? undefined : memberOf(run, { ...object.imported, name }, 0);
}

/** All public names of a file of the project, as `from a import *` takes them. */
export function publicNames(run: Run, imported: Imported): readonly string[] {
  return [...(load(run, imported)?.frame.names ?? [])].filter((name) => !name.startsWith('_'));
}

function beginning(trail: Trail): SyntaxNode {
  let at = trail;
  while (at.before !== undefined) at = at.before;
  return at.node;
}

/** Whether a way begins in another file with what was not passed to it: it is found when that file is judged. */
export function beginsByItself(run: Run, trail: Trail): boolean {
  const node = beginning(trail);
  if (node.source === run.own) return false;
  const around = enclosing(node, ({ type }) => type === 'function_definition');
  const name = /^\w+/u.exec(node.text)?.[0];
  return around === undefined || name === 'request' || !parametersOf(around).some((parameter) => parameter.name === name);
}
