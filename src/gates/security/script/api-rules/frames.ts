import type { Call, Engine } from '../engine/engine.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { headersSetBy, textsOf } from './headers.ts';
import { optionOf } from './places.ts';

/* Who may show a page in a frame, CWE-1021: https://helmetjs.github.io, https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/frame-ancestors. */

const fieldOf = (value: Value | undefined, name: string): Value | undefined => value?.fields?.get(name);
const isOff = (value: Value | undefined): boolean => value?.literal?.value === false;

const everybody = /^(?:\*|https?:|https?:\/\/\*)$/u;

function ancestorsOf(policy: Value | undefined): Value | undefined {
  const directives = fieldOf(policy, 'directives') ?? policy;
  return fieldOf(directives, 'frameAncestors') ?? fieldOf(directives, 'frame-ancestors');
}

function namesEverybody(ancestors: Value | undefined): boolean {
  return (
    ancestors !== undefined && (ancestors.fields ? [...ancestors.fields.values()] : [ancestors]).some((one) => everybody.test(textOf(one)))
  );
}

/** Whether a policy says nothing about frames: helmet's own does, unless it is turned off or replaced. */
function isSilent(policy: Value | undefined): boolean {
  if (isOff(policy)) return true;
  return policy?.closed === true && isOff(fieldOf(policy, 'useDefaults')) && ancestorsOf(policy) === undefined;
}

const makers = /^(?:helmet|koa-helmet|@fastify\/helmet|helmet\.helmet)$/u;

/** `helmet(options)`, `app.register(helmet, options)`. A browser goes by the policy where there are both. */
function checkHelmet(call: Call, engine: Engine): void {
  const [first, second] = call.args;
  if (call.api === 'helmet.contentSecurityPolicy' && namesEverybody(ancestorsOf(first))) engine.report('page-may-be-framed', call.node);
  if (isMaker(call.api)) checkOptions(first, call, engine);
  else if (call.name === 'register' && isMaker(first?.api)) checkOptions(second, call, engine);
}

const isMaker = (api: string | undefined): boolean => api !== undefined && makers.test(api);

function checkOptions(options: Value | undefined, call: Call, engine: Engine): void {
  const policy = fieldOf(options, 'contentSecurityPolicy');
  const allows = ['frameguard', 'xFrameOptions'].some((name) => isOff(fieldOf(options, name)));
  if (namesEverybody(ancestorsOf(policy)) || (allows && isSilent(policy))) engine.report('page-may-be-framed', call.node);
  else checkOff(options, call, engine);
}

/** Headers that are on unless they are turned off, by the option's names. Who writes the header themselves may turn helmet's off. */
const headers: readonly (readonly [names: readonly string[], header: RegExp])[] = [
  [['contentSecurityPolicy'], /content-security-policy/iu],
  [['hsts', 'strictTransportSecurity'], /strict-transport-security/iu],
  [['noSniff', 'xContentTypeOptions'], /x-content-type-options/iu],
];

function checkOff(options: Value | undefined, call: Call, engine: Engine): void {
  const { text } = call.node.getSourceFile();
  for (const [names, header] of headers) {
    if (names.some((name) => isOff(fieldOf(options, name))) && !header.test(text))
      engine.report('no-content-policy', optionOf(call, engine, names));
  }
}

function isOpenHeader(name: string, text: string): boolean {
  if (name === 'x-frame-options') return /^allow-?all$|^\*$/iu.test(text);
  return name === 'content-security-policy' && /\bframe-ancestors\s+(?:[^;]*\s)?(?:\*|https?:)(?:\s|;|$)/iu.test(text);
}

/** Notes pages that every site may show in a frame. */
export function checkFrames(call: Call, engine: Engine): void {
  checkHelmet(call, engine);
  for (const { name, value } of headersSetBy(call))
    if (textsOf(value).some((text) => isOpenHeader(name, text))) engine.report('page-may-be-framed', call.node);
}
