import type { Call, Engine, Knowledge } from './engine/engine.ts';
import { literalOf, taintedPiece, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { checkApiCall, checkApiAssignment, checkApiNode } from './api-rules/check.ts';
import { answerResult } from './answers.ts';
import { typedResult } from './command-line.ts';
import { callbackArguments, entryParameter } from './entries.ts';
import { elementResult } from './made-elements.ts';
import { mentions } from './mentions.ts';
import { messageResult } from './messages.ts';
import { procedureResult } from './frameworks.ts';
import { hookResult } from './hooks.ts';
import { proofOf, unequalKinds } from './proofs.ts';
import { checkedResult, cleanedResult, opaqueTaints } from './sanitizers.ts';
import { routeSchemaResult } from './route-schemas.ts';
import { checkFilter, checkModel, readsDatabase, sqlSinks, storeSinks } from './sinks-database.ts';
import { checkJsonSchema, checkPattern } from './patterns.ts';
import { checkCopies, checkKeys, dataSinks } from './sinks-data.ts';
import { checkLoop, checkMember, choiceSinks } from './sinks-choice.ts';
import { fileSinks } from './sinks-files.ts';
import { networkSinks } from './sinks-network.ts';
import { checkOptionsOfProgram, processSinks } from './sinks-process.ts';
import { checkAttribute, checkExposure, checkMarkupNode, checkWebAssignment, responseResult, webSinks } from './sinks-web.ts';
import { checkCall, sinkTable } from './sink.ts';
import { sourceCall, sourceProperty, sourceValue, storedSource } from './sources.ts';

const sinks = sinkTable([
  ...processSinks,
  ...fileSinks,
  ...networkSinks,
  ...sqlSinks,
  ...storeSinks,
  ...webSinks,
  ...dataSinks,
  ...choiceSinks,
]);

/** Modules with the interface of another one. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['fs/promises', 'fs'],
  ['readline/promises', 'readline'],
  ['fs-extra', 'fs'],
  ['graceful-fs', 'fs'],
  ['path/posix', 'path'],
  ['path/win32', 'path'],
  ['mysql2/promise', 'mysql2'],
  ['child-process-promise', 'child_process'],
  ['lodash-es', 'lodash'],
  ['libxmljs2', 'libxmljs'],
]);

function moduleName(specifier: string): string {
  const bare = specifier.replace(/^node:/u, '').replace(/\.js$/u, '');
  return (
    aliases.get(bare) ??
    bare.replace(
      /^(lodash|lodash-es|underscore|validator|date-fns)\/(?:fp\/|lib\/)?/u,
      (_all, name: string) => `${name === 'lodash-es' ? 'lodash' : name}.`,
    )
  );
}

/** What modules of the platform export that is a global too: https://nodejs.org/api/url.html, https://nodejs.org/api/buffer.html, https://nodejs.org/api/util.html. */
const globalMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['url', ['URL', 'URLSearchParams']],
  ['whatwg-url', ['URL', 'URLSearchParams']],
  ['buffer', ['Buffer', 'Blob', 'File', 'atob', 'btoa']],
  ['util', ['TextEncoder', 'TextDecoder']],
]);

const globalNames: ReadonlyMap<string, string> = new Map(
  [...globalMembers].flatMap(([module, names]) => names.map((name) => [`${module}.${name}`, name] as const)),
);

const hostNames: ReadonlySet<string> = new Set(['hostname', 'host', 'origin']);

/** What a part of an address begins with: https://url.spec.whatwg.org/#api. */
const startOf: ReadonlyMap<string, string> = new Map([
  ['pathname', '/'],
  ['search', '?'],
  ['hash', '#'],
]);

function urlProperty(object: Value, key: string): Value | undefined {
  if (key === 'searchParams') return { shape: 'unknown', taints: object.taints, api: '@params' };
  const { derived } = object;
  if (key === 'protocol')
    return { shape: 'string', taints: object.taints, ...(derived ? { derived: { place: derived.place, how: 'protocol' } } : {}) };
  const start = startOf.get(key);
  if (start !== undefined) return { shape: 'string', taints: object.taints, text: start + taintedPiece };
  if (!hostNames.has(key))
    return { shape: 'string', taints: object.taints, ...(key === 'href' && object.text !== undefined ? { text: object.text } : {}) };
  return { shape: 'string', taints: object.taints, ...(derived ? { derived: { place: derived.place, how: 'host' } } : {}) };
}

