import ts from 'typescript';
import { isFunctionNode } from './engine/syntax.ts';
import type { FunctionNode } from './engine/syntax.ts';
import { apiValue } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { ownName } from './frameworks.ts';
import { guessedRequest } from './sources.ts';

/** Whether a parameter that is called or typed like a request is one that a server got. Clients, editors and queues have requests too. */

/** Modules whose requests are those of a server. */
const servers =
  /^(?:(?:node:)?https?2?|express|express-serve-static-core|fastify|koa|hono|next|restify|polka|connect|h3|hapi|@hapi\/hapi|@nestjs\/\w+|@remix-run\/\w+|@sveltejs\/kit|astro|elysia|micro|@vercel\/node|@azure\/functions|firebase-functions|@google-cloud\/functions-framework|@feathersjs\/\w+|@cloudflare\/workers-types)(?:\/.*)?$/u;
const requestTypes = /^(?:\w*Request|IncomingMessage)$/u;

/** Where types of a text come from: the module of an import, or their declarations. */
interface TypeNames {
  readonly modules: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, OwnType>;
}

type OwnType = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration;

function isOwnType(node: ts.Node): node is OwnType {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node);
}

function importedNames({ importClause }: ts.ImportDeclaration): readonly string[] {
  const bindings = importClause?.namedBindings;
  const named =
    bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : bindings ? [bindings.name.text] : [];
  return importClause?.name ? [importClause.name.text, ...named] : named;
}

const namesOf = new WeakMap<ts.SourceFile, TypeNames>();

function typeNames(file: ts.SourceFile): TypeNames {
  const known = namesOf.get(file);
  if (known) return known;
  const modules = new Map<string, string>();
  const own = new Map<string, OwnType>();
  for (const node of file.statements) {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      for (const name of importedNames(node)) modules.set(name, node.moduleSpecifier.text);
    else if (isOwnType(node) && node.name) own.set(node.name.text, node);
  }
  const names = { modules, own };
  namesOf.set(file, names);
  return names;
}

type Standing = 'server' | 'own' | 'unknown';

function strongerOf(standings: readonly (Standing | undefined)[]): Standing | undefined {
  return (['server', 'unknown', 'own'] as const).find((one) => standings.includes(one));
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

/** What a name in a type is, and what it is declared with. */
function ofName(node: ts.Node, seen: Set<ts.Node>): Standing | undefined {
  const { modules, own } = typeNames(node.getSourceFile());
  const path = node.getText().split('.');
  const name = path[0] ?? '';
  const module = modules.get(name);
  if (module !== undefined && servers.test(module)) return 'server';
  const declared = module === undefined ? own.get(name) : undefined;
  if (!declared) return requestTypes.test(path.at(-1) ?? '') ? 'unknown' : undefined;
  if (seen.has(declared)) return 'own';
  seen.add(declared);
  const from = ts.isTypeAliasDeclaration(declared) ? [declared.type] : (declared.heritageClauses ?? []).flatMap(({ types }) => types);
  return strongerOf(['own', ...from.map((one) => standingOf(one, seen))]);
}

/** What a type says of where its values come from. */
function standingOf(type: ts.Node, seen: Set<ts.Node>): Standing | undefined {
  if (ts.isTypeLiteralNode(type)) return 'own';
  if (ts.isImportTypeNode(type)) return servers.test(type.argument.getText().slice(1, -1)) ? 'server' : 'unknown';
  const name = ts.isTypeReferenceNode(type) ? type.typeName : ts.isExpressionWithTypeArguments(type) ? type.expression : undefined;
  return (name && ofName(name, seen)) ?? strongerOf(childrenOf(type).map((one) => standingOf(one, seen)));
}

const routeExports = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|loader|action)$/u;

/** `export default { fetch(request) { … } }`, `Bun.serve({ fetch: (request) => … })`, `Deno.serve((request) => …)`. */
function isServing(node: FunctionNode): boolean {
  const holder = ts.isMethodDeclaration(node) ? node : node.parent;
  if (ts.isCallExpression(holder)) return isServe(holder);
  const isFetch = ownName(node) === 'fetch' && ts.isObjectLiteralExpression(holder.parent);
  const around = holder.parent?.parent;
  return isFetch && around !== undefined && (ts.isExportAssignment(around) || (ts.isCallExpression(around) && isServe(around)));
}

function isServe({ expression }: ts.CallExpression): boolean {
  return /^(?:(?:Deno|Bun)\.)?serve$/u.test(expression.getText());
}

/** `(request: Request) => Response` of a text that makes the answer itself. */
function answersRequest({ type, parent }: ts.ParameterDeclaration): boolean {
  if (type?.getText() !== 'Request' || typeNames(type.getSourceFile()).modules.has('Request')) return false;
  const body = 'body' in parent ? parent.body : undefined;
  return (
    /^(?:Promise<)?Response>?$/u.test(parent.type?.getText() ?? '') &&
    body !== undefined &&
    /\bnew Response\(|\bResponse\.(?:json|redirect|error)\(/u.test(body.getText())
  );
}

/** A function that a framework calls by its name, by its place or by its own type. */
function isRegistered(node: ts.SignatureDeclaration, exported: (node: FunctionNode) => boolean): boolean {
  if (!isFunctionNode(node)) return false;
  if (routeExports.test(ownName(node)) && exported(node)) return true;
  const { parent } = node;
  const type = ts.isVariableDeclaration(parent) ? parent.type : undefined;
  return isServing(node) || (type !== undefined && standingOf(type, new Set()) === 'server');
}

/** The request that a parameter is by its type or its name. `beside`: what answers it stands beside it. */
export function requestOf(
  parameter: ts.ParameterDeclaration,
  beside: boolean,
  exported: (node: FunctionNode) => boolean,
): Value | undefined {
  const standing = parameter.type && standingOf(parameter.type, new Set());
  if (standing === 'own') return undefined;
  const isSure = standing === 'server' || beside || answersRequest(parameter) || isRegistered(parameter.parent, exported);
  return apiValue(isSure ? '@request' : guessedRequest);
}
