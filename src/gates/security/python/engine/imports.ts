import { bind } from './bindings.ts';
import { publicNames } from './project.ts';
import type { Frame, Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';

function remember(run: Run, node: SyntaxNode, module: string): void {
  if (node.source !== run.own) return;
  let at = module;
  while (at !== '') {
    run.modules.add(at);
    at = at.slice(0, Math.max(at.lastIndexOf('.'), 0));
  }
}

/** `import a.b as c`. */
export function importModules(run: Run, frame: Frame, node: SyntaxNode): boolean {
  for (const name of node.all('name')) {
    const module = name.child('name')?.text ?? name.text;
    const alias = name.child('alias')?.text;
    remember(run, node, module);
    const root = module.split('.')[0] ?? module;
    bind(frame, alias ?? root, {
      taints: [],
      path: run.compiled.canonical(alias === undefined ? root : module),
      imported: { module: alias === undefined ? root : module, from: node.source.path },
    });
  }
  return false;
}

/** `from a import b as c`. */
export function importFrom(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const module = node.child('module_name')?.text ?? '';
  remember(run, node, module);
  const from = node.source.path;
  if (node.children.some(({ type }) => type === 'wildcard_import')) {
    for (const name of publicNames(run, { module, from }))
      bind(frame, name, { taints: [], path: run.compiled.canonical(`${module}.${name}`), imported: { module, from, name } });
  }
  for (const name of node.all('name')) {
    const original = name.child('name')?.text ?? name.text;
    remember(run, node, `${module}.${original}`);
    const path = run.compiled.canonical(`${module}.${original}`);
    bind(frame, name.child('alias')?.text ?? original, { taints: [], path, imported: { module, from, name: original } });
  }
  return false;
}
