import type { Frame, Run } from './run.ts';
import { checkSecretName } from './secret-names.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import type { Value } from './value.ts';

/** What a handler of requests returns goes out; what a function named after a secret returns is one. */
export function checkReturn(run: Run, frame: Frame, returned: { node: SyntaxNode; value: Value }): void {
  const { node, value } = returned;
  if (frame.function !== undefined) checkSecretName(run, frame.function.name, value);
  if (frame.handler === undefined) return;
  const decorator = frame.handler.decorator;
  for (const { rule, when, whole } of run.compiled.knowledge.returns) {
    const items = run.objectOf(value);
    const body = items?.kind === 'list' && !whole ? (items.items.get(0) ?? value) : value;
    if (!when({ value: body, decorator, items: items?.kind === 'list' ? [...items.items.values()] : [], entries: (one) => run.objectOf(one)?.items, imports: (module) => run.modules.has(module) })) continue;
    run.reportTaints({ rule, node, value: body, taints: whole ? run.taintsOf(body) : body.taints, message: 'is sent in the answer' });
  }
}
