import ts from 'typescript';

const LATER = /^(?:(?:globalThis|window)\.)?(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|requestAnimationFrame|process\.nextTick)$/u;

/** All of `expect(value).not.toBe(other)`, from `expect(value)`. */
export function chainOf(call: ts.CallExpression): ts.Node {
  let top: ts.Node = call;
  while ((ts.isPropertyAccessExpression(top.parent) || ts.isCallExpression(top.parent)) && top.parent.expression === top) top = top.parent;
  return top;
}

/** `expect(kept).resolves.toBe(1)` and `assert.rejects(kept)`, seen from the call, where nobody waits for what they come to. */
export function isUnawaited(call: ts.CallExpression): boolean {
  const top = chainOf(call);
  const names: string[] = [];
  for (let at: ts.Node = call; at !== top; at = at.parent) if (ts.isPropertyAccessExpression(at.parent)) names.push(at.parent.name.text);
  if (ts.isPropertyAccessExpression(call.expression)) names.push(call.expression.name.text);
  return names.some((name) => /^(?:resolves|rejects|doesNotReject)$/u.test(name)) && isLeft(top);
}

/** A call whose functions run when the test may be over: by a timer, or behind a promise that nobody waits for, and they tell no one. */
export function runsLater(call: ts.CallExpression): boolean {
  const { expression } = call;
  const isBehind = ts.isPropertyAccessExpression(expression) && /^(?:then|finally)$/u.test(expression.name.text);
  if (!isBehind) return LATER.test(expression.getText()) && !tellsSomeone(call);
  const top = chainOf(call);
  return isLeft(top) && !tellsSomeone(top);
}

/** A statement of its own. */
function isLeft({ parent }: ts.Node): boolean {
  return ts.isExpressionStatement(parent) || ts.isVoidExpression(parent);
}

/** `done()`, `resolve()`, `.then(done)`: a parameter of a function around is called. */
function tellsSomeone(whole: ts.Node): boolean {
  const names = new Set<string>();
  for (let above = whole.parent; !ts.isSourceFile(above); above = above.parent)
    if (ts.isFunctionLike(above)) for (const { name } of above.parameters) names.add(name.getText());
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
