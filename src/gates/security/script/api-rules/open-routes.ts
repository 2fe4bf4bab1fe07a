import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { nodesIn } from './nodes.ts';
import { controllersIn, routesByCall } from './routes.ts';
import type { Route } from './routes.ts';

/*
 * Routes that ask nobody who it is while their neighbours do, CWE-306: https://docs.nestjs.com/guards,
 * https://fastify.dev/docs/latest/Reference/Hooks/, https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html.
 */

const asks =
  /auth|jwt|passport|log(?:ged)?_?in|signed_?in|protect|require_?(?:user|admin|role|session|account)|ensure|admin|verify_?(?:token|user|session)|guard|permission|\broles?\b/iu;
/** Names that hold such words and ask nobody: limits, schemas, and what only reads the session. */
const onlyNames = /\b\w*(?:limit|valid|schema|throttl|serialize|initialize|author\b|authors)\w*(?:\.\w+)*/giu;

const asksIn = (text: string): boolean => asks.test(text.replaceAll(onlyNames, '').replaceAll(/passport\.session/gu, ''));

/** Words of a path or a name that are meant for everybody, or that have a key of their own. */
const forAll =
  /^(?:log|logins?|logout|signin|signup|signout|sign|register|registration|auth|tokens?|refresh|forgot|reset|recover|verify|verification|confirm|activate|webhooks?|hooks?|callback|health|healthz|ping|ready|live|status|metrics?|public|contact|subscribe|unsubscribe|subscription|newsletter|feedback|track|tracking|events?|search|invites?|invitations?|oauth|sso|csrf|graphql|docs|version|config|checkout|cart|guest|anonymous|share|shared|preview|views?|likes?|votes?|csp|reports?|setup|bootstrap|test|error|seed|cron)$/iu;
const forFew = /(?:^|\/)(?:admin|internal|maintenance|backoffice|back-office)(?:\/|$)/iu;
/** A handler that finds out by itself. */
const findsOut =
  /auth|session|req(?:uest)?\.user|currentUser|ctx\.state|locals\.|permission|isAdmin|verify|signature|secret|api_?key|\b40[13]\b|Forbidden|Unauthori/u;

const wordsOf = (text: string): string[] => text.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/u);

function isMeantForAll({ path, node }: Route): boolean {
  const name = ts.isDecorator(node) && ts.isMethodDeclaration(node.parent) ? node.parent.name.getText() : '';
  return [...wordsOf(path), ...wordsOf(name)].some((word) => forAll.test(word));
}

/** How sure it is that a route is open by mistake; `undefined`: it may well be meant so. */
function judged(route: Route): Report | undefined {
  if (isMeantForAll(route)) return undefined;
  const rule = 'login-not-required';
  if (forFew.test(route.path)) return { rule, node: route.node, confidence: route.handler === '' ? 'low' : 'medium' };
  const changesOne = route.method !== 'get' && /[:{]/u.test(route.path);
  return changesOne ? { rule, node: route.node, confidence: 'low' } : undefined;
}

function openAmong(routes: readonly Route[], isGuarded: (route: Route) => boolean, hint: boolean): Report[] {
  const guarded = routes.filter(isGuarded);
  const open = routes.filter((route) => !isGuarded(route));
  if (hint ? guarded.length > 0 : guarded.length === 0 || open.filter((one) => !isMeantForAll(one)).length > guarded.length) return [];
  return open
    .filter(({ handler }) => !findsOut.test(handler))
    .filter(({ path }) => !hint || forFew.test(path))
    .map(judged)
    .filter((one) => one !== undefined);
}

/** Whether a router asks for all its routes: `router.use(requireUser)`, `app.addHook('onRequest', verify)`, a param that loads and checks. */
function asksForAll(owner: string, calls: readonly ts.CallExpression[]): boolean {
  return calls.some(({ expression, arguments: given }) => {
    if (!ts.isPropertyAccessExpression(expression) || expression.expression.getText() !== owner) return false;
    const { text } = expression.name;
    if (/^(?:addHook|param|all|guard|onBeforeHandle|derive|resolve)$/u.test(text)) return true;
    return text === 'use' && asksIn(given.map((one) => one.getText()).join('\n'));
  });
}

/** A guard that is imported and stands nowhere: `import { requireAdmin } from './auth'`. */
function hasForgottenGuard(file: ts.SourceFile): boolean {
  return nodesIn(file, ts.isImportSpecifier).some(
    ({ name: { text } }) =>
      /^(?:require|ensure|verify|authenticate|check|isA)\w*(?:Admin|Auth|User|Login|Role|Token|Jwt)\w*$|^authenticate$/u.test(text) &&
      file.text.split(/[^\w$]+/u).filter((word) => word === text).length === 1,
  );
}

function openCalls(file: ts.SourceFile): Report[] {
  const calls = nodesIn(file, ts.isCallExpression);
  const byOwner = Map.groupBy(routesByCall(file), ({ owner }) => owner);
  const isForgotten = hasForgottenGuard(file);
  return [...byOwner].flatMap(([owner, routes]) => {
    if (asksForAll(owner, calls)) return [];
    const isGuarded = (route: Route): boolean => asksIn(route.guards);
    return [...openAmong(routes, isGuarded, false), ...(isForgotten ? openAmong(routes, isGuarded, true) : [])];
  });
}

const guardDecorator = /@(?:UseGuards|Auth\w*|Authorize\w*|Protected\w*|JwtAuth\w*|AdminOnly)\(/u;
const openDecorator = /@\w*(?:Public|Skip|NoAuth|Anonymous|Unauth|Unprotected|Open|Webhook|EventPattern|Throttle)\w*\(/u;
const tellsWho = /auth|jwt|passport|session|token|login|cognito|clerk|firebase|admin/iu;

/** Whether guards find out who it is: one that only counts, or knows only roles, may stand behind one for all. */
const findsWho = (guards: string): boolean => guardDecorator.test(guards) && tellsWho.test(guards);

function openMethods(file: ts.SourceFile): Report[] {
  return controllersIn(file).flatMap(({ guards, routes }) => {
    if (guardDecorator.test(guards) || openDecorator.test(guards)) return [];
    const isGuarded = (route: Route): boolean => guardDecorator.test(route.guards) || openDecorator.test(route.guards);
    return routes.some((route) => findsWho(route.guards)) ? openAmong(routes, isGuarded, false) : [];
  });
}

/** Notes routes without a guard in a text whose other routes have one. */
export function openRoutes(file: ts.SourceFile): Report[] {
  if (!asks.test(file.text)) return [];
  if (file.text.includes('@Controller(')) return openMethods(file);
  return /\.(?:get|post|put|patch|delete|del)\(\s*['"`]\//u.test(file.text) ? openCalls(file) : [];
}
