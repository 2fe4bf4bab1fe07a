import { codeOnly } from './code-mask.ts';

const METHOD = /^([ \t]*)(?:async[ \t]+)?def[ \t]+(__(?:eq|ne)__)[ \t]*\([^()]*?,[ \t\n]*\*?(\w+)[^()]*\)[^:\n]*:(.*(?:\n(?:\1[ \t]+.*|[ \t]*)(?=\n|$))*)/gm;
const LAMBDA = /\b(__(?:eq|ne)__)[ \t]*=[ \t]*lambda\b[^:\n]*?,[ \t]*(\w+)[^:\n]*:([^\n]*)/g;
const CONSTANT = /\breturn[ \t]+(?:not[ \t]+)?(?:True|False|\d+)[ \t]*(?:;|$)/gm;

/** `__eq__` or `__ne__`, if a Python text has one more than its base that does not depend on what it is compared with. */
export function idleEqualities(base: string, result: string): string | undefined {
  const before = idleIn(base);
  return idleIn(result).find((name, index, all) => all.slice(0, index + 1).filter((one) => one === name).length > before.filter((one) => one === name).length);
}

function idleIn(text: string): readonly string[] {
  const code = codeOnly(text, true);
  const methods = [...code.matchAll(METHOD)].map(([, , name = '', other = '', body = '']) => ({ name, isIdle: !mentions(body, other) || isConstant(body) }));
  const lambdas = [...code.matchAll(LAMBDA)].map(([, name = '', other = '', body = '']) => ({ name, isIdle: !mentions(body, other) }));
  return [...methods, ...lambdas].filter(({ isIdle }) => isIdle).map(({ name }) => name);
}

function mentions(body: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(body);
}

/** Its only result is a constant, whatever else it looks at. */
function isConstant(body: string): boolean {
  const returns = body.match(/\breturn\b/g)?.length ?? 0;
  return returns === 1 && body.match(CONSTANT)?.length === 1 && !/\b(?:if|while|for|match|try|raise|assert)\b/.test(body);
}
