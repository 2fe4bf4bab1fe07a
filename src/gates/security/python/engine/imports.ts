import { bind } from './bindings.ts';
import type { Frame, Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';

function remember(run: Run, module: string): void {
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
    remember(run, module);
    const root = module.split('.')[0] ?? module;
    bind(frame, alias ?? root, { taints: [], path: run.compiled.canonical(alias === undefined ? root : module) });
  }
  return false;
}

/** `from a import b as c`. */
export function importFrom(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const module = node.child('module_name')?.text ?? '';
  remember(run, module);
  for (const name of node.all('name')) {
    const original = name.child('name')?.text ?? name.text;
    remember(run, `${module}.${original}`);
    const path = run.compiled.canonical(`${module}.${original}`);
    bind(frame, name.child('alias')?.text ?? original, { taints: [], path });
  }
  return false;
}
