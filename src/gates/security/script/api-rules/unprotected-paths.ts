import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { unwrapped } from '../engine/syntax.ts';
import { declaredAs, hasName, namesDeclared, nodesIn } from './nodes.ts';
import { routesByCall } from './routes.ts';

/* Routes that the check against forged requests leaves out, CWE-352: https://github.com/Psifi-Solutions/csrf-csrf#readme. */

/** The paths of `LIST.includes(req.path)`, `SET.has(req.path)`, `['/a'].indexOf(req.url)`. */
function listedPaths(call: ts.CallExpression): string[] {
  const { expression, arguments: given } = call;
  if (!ts.isPropertyAccessExpression(expression) || !/^(?:includes|has|indexOf)$/u.test(expression.name.text)) return [];
  if (!/\b(?:req|request|ctx)\b.*\b(?:path|url|originalUrl)$/u.test(given[0]?.getText() ?? '')) return [];
  const list = unwrapped(expression.expression);
  const written = ts.isIdentifier(list) ? declaredAs(call.getSourceFile(), list.text) : list;
  return written ? nodesIn(written, ts.isStringLiteralLike).map(({ text }) => text) : [];
}

/** Whether the check against forged requests is in the function around a node, or in the call that the function is an option of. */
function decidesProtection(node: ts.Node, protectors: readonly string[]): boolean {
  for (let at: ts.Node | undefined = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    const isAround = ts.isFunctionLike(at) || ts.isCallExpression(at);
    const text = isAround ? at.getText() : '';
    if (isAround && (/csrf|csurf|xsrf/iu.test(text) || protectors.some((name) => hasName(text, name)))) return true;
  }
  return false;
}

const knowsVisitor = /\bsession\b|\b(?:req|request|ctx)\.(?:user|cookies)\b|isAuthenticated/u;
const hasOwnCheck = /signature|hmac|constructEvent|verif|bearer|api_?key/iu;

/** Notes lists of paths that need no token, where a visitor's session pays behind one of them. */
export function unprotectedPaths(file: ts.SourceFile): Report[] {
  if (!/csrf|csurf/iu.test(file.text)) return [];
  const protectors = nodesIn(file, ts.isVariableDeclaration)
    .filter(
      ({ initializer }) =>
        initializer !== undefined && /^(?:csrf|csurf|doubleCsrf|lusca\.csrf|csrfSync)\w*\(/iu.test(initializer.getText()),
    )
    .flatMap(({ name }) => namesDeclared(name));
  const changes = new Set(
    routesByCall(file)
      .filter(({ method, handler }) => method !== 'get' && knowsVisitor.test(handler) && !hasOwnCheck.test(handler))
      .map(({ path }) => path),
  );
  return nodesIn(file, ts.isCallExpression)
    .filter((call) => listedPaths(call).some((path) => changes.has(path)) && decidesProtection(call, protectors))
    .map((node) => ({ rule: 'forged-requests', node }));
}
