import ts from 'typescript';
import { isFunctionNode } from '../engine/syntax.ts';
import { nodesIn } from './nodes.ts';

/*
 * The routes of a text as they are written: https://expressjs.com/en/guide/routing.html, https://fastify.dev/docs/latest/Reference/Routes/,
 * https://docs.nestjs.com/controllers.
 */

export interface Route {
  /** The call that makes the route, or the decorator of its method. */
  readonly node: ts.Node;
  /** Routes of one router or one class have the same. */
  readonly owner: string;
  /** In small letters: `post`. */
  readonly method: string;
  readonly path: string;
  /** What stands between the path and the handler, or the other decorators. */
  readonly guards: string;
  /** The text of the handler; empty where it is not in this place. */
  readonly handler: string;
}

const methods = /^(?:get|post|put|patch|delete|del)$/u;

function routeOfCall(call: ts.CallExpression): Route | undefined {
  const { expression, arguments: given } = call;
  const [path] = given;
  const handler = given.at(-1);
  if (!ts.isPropertyAccessExpression(expression) || !methods.test(expression.name.text) || !path || !handler || given.length < 2)
    return undefined;
  if (!ts.isStringLiteralLike(path) || !path.text.startsWith('/')) return undefined;
  return {
    node: call,
    owner: expression.expression.getText(),
    method: expression.name.text === 'del' ? 'delete' : expression.name.text,
    path: path.text,
    guards: given
      .slice(1, -1)
      .map((one) => one.getText())
      .join('\n'),
    handler: isFunctionNode(handler) ? handler.getText() : '',
  };
}

/** The routes that a text makes by calls: `router.post('/a', guard, handler)`. */
export function routesByCall(file: ts.SourceFile): readonly Route[] {
  return nodesIn(file, ts.isCallExpression)
    .map(routeOfCall)
    .filter((route) => route !== undefined);
}

const decorators = /^@(Get|Post|Put|Patch|Delete)\((?:\s*['"`]([^'"`]*)['"`])?/u;

function routeOfMethod(method: ts.MethodDeclaration, owner: { readonly name: string; readonly path: string }): Route | undefined {
  const all = ts.getDecorators(method) ?? [];
  const own = all.find((one) => decorators.test(one.getText()));
  const [, verb, path = ''] = own ? (decorators.exec(own.getText()) ?? []) : [];
  if (!own || verb === undefined) return undefined;
  const guards = all.filter((one) => one !== own).map((one) => one.getText());
  return {
    node: own,
    owner: owner.name,
    method: verb.toLowerCase(),
    path: `/${owner.path}/${path}/`.replaceAll(/\/+/gu, '/'),
    guards: guards.join('\n'),
    handler: method.getText(),
  };
}

/** A class of routes: `@Controller('refunds') class …`. */
export interface Controller {
  readonly guards: string;
  readonly routes: readonly Route[];
}

/** The controllers of a text, with what their decorators say. */
export function controllersIn(file: ts.SourceFile): readonly Controller[] {
  return nodesIn(file, ts.isClassDeclaration).flatMap((one) => {
    const texts = (ts.getDecorators(one) ?? []).map((decorator) => decorator.getText());
    const own = texts.find((text) => text.startsWith('@Controller('));
    if (own === undefined) return [];
    const owner = { name: one.name?.text ?? '', path: /['"`]([^'"`]*)['"`]/u.exec(own)?.[1] ?? '' };
    const routes = one.members.filter(ts.isMethodDeclaration).map((method) => routeOfMethod(method, owner));
    return [{ guards: texts.filter((text) => text !== own).join('\n'), routes: routes.filter((route) => route !== undefined) }];
  });
}
