import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { hasName, namesDeclared, nodesIn } from './nodes.ts';
import { routesByCall } from './routes.ts';
import type { Route } from './routes.ts';

/*
 * Passwords and codes that may be tried without end while other routes of the text are limited, CWE-307:
 * https://express-rate-limit.mintlify.app, https://github.com/fastify/fastify-rate-limit#readme.
 */

const limiters =
  /['"](?:express-rate-limit|express-slow-down|express-brute|rate-limiter-flexible|hono-rate-limiter|koa-ratelimit|@fastify\/rate-limit)['"]/u;
const takesGuesses = /(?:^|\/)(?:log-?in|sign-?in|pin|otp|2fa|mfa|totp|passcode|unlock|verify-(?:code|otp|pin))(?:\/|$)/iu;
const counts = /limit|throttl|slow|brute|attempt|consume|lock(?:ed|out)|tries/iu;

/** The names that limiters are kept under. */
function limiterNames(file: ts.SourceFile): string[] {
  return nodesIn(file, ts.isVariableDeclaration)
    .filter(({ initializer }) => initializer !== undefined && /limit|slowDown|brute/iu.test(initializer.getText().slice(0, 80)))
    .flatMap(({ name }) => namesDeclared(name));
}

/** Whether a limiter stands before the routes of a path: `app.use(limiter)`, `app.use('/login', limiter)`. */
function isLimitedBefore(route: Route, calls: readonly ts.CallExpression[], isLimiter: (text: string) => boolean): boolean {
  return calls.some(({ expression, arguments: given }) => {
    if (!ts.isPropertyAccessExpression(expression) || !/^(?:use|all|register|addHook)$/u.test(expression.name.text)) return false;
    const [first] = given;
    const prefix = first && ts.isStringLiteralLike(first) && first.text.startsWith('/') ? first.text.replace(/[/*]+$/u, '') : '';
    return route.path.startsWith(prefix) && given.some((one) => isLimiter(one.getText()));
  });
}

/** Notes `app.post('/login', handler)` in a text that limits other routes. */
export function unlimitedAttempts(file: ts.SourceFile): Report[] {
  if (!limiters.test(file.text)) return [];
  const calls = nodesIn(file, ts.isCallExpression);
  const names = limiterNames(file);
  const isLimiter = (text: string): boolean => counts.test(text) || names.some((name) => hasName(text, name));
  return routesByCall(file)
    .filter(({ method, path, handler }) => method === 'post' && takesGuesses.test(path) && handler !== '' && !counts.test(handler))
    .filter(({ guards }) => !isLimiter(guards))
    .filter((route) => !isLimitedBefore(route, calls, isLimiter))
    .map(({ node }) => ({ rule: 'unlimited-attempts', node }));
}
