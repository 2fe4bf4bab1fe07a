import type { Handled, RouteRule } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';

/*
 * What a function that answers requests does not ask: whose it is (CWE-862), who it is (CWE-306). Only where the rest of the
 * text shows that it should.
 */

const changes =
  /\.(?:delete|put|patch|post)\(|\bmethods\s*=\s*[[(][^\])]*["'](?:POST|PUT|PATCH|DELETE)["']|api_view\([^)]*["'](?:POST|PUT|PATCH|DELETE)["']/u;
const isChange = ({ decorations }: Handled): boolean => decorations.some((one) => changes.test(one));

/** What fills a parameter in with whoever is signed in, or raises. */
const askedPerson = /(?:Depends|Security)\(\s*[\w.]*(?:user|auth|login|principal|session|token|account|member|identity)\w*/iu;
const askedRight = /admin|staff|role|permission|scope|owner|superuser|moderator|policy|allow|can_|own(?:ed|s)?_|manager|Security\(/iu;
const signedInDecorator = /(?:login|jwt|auth|token|signed_in)\w*_required|requires?_(?:auth|login|user)|IsAuthenticated|\bauthenticated\b/u;

/** Whoever is signed in, or a right of theirs, is looked at. */
export const looksAtPerson =
  /owner|author|creator|created_by|user|account|member|tenant|customer|permission|has_perm|\brole|is_admin|is_staff|forbid|Forbidden|\b40[13]\b|\b(?:can|may|check|ensure|require|assert|verify|authori[sz]e)_?\w*\(|(?<!db\.)session\b(?!\.(?:delete|commit|add|get|execute|merge)\()|current|identity|belongs|scope|team|workspace|organi[sz]ation/iu;

/** What is most often somebody's own. */
const personal =
  /notes?|invoices?|orders?|documents?|files?|messages?|statements?|payments?|records?|reports?|profiles?|address(?:es)?|cards?|tickets?|prescriptions?|letters?|drafts?|receipts?|contracts?|bookings?|photos?|tasks?|todos?|bookmarks?|reservations?|subscriptions?|uploads?|entries|posts?|comments?/iu;

/** What is hardly ever meant for everybody who is signed in. */
export const ofOne =
  /invoices?|statements?|payments?|profiles?|cards?|prescriptions?|letters?|drafts?|receipts?|contracts?|bookings?|accounts?|messages?|orders?|documents?|notes?/iu;

const mutating = /^(?:delete|remove|save|commit|update|execute|add|merge)$/u;

function callsIn(node: SyntaxNode): readonly SyntaxNode[] {
  return [...(node.type === 'call' ? [node] : []), ...node.children.flatMap(callsIn)];
}

const methodOf = (call: SyntaxNode): string => call.child('function')?.child('attribute')?.text ?? '';

/** Something of the number in the address is found and changed. */
function changesByNumber(handled: Handled): SyntaxNode | undefined {
  const found = callsByNumber(handled);
  return found.length === 0 || !personal.test(said(handled))
    ? undefined
    : callsIn(handled.body).find((call) => mutating.test(methodOf(call)));
}

/** What the number of one person's record finds is shown to everybody who is signed in. */
function showsByNumber(handled: Handled): SyntaxNode | undefined {
  const isView =
    handled.parameters.some(({ name }) => name === 'request') &&
    /\b(?:render|JsonResponse|HttpResponse|FileResponse|Response)\(/u.test(handled.body.text);
  const isShown =
    isView || (!handled.decorations.some((one) => changes.test(one)) && handled.decorations.some((one) => /\.(?:get|route)\(/u.test(one)));
  return isShown
    ? callsByNumber(handled).find(
        (call) =>
          ofOne.test(
            `${call.child('arguments')?.text ?? ''} ${call.child('function')?.text ?? ''}`.replaceAll(/([a-z])([A-Z])/gu, '$1 $2'),
          ) && /get_object_or_404|\.get(?:_or_404)?$/u.test(call.child('function')?.text ?? ''),
      )
    : undefined;
}

/** The same of what is only read, where whoever is signed in was asked for and is not used. */
function readsByNumber(handled: Handled): SyntaxNode | undefined {
  const isAsked = handled.parameters.some(({ name, node }) => !name.startsWith('_') && askedPerson.test(node.text));
  const isRead = handled.decorations.some((one) => /\.get\(/u.test(one) && ofOne.test(one));
  return isAsked && isRead ? callsByNumber(handled)[0] : undefined;
}

const said = ({ name, parameters, decorations, bases }: Handled): string =>
  [...decorations, ...bases, name, ...parameters.map(({ node }) => node.text)].join(' ');

/** All that a class asks is whether somebody is signed in. */
export const asksSignedIn = /\bpermission_classes\s*=\s*[[(]\s*(?:permissions\.)?IsAuthenticated\s*,?\s*[\])]/u;
const classAround = ({ definition }: Handled): string => enclosing(definition, ({ type }) => type === 'class_definition')?.text ?? '';

/** Calls with the number in the address, where only somebody who is signed in gets and nothing is asked about them. */
function callsByNumber(handled: Handled): readonly SyntaxNode[] {
  const { parameters, decorations, body, bases } = handled;
  const text = body.text;
  const numbers = parameters.filter(({ name }) => /^(?:id|pk|uuid)$|_(?:id|pk|uuid)$/u.test(name));
  const person = parameters.filter((one) => askedPerson.test(one.node.text));
  const isSignedIn =
    person.length > 0 ||
    decorations.some((one) => signedInDecorator.test(one)) ||
    bases.some((one) => /LoginRequiredMixin$/u.test(one)) ||
    asksSignedIn.test(classAround(handled));
  if (
    !isSignedIn ||
    numbers.length === 0 ||
    askedRight.test(said(handled)) ||
    looksAtPerson.test(text) ||
    person.some(({ name }) => new RegExp(String.raw`\b${name}\b`, 'u').test(text))
  )
    return [];
  return callsIn(body).filter((call) =>
    numbers.some(({ name }) => new RegExp(String.raw`\b${name}\b`, 'u').test(call.child('arguments')?.text ?? '')),
  );
}

const guard =
  /^@?(?:[\w.]+\.)?(?:\w*(?:login|auth|admin|permission|role|token|staff|member|user|signed_in|session)\w*_required|requires?_(?!POST|GET|http|safe)\w+|requires(?=\()|\w*authenticated\w*|protected|admin_only|staff_member_required|user_passes_test|jwt_required|authori[sz]e\w*)\b/u;
const guardingDependency =
  /(?:Depends|Security)\(\s*[\w.]*(?:user|auth|admin|token|login|principal|key|verify|require|permission|role|staff|operator)\w*/iu;
const asks =
  /session|current_user|request\.user|authorization|token|api_?key|signature|hmac|password|login|\b40[13]\b|abort|verif|permission|authenticat|g\.user|identity|credential|secret/iu;
const forAll =
  /log_?in|log_?out|sign|regist|reset|forgot|hook|callback|health|contact|subscri|token|auth|public|feedback|search|track|session|verify|confirm|activate|join|invite|ping|echo|preview/iu;
/** The whole application asks before any of its functions. */
const asksForAll =
  /before_request|middleware|(?:APIRouter|FastAPI|include_router)\([^)]*dependencies\s*=|permission_classes\s*=|DEFAULT_PERMISSION/iu;
const ofAdministration = /["'](?:[^"']*\/)?(?:admin|internal|manage|management|staff|maintenance|ops)(?:\/[^"']*)?["']/u;

const isGuarded = ({ decorations, parameters }: Handled): boolean =>
  decorations.some((one) => guard.test(one) || guardingDependency.test(one)) ||
  parameters.some(({ node }) => guardingDependency.test(node.text));
const isMeantForAll = ({ name, decorations }: Handled): boolean =>
  forAll.test(name) || forAll.test(decorations.join(' ').replaceAll(/methods\s*=|async|@\w+/gu, ''));
/** A session of a database says nothing about whoever asks. */
function withoutDatabase({ definition, parameters }: Handled): string {
  const text = definition.text.replaceAll(/\b(?:Async)?Session(?:Local|Dep)?\b|\bget_(?:async_)?session\b|\bdb\.session\b/gu, '');
  const isDatabase = parameters.some(({ name, node }) => name === 'session' && /\b(?:Async)?Session(?:Dep)?\b/u.test(node.text));
  return isDatabase ? text.replaceAll(/\bsession\b/gu, '') : text;
}

const isUnasked = (one: Handled): boolean => isChange(one) && !isGuarded(one) && !isMeantForAll(one) && !asks.test(withoutDatabase(one));

/** What a route is about: `orders` of `/orders/<id>`. */
const thingOf = ({ decorations }: Handled): string | undefined => /\(\s*["']\/?([^/"'<{]*)/u.exec(decorations.join(' '))?.[1];

/** What a route is told to: `router` of `@router.delete(…)`. */
const routerOf = ({ decorations }: Handled): string | undefined => /@?([\w.]+)\.\w+\(/u.exec(decorations.join(' '))?.[1];

/** The neighbours have a decorator or a dependency that asks who it is, and this one has none. */
function lacksGuard(handled: Handled): SyntaxNode | undefined {
  if (!isUnasked(handled) || asksForAll.test(handled.source)) return undefined;
  const neighbours = handled.neighbours.filter((one) => one.definition !== handled.definition);
  const guarded = neighbours.filter(isGuarded);
  const isAdministration = handled.decorations.some((one) => ofAdministration.test(one));
  const isAlone =
    guarded.length >= 2 && guarded.some((one) => isChange(one) && thingOf(one) === thingOf(handled)) && !neighbours.some(isUnasked);
  const isOnlyOpen =
    /\.(?:delete|put|patch)\(|["'](?:DELETE|PUT|PATCH)["']/u.test(handled.decorations.join(' ')) &&
    neighbours.every((one) => isGuarded(one) && routerOf(one) === routerOf(handled));
  return guarded.length > 0 && (isAdministration || isAlone || isOnlyOpen) ? handled.definition.child('name') : undefined;
}

const secretAsked =
  /\brequest\.(?:args|GET|query|query_params|rel_url\.query)(?:\[|\.get\()\s*["'](?:\w+_)?(?:passw(?:or)?d|passphrase|pin|cvv|card_number)["']/u;

function nodeWith(node: SyntaxNode, written: RegExp): SyntaxNode | undefined {
  if (!written.test(node.text)) return undefined;
  return node.children.map((child) => nodeWith(child, written)).find((one) => one !== undefined) ?? node;
}

/** A password is asked for in the address: by name, or as a parameter that FastAPI takes from there. */
function asksForPassword({ body, parameters, decorations, source }: Handled): SyntaxNode | undefined {
  const read = nodeWith(body, secretAsked);
  if (read !== undefined || !/\b(?:fastapi|litestar)\b/u.test(source) || !decorations.some((one) => /\.get\(/u.test(one))) return read;
  return parameters.find(
    ({ name, node }) =>
      /^(?:passw(?:or)?d|passphrase|pin|cvv)$/iu.test(name) && !/Depends|Form\(|Body\(|Header\(|Cookie\(|Path\(/u.test(node.text),
  )?.node;
}

const readsOnly = /\.get\(|\.route\((?![^)]*methods\s*=)|\bmethods\s*=\s*[[(]\s*["']GET["']\s*,?\s*[\])]/u;
const verb =
  /^(?:delete|remove|transfer|withdraw|pay|send_(?:money|payment)|change|update|set|disable|enable|approve|cancel|close|grant|promote|deactivate|add_to|clear|unsubscribe_all)(?:_|$)/u;
const changesData = /\.(?:delete|commit|save|pay|transfer|withdraw)\(|execute\(\s*f?["'](?:update|delete|insert)/iu;
const signedInBySession = /\bsession\[|\bsession\.get\(|current_user|request\.user\b|request\.session/u;

/** Somebody who is signed in by a cookie changes something by following a link. */
function changesByGet({ name, body, decorations, parameters, definition }: Handled): SyntaxNode | undefined {
  const text = body.text;
  const isDjango = parameters.some((one) => one.name === 'request') && !decorations.some((one) => /\.\w+\(/u.test(one));
  const isGet = isDjango
    ? !/request\.method|request\.POST|request\.body|is_valid\(/u.test(text) &&
      !decorations.some((one) => /POST|api_view|require_http_methods/u.test(one))
    : decorations.some((one) => readsOnly.test(one)) && !changes.test(decorations.join(' '));
  const isSigned =
    signedInBySession.test(text) || (decorations.some((one) => signedInDecorator.test(one)) && !/jwt|token/iu.test(decorations.join(' ')));
  return isGet && isSigned && verb.test(name) && changesData.test(text) ? definition.child('name') : undefined;
}

export const routeRules: readonly RouteRule[] = [
  { rule: 'secret-in-address', confidence: 'medium', at: asksForPassword },
  { rule: 'change-by-get', confidence: 'medium', at: changesByGet },
  {
    rule: 'owner-not-checked',
    confidence: 'medium',
    at: (handled) =>
      isChange(handled) || handled.parameters.some(({ name }) => name === 'request') ? changesByNumber(handled) : undefined,
  },
  { rule: 'owner-not-checked', confidence: 'medium', at: (handled) => readsByNumber(handled) ?? showsByNumber(handled) },
  { rule: 'login-not-required', confidence: 'medium', at: lacksGuard },
];
