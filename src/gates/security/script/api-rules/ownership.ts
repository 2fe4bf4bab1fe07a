import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';
import { deepTaints } from '../engine/values.ts';

/*
 * What belongs to somebody is changed for whoever is logged in, CWE-862: the route has its key, the guard knows the visitor, and
 * nobody compares the two. https://docs.nestjs.com/security/authorization, https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html.
 */

const changes =
  /^(?:delete|remove|destroy|update|cancel|archive)(?:One|ById|ByPk|ByUuid|By_id)?$|^findBy(?:Id|Pk)And(?:Delete|Update|Remove)$|^findOneAnd(?:Delete|Update|Remove)$/u;
const authenticates = /auth|jwt|log(?:ged)?_?in|session|passport|protect|signed_?in|current_?user/iu;
/** Words of who may do what, and of whose something is. */
const authorizes =
  /role|admin|permi|polic|abilit|casl|owner|author(?:iz|is|Id)|\bscope|access|tenant|\bcan\b|canAct|\bmine\b|belongs|\b(?:req|request|ctx|c)\.(?:user|auth|session|state|locals)|currentUser|createdBy|(?:user|account|customer|member)_?Id|\b(?:me|user|viewer|principal)\b/iu;

/** The text of a route apart from its handler: decorators of the method and of its class, or what stands beside it in the call. */
function guardsOf(owner: FunctionNode): string | undefined {
  if (ts.isMethodDeclaration(owner) && ts.isClassLike(owner.parent)) {
    const decorators = [
      ...(ts.getDecorators(owner) ?? []),
      ...(ts.canHaveDecorators(owner.parent) ? (ts.getDecorators(owner.parent) ?? []) : []),
    ];
    const text = decorators.map((one) => one.getText()).join('\n');
    return /@(?:Delete|Put|Patch)\(/u.test(text)
      ? [...text.matchAll(/@UseGuards\([^)]*\)|@Roles?\w*\([^)]*\)|@\w*Polic\w*\([^)]*\)|@\w*Permi\w*\([^)]*\)/gu)].join('\n') +
          pathOf(text)
      : undefined;
  }
  const { parent } = owner;
  if (
    !ts.isCallExpression(parent) ||
    !ts.isPropertyAccessExpression(parent.expression) ||
    !/^(?:delete|put|patch)$/u.test(parent.expression.name.text)
  )
    return undefined;
  return parent.arguments
    .slice(0, -1)
    .map((one) => one.getText())
    .join('\n');
}

function pathOf(decorators: string): string {
  return [...decorators.matchAll(/@(?:Controller|Delete|Put|Patch)\(([^)]*)\)/gu)].map(([, path]) => path ?? '').join('/');
}

function isRoutesOwn(text: string): boolean {
  return /:(?!(?:user|me)\b)\w*[iI]d\b|:slug\b|:uuid\b/u.test(text);
}

/** Notes `orders.deleteById(id)` in a route for whoever is logged in. */
export function checkOwnership(call: Call, engine: Engine): void {
  if (!changes.test(call.name) || !takesRoute(call)) return;
  const owner = enclosingFunction(call.node);
  const guards = owner && guardsOf(owner);
  if (!owner?.body || guards === undefined || !isRoutesOwn(guards) || !authenticates.test(guards)) return;
  if (!authorizes.test(guards.replaceAll(/Authorization/giu, '')) && !authorizes.test(owner.body.getText()))
    engine.report('owner-not-checked', call.node);
}

function takesRoute({ receiver, callee, args: [key] }: Call): boolean {
  return (
    receiver !== undefined &&
    !callee.closure &&
    key !== undefined &&
    deepTaints(key).some(({ source }) => source.from === 'remote' && source.label.includes('path'))
  );
}
