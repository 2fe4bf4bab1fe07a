import ts from 'typescript';

const LATER = /^(?:(?:globalThis|window)\.)?(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|requestAnimationFrame|process\.nextTick)$/u;

/** `expect(kept).resolves.toBe(1)` and `assert.rejects(kept)`, seen from the call, where nobody waits for what they come to. */
export function isUnawaited(call: ts.CallExpression): boolean {
  const names: string[] = [];
  let top: ts.Node = call;
  for (; (ts.isPropertyAccessExpression(top.parent) || ts.isCallExpression(top.parent)) && top.parent.expression === top; top = top.parent) {
    if (ts.isPropertyAccessExpression(top.parent)) names.push(top.parent.name.text);
  }
  if (ts.isPropertyAccessExpression(call.expression)) names.push(call.expression.name.text);
  return names.some((name) => /^(?:resolves|rejects|doesNotReject)$/u.test(name)) && isLeft(top);
}

/** A call whose functions run when the test may be over: by a timer, or behind a promise that nobody waits for, and they tell no one. */
export function runsLater(call: ts.CallExpression): boolean {
  const { expression } = call;
  const isBehind = ts.isPropertyAccessExpression(expression) && /^(?:then|finally)$/u.test(expression.name.text);
  let top: ts.Node = call;
  while (isBehind && (ts.isPropertyAccessExpression(top.parent) || ts.isCallExpression(top.parent)) && top.parent.expression === top) top = top.parent;
  return isBehind ? isLeft(top) && !tellsSomeone(top) : LATER.test(expression.getText()) && !tellsSomeone(call);
}

/** A statement of its own. */
function isLeft({ parent }: ts.Node): boolean {
  return ts.isExpressionStatement(parent) || ts.isVoidExpression(parent);
}

/** `done()`, `resolve()`, `.then(done)`: a parameter of a function around is called. */
function tellsSomeone(whole: ts.Node): boolean {
  const names = new Set<string>();
  for (let above = whole.parent; !ts.isSourceFile(above); above = above.parent) if (ts.isFunctionLike(above)) for (const { name } of above.parameters) names.add(name.getText());
  const isName = (node: ts.Node): boolean => ts.isIdentifier(node) && names.has(node.text);
  const tells = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node)) {
      const { expression } = node;
      if (isName(expression)) return true;
      if (ts.isPropertyAccessExpression(expression)) {
        if (/^(?:then|catch|finally)$/u.test(expression.name.text) && node.arguments.some(isName)) return true;
        if (/^(?:end|done)$/u.test(expression.name.text) && isName(expression.expression)) return true;
      }
    }
    return ts.forEachChild(node, (child) => tells(child) || undefined) ?? false;
  };
  return tells(whole);
}
