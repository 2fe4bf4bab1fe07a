import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { lastName, propertyName } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { byApi } from './by-api.ts';
import { writtenAs } from './context.ts';
import { nodesIn } from './nodes.ts';
import { optionOf } from './places.ts';

/*
 * Options and arguments that make something unsafe, whatever data gets there: CWE-250, CWE-319, CWE-352, CWE-409, CWE-538.
 * https://docs.docker.com/reference/api/engine/, https://grpc.io/docs/guides/auth/, https://www.passportjs.org/packages/passport-oauth2/,
 * https://nodejs.org/api/zlib.html, https://expressjs.com/en/4x/api.html#express.static.
 */

type Check = (call: Call, engine: Engine) => void;

const fieldOf = (value: Value | undefined, name: string): Value | undefined => value?.fields?.get(name);
const said = (value: Value | undefined): unknown => value?.literal?.value;

const everyRight = /^(?:ALL|CAP_SYS_ADMIN|SYS_ADMIN)$/u;

/** `docker.createContainer({ HostConfig: { Privileged: true } })`. */
function checkContainer(call: Call, engine: Engine): void {
  if (!/^(?:createContainer|run|create|exec)$/u.test(call.name)) return;
  for (const options of call.args) {
    const host = fieldOf(options, 'HostConfig') ?? options;
    const added = [...(fieldOf(host, 'CapAdd')?.fields?.values() ?? [])];
    if (said(fieldOf(host, 'Privileged')) === true) engine.report('privileged-container', optionOf(call, engine, ['Privileged']));
    else if (added.some((one) => everyRight.test(String(said(one)))))
      engine.report('privileged-container', optionOf(call, engine, ['CapAdd']));
  }
}

const strategies =
  /^(?:passport-oauth2|passport-(?:google|github|facebook|linkedin|gitlab|microsoft|discord|twitch)[\w-]*|passport-\w*oauth2?)(?:\.\w+)?$/u;

/** `new OAuth2Strategy({ state: false })`: nothing ties the answer to who asked. */
const checkStrategy: Check = (call, engine) => {
  if (
    call.isNew &&
    strategies.test(call.api ?? '') &&
    said(fieldOf(call.args[0], 'state')) === false &&
    !call.args[0]?.fields?.has('store')
  )
    engine.report('forged-requests', call.node);
};

const foreignHost = /^(?:dns:\/*)?(?:[\w-]+\.)+(?!local\b|internal\b|svc\b|test\b|localhost\b|lan\b|home\b|cluster\b)[a-z]{2,}(?::\d+)?$/iu;
const names = /^(?:host|hostname|address|addr|target|url|endpoint|server|authority)$/iu;

function isNamedAsHost(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return names.test(propertyName(parent.name) ?? '');
  return ts.isNewExpression(parent) && parent.arguments?.[0] === node;
}

/** `credentials.createInsecure()` in a text that names a host outside, and knows no other way. */
const checkChannel: Check = (call, engine) => {
  const file = call.node.getSourceFile();
  if (/createSsl|NODE_ENV|insecure(?!\()/u.test(file.text.replaceAll('createInsecure', ''))) return;
  if (nodesIn(file, ts.isStringLiteralLike).some((one) => foreignHost.test(one.text) && isNamedAsHost(one)))
    engine.report('cleartext-transmission', call.node);
};

/** What somebody sends is unpacked, however much comes of it. */
const checkUnpacking: Check = (call, engine) => {
  const [data, options] = call.args;
  if (!data?.taints.some(({ source }) => source.from === 'remote' && source.guessed !== true)) return;
  if (options && !options.closure && (options.closed !== true || options.fields?.has('maxOutputLength'))) return;
  engine.report('decompression-bomb', call.node);
};

const projectRoot =
  /^(?:__dirname|import\.meta\.dirname|process\.cwd\(\)|['"]\.{0,2}\/?['"]|path\.resolve\(\)|path\.dirname\(fileURLToPath\(import\.meta\.url\)\))$/u;
const up = /^(?:path\.)?(?:join|resolve|normalize)$/u;

/** How often a folder is followed to the one that it is in: `var root = path.join(root, '..')` is made of itself. */
const mostFolders = 4;

/** Whether an expression is the folder of the program, or one above it. */
function isProjectRoot(given: ts.Expression, engine: Engine, step = 0): boolean {
  const node = writtenAs(given, engine);
  if (projectRoot.test(node.getText())) return true;
  if (step > mostFolders || !ts.isCallExpression(node) || !up.test(node.expression.getText())) return false;
  const [first, ...others] = node.arguments;
  const staysAbove = others.every((one) => ts.isStringLiteralLike(one) && /^[./]*$/u.test(one.text));
  return first !== undefined && staysAbove && isProjectRoot(first, engine, step + 1);
}

/** `express.static(__dirname)`. What stands behind a path of its own, such as `/node_modules`, is not the root. */
function checkFolder(call: Call, engine: Engine): void {
  const given = call.api === '@fastify/static' ? undefined : call.argNodes[0];
  if (!given || !isProjectRoot(given, engine)) return;
  const isOfServer = /\.(?:post|put|patch|delete)\(|process\.env|require\(|import /u.test(call.node.getSourceFile().text);
  if (isOfServer) engine.report('project-folder-served', call.node);
}

/** `app.register(fastifyStatic, { root: __dirname })`. */
function checkRegistered(call: Call, engine: Engine): void {
  if (call.name !== 'register' || call.args[0]?.api !== '@fastify/static') return;
  const [, options] = call.argNodes;
  const written = options && writtenAs(options, engine);
  const root =
    written && ts.isObjectLiteralExpression(written) ? written.properties.find((one) => propertyName(one.name) === 'root') : undefined;
  if (root && ts.isPropertyAssignment(root) && isProjectRoot(root.initializer, engine)) engine.report('project-folder-served', root);
}

const checkFor = byApi<readonly [RegExp, Check]>([
  [/^(?:express\.static|serve-static|koa-static)$/u, checkFolder],
  [/^(?:@grpc\/grpc-js|grpc)\.credentials\.createInsecure$/u, checkChannel],
  [/^zlib\.(?:gunzip|inflate|inflateRaw|unzip|brotliDecompress|zstdDecompress)(?:Sync)?$/u, checkUnpacking],
  [/^passport-/u, checkStrategy],
]);

/** Notes such options and arguments. */
export function checkSettings(call: Call, engine: Engine): void {
  checkFor(call.api)?.[1](call, engine);
  checkRegistered(call, engine);
  if (/docker/iu.test(call.receiverName) || /docker|podman/iu.test(call.api ?? '') || lastName(call.argNodes[0]) === 'HostConfig')
    checkContainer(call, engine);
}