function property(object: Value, key: string, node: Parameters<Knowledge['property']>[2]): Value | undefined {
  if (object.api === 'path' && key === 'sep') return literalOf('/');
  // The program and the script are no data of whoever calls them.
  if (object.api === 'process.argv' && (key === '0' || key === '1')) return unknown;
  if (object.api === '@url' && object.taints.length > 0) return urlProperty(object, key);
  return sourceProperty(object, key, node);
}

const honoModule = /['"]hono['"]/u;

/** `c.get('index')` of Hono: what a part of the program has put there. https://hono.dev/docs/api/context#set-get. */
function readsVariable({ api, node }: Call): boolean {
  return api === '@koa.get' && mentions(node, honoModule);
}

function sourceResult(call: Call): Value | undefined {
  const source = call.api === undefined || readsVariable(call) ? undefined : sourceCall(call.api);
  return source && sourceValue(call.node, source);
}

function result(call: Call, engine: Engine): Value | undefined {
  return (
    sourceResult(call) ??
    typedResult(call) ??
    routeSchemaResult(call) ??
    procedureResult(call) ??
    answerResult(call, engine) ??
    responseResult(call, engine) ??
    hookResult(call, engine) ??
    elementResult(call) ??
    messageResult(call) ??
    cleanedResult(call, engine) ??
    storedResult(call) ??
    checkedResult(call)
  );
}

/** What a database gives back. A query that is built up goes on as what it is. */
function storedResult(call: Call): Value | undefined {
  if (!readsDatabase(call)) return undefined;
  return { ...sourceValue(call.node, storedSource), api: `${call.api ?? '?'}()` };
}

/** https://nodejs.org/api/process.html#processexitcode, https://koajs.com/#ctx-throw-status-msg-properties-, https://nextjs.org/docs/app/api-reference/functions/redirect. */
const neverReturns: ReadonlySet<string> = new Set([
  'process.exit',
  'process.abort',
  '@koa.throw',
  'assert.fail',
  'next/navigation.redirect',
  'next/navigation.notFound',
  'next/navigation.permanentRedirect',
]);

/** https://nodejs.org/api/assert.html#assertokvalue-message, https://koajs.com/#ctx-assert-value-status-msg-properties-. */
const assertions: ReadonlySet<string> = new Set([
  'assert',
  'assert.ok',
  'assert/strict',
  'assert/strict.ok',
  '@koa.assert',
  'http-assert',
  'tiny-invariant',
  'invariant',
  'ts-invariant.invariant',
]);

/** What is known of the platform and the libraries: the tables beside this file, put together. */
export const scriptKnowledge: Knowledge = {
  moduleName,
  globalName: (api) => globalNames.get(api),
  property,
  parameter: entryParameter,
  result,
  callback: callbackArguments,
  proof: proofOf,
  unequal: unequalKinds,
  opaque: opaqueTaints,
  asserts: (call) => assertions.has(call.api ?? ''),
  endsHere: (call) => neverReturns.has(call.api ?? ''),
  onCall: (call, engine) => {
    checkCall(sinks, call, engine);
    checkFilter(call, engine);
    checkModel(call, engine);
    checkAttribute(call, engine);
    checkExposure(call, engine);
    checkPattern(call, engine);
    checkMember(call, engine);
    checkOptionsOfProgram(call, engine);
    checkApiCall(call, engine);
  },
  onAssign: (assignment, engine) => {
    checkWebAssignment(assignment, engine);
    checkKeys(assignment, engine);
    checkCopies(assignment, engine);
    checkApiAssignment(assignment, engine);
  },
  onNode: (node, value, engine) => {
    checkMarkupNode(node, value, engine);
    checkLoop(node, engine);
    checkJsonSchema(node, value, engine);
    checkApiNode(node, value, engine);
  },
};
