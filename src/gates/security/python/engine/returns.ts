import type { Returned } from './knowledge.ts';
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
  for (const { rule, when, whole, part } of run.compiled.knowledge.returns) {
    const items = run.objectOf(value);
    const listed = items?.kind === 'list' ? [...items.items.values()] : [];
    const body = whole ? value : (listed[0] ?? value);
    const seen: Returned = {
      value: body,
      decorator,
      items: listed,
      entries: (one) => run.objectOf(one)?.items,
      imports: (module) => run.modules.has(module),
    };
    if (!when(seen)) continue;
    const sent = part === undefined ? body : part(seen);
    if (sent !== undefined)
      run.reportTaints({ rule, node, value: sent, taints: whole ? run.taintsOf(sent) : sent.taints, message: 'is sent in the answer' });
  }
}
