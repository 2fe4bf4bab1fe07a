import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, lastName } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';

/* Patterns that find a trusted origin in the middle of another one, CWE-185: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Origin. */

const namesHost = /[a-z\d)\]+*]\\?\.(?:[a-z]{2,}|\\?[a-z(])/iu;
const allows = /access-control|\bcors\b|allow|trust|credential|callback\(|\(null,|next\(|\.data\b/iu;

/** Whether a host of an attacker's can hold what a pattern looks for. */
function isLoose(source: string): boolean {
  if (/localhost|127\\?\.0/u.test(source) || !namesHost.test(source)) return false;
  const isEnded = /(?:^|[^\\])(?:\\\\)*\$\)*$/u.test(source) || /(?:\\\/|\/)\)?$/u.test(source);
  const isBegun = source.startsWith('^') || /^\(\^|^\(\?:\^/u.test(source) || (isEnded && /^(?:\\\.|\(\^?\|?\\\.|\\\/\\\/)/u.test(source));
  return !isBegun || !isEnded;
}

/** What a pattern is asked about: `pattern.test(origin)`, `origin.match(pattern)`. */
function askedAbout({ name, node, receiver, args: [first], argNodes: [given] }: Call): Asked | undefined {
  if (name === 'test' && receiver?.regexp) return { pattern: receiver.regexp.source, node: given, value: first };
  const object = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined;
  return name === 'match' && first?.regexp ? { pattern: first.regexp.source, node: object, value: receiver } : undefined;
}

interface Asked {
  readonly pattern: string;
  readonly node: ts.Expression | undefined;
  readonly value: Value | undefined;
}

/** Notes `/https:\/\/acme\.io/.test(origin)`, `origin.match(/acme\.io$/)`, where the answer allows something. */
export function checkOriginPattern(call: Call, engine: Engine): void {
  const asked = askedAbout(call);
  if (!asked || asked.value?.literal || !/^(?:\w+_?)?origin$/iu.test(lastName(asked.node)) || !isLoose(asked.pattern)) return;
  const around = (enclosingFunction(call.node) ?? call.node.getSourceFile()).getText();
  if (allows.test(around)) engine.report('loose-origin-pattern', call.node);
}
