import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, lastName } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { callsOf, identifiersIn, purposeNames, purposesAfter, writtenAs } from './context.ts';
import { nodesIn } from './nodes.ts';
import { optionOf } from './places.ts';
import type { ApiRuleId } from './rules.ts';

/* https://nodejs.org/api/crypto.html · https://github.com/kelektiv/node.bcrypt.js#readme · CWE-326, 327, 328, 329, 338, 760, 916. */

type Check = (call: Call, engine: Engine) => void;

function text(value: Value | undefined): string | undefined {
  const literal = value?.literal ? value.literal.value : value?.byDefault;
  return typeof literal === 'string' ? literal : undefined;
}

function number(value: Value | undefined): number | undefined {
  const literal = value?.literal ? value.literal.value : value?.byDefault;
  return typeof literal === 'number' ? literal : undefined;
}

function tell(engine: Engine, rule: ApiRuleId, node: ts.Node): void {
  engine.report(rule, node);
}

const brokenCipher = /^(?:des|3des|rc2|rc4|arc4|bf|blowfish|idea|seed|cast5?)\b|(?:^|-)ecb$/iu;

function isFixed(value: Value | undefined): boolean {
  if (!value) return false;
  if (text(value) !== undefined) return text(value) !== '';
  return value.api?.startsWith('@fixed-bytes') === true;
}

/** `key.subarray(0, 16)`: the same for every text. */
function isCutFromKey({ argNodes: [, key, vector] }: Call, engine: Engine): boolean {
  const made = vector && writtenAs(vector, engine);
  return (
    key !== undefined &&
    made !== undefined &&
    ts.isCallExpression(made) &&
    /^(?:slice|subarray|substring|substr)$/u.test(lastName(made.expression)) &&
    made.expression.getText().startsWith(`${key.getText()}.`)
  );
}

/** The text that `this.algorithm` is set to, where all of the file sets it to the same: also in a function that is a class of old. */
function ownSetting(node: ts.Expression | undefined): string | undefined {
  if (!node || !ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const given = nodesIn(node.getSourceFile(), ts.isBinaryExpression)
    .filter(({ left, operatorToken }) => operatorToken.kind === ts.SyntaxKind.EqualsToken && left.getText() === node.getText())
    .map(({ right }) => (ts.isStringLiteralLike(right) ? right.text : ''));
  return new Set(given).size === 1 && given[0] !== '' ? given[0] : undefined;
}

const checkCipher: Check = (call, engine) => {
  const [algorithm, key, vector] = call.args;
  const name = text(algorithm) ?? algorithm?.text ?? ownSetting(call.argNodes[0]);
  if (name !== undefined && brokenCipher.test(name)) tell(engine, 'weak-cipher', call.node);
  else if (call.name === 'createCipheriv' && (isFixed(vector) || isCutFromKey(call, engine)))
    tell(engine, 'fixed-iv', call.argNodes[2] ?? call.node);
  if (isFixed(key)) tell(engine, 'hard-coded-key', call.argNodes[1] ?? call.node);
};

const checkOldCipher: Check = (call, engine) => {
  tell(engine, 'weak-cipher', call.node);
};

const sensitive = /passw|passphrase|pwd|passwd|token|secret|signature|sign$|^sign|auth|credential|session|api_?key|otp|csrf|proof|^salt$/iu;
const password = /passw|pwd|passwd|passphrase/iu;

/** `createHash('md5').update(password).digest('hex')`: the names around it and in it. */
function namesAround(call: Call): string[] {
  let top: ts.Node = call.node;
  while (ts.isPropertyAccessExpression(top.parent) || (ts.isCallExpression(top.parent) && top.parent.expression === top)) top = top.parent;
  return [...purposeNames(call.node), ...identifiersIn(top), ...namesHashedLater(top)];
}

/** `const hash = createHash('sha1'); hash.update(password);`. */
function namesHashedLater({ parent }: ts.Node): string[] {
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  const hash = parent.name.text;
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === `${hash}.update`) names.push(...node.arguments.flatMap(identifiersIn));
    ts.forEachChild(node, visit);
  };
  visit(enclosingFunction(parent) ?? parent.getSourceFile());
  return names;
}

const trust = /verif|integrity|authentic|tamper|signed|signature|trusted|expected/iu;
const isCompared =
  /(?:[!=]==?\s*[\w.]*(?:expected|signature|digest|checksum|hash|sum|integrity|given|actual|known|stored))|(?:(?:expected|signature|digest|checksum|hash|actual|given)\w*\s*[!=]==?)|timingSafeEqual|\.equals\(|digest\([^)]*\)\s*[!=]==?/iu;

/** Whether a digest is compared to decide if something may be trusted: around it, or where the helper that makes it is called. */
function decidesTrust(node: ts.Node): boolean {
  const owner = enclosingFunction(node);
  const around = [owner, ...callsOf(owner).map((call) => enclosingFunction(call) ?? call.getSourceFile())].filter(
    (one) => one !== undefined,
  );
  return around.some((one) => trust.test(one.getText()) && isCompared.test(one.getText()));
}

/** What goes into a helper that makes a digest, and what comes of it. */
function namesAtCalls(node: ts.Node): string[] {
  return callsOf(enclosingFunction(node)).flatMap((call) => [...call.arguments.flatMap(identifiersIn), ...purposeNames(call).slice(0, 1)]);
}

const checkHash: Check = (call, engine) => {
  const name = text(call.args[0]);
  if (name === undefined) return;
  const names = [...namesAround(call), ...namesAtCalls(call.node)];
  if (/^(?:md[245]|sha-?1|ripemd\w*|rsa-md5|rsa-sha1)$/iu.test(name)) {
    if (names.some((one) => sensitive.test(one)) || decidesTrust(call.node)) tell(engine, 'weak-hash', call.node);
  } else if (/^sha/iu.test(name) && names.some((one) => password.test(one)) && call.name === 'createHash')
    tell(engine, 'fast-password-hash', call.node);
};

const checkHmac: Check = (call, engine) => {
  if (/^(?:md[245])$/iu.test(text(call.args[0]) ?? '')) tell(engine, 'weak-hash', call.node);
  if (isFixed(call.args[1])) tell(engine, 'hard-coded-key', call.argNodes[1] ?? call.node);
};

const checkSign: Check = (call, engine) => {
  if (/md[245]|sha-?1$/iu.test(text(call.args[0]) ?? '')) tell(engine, 'weak-hash', call.node);
};

const smallCurves = /^(?:secp1(?:12|28|60|92)\w*|prime192v\d|sect1\w+|wap-\w*|brainpoolP(?:160|192)\w*)$/iu;

function checkKeyOptions(options: Value | undefined, call: Call, engine: Engine): void {
  const bits = number(options?.fields?.get('modulusLength')) ?? number(options?.fields?.get('b'));
  const curve = text(options?.fields?.get('namedCurve'));
  if ((bits !== undefined && bits < 2048) || (curve !== undefined && smallCurves.test(curve)))
    tell(engine, 'weak-key', optionOf(call, engine, ['modulusLength', 'b', 'namedCurve']));
}

const checkKeyPair: Check = (call, engine) => {
  if (/^(?:rsa|dsa|ec|rsa-pss)$/iu.test(text(call.args[0]) ?? '')) checkKeyOptions(call.args[1], call, engine);
};

const checkWebKey: Check = (call, engine) => {
  checkKeyOptions(call.args[0], call, engine);
};

const checkDiffieHellman: Check = (call, engine) => {
  const bits = number(call.args[0]);
  const group = text(call.args[0]);
  if ((bits !== undefined && bits < 2048) || /^modp[125]$/u.test(group ?? '')) tell(engine, 'weak-key', call.node);
};

const checkPbkdf2: Check = (call, engine) => {
  const iterations = number(call.args[2]);
  if (iterations !== undefined && iterations < 100_000)
    engine.report('few-iterations', call.argNodes[2] ?? call.node, iterations < 10_000 ? 'high' : 'medium');
  if (isFixed(call.args[1])) tell(engine, 'fixed-salt', call.argNodes[1] ?? call.node);
};

const checkScrypt: Check = (call, engine) => {
  const options = call.args.find((value) => value.fields !== undefined);
  const cost = number(options?.fields?.get('N') ?? options?.fields?.get('cost'));
  if (cost !== undefined && cost < 16_384) tell(engine, 'few-iterations', call.node);
  if (isFixed(call.args[1])) tell(engine, 'fixed-salt', call.argNodes[1] ?? call.node);
};

const checkBcrypt: Check = (call, engine) => {
  const rounds = number(call.name.startsWith('genSalt') ? call.args[0] : call.args[1]);
  if (rounds !== undefined && rounds < 10) tell(engine, 'few-iterations', call.node);
};

const secretPurpose =
  /token|passw|pwd|secret|session|nonce|salt|csrf|xsrf|otp|api_?key|credential|auth|reset|invit|verif|coupon|voucher|ticket|^pin$|pin_?code|^code$|confirmationcode|uuid|guid|private_?key|^key$|^sid$|encryption/iu;

const timing = /jitter|delay|backoff|timeout|interval|wait|sleep|colou?r|sampl|chance|probab/iu;

/** `Math.random() < 0.1`, `sleep(Math.random() * 100)`: what comes of it is no secret. */
function isChance(node: ts.Node): boolean {
  let at: ts.Node = node;
  while (ts.isBinaryExpression(at.parent) || ts.isParenthesizedExpression(at.parent)) {
    at = at.parent;
    if (ts.isBinaryExpression(at) && /^[<>]=?$/u.test(at.operatorToken.getText())) return true;
  }
  return ts.isCallExpression(at.parent) && /(?:sleep|delay|wait|setTimeout|backoff)$/iu.test(at.parent.expression.getText());
}

const checkRandom: Check = (call, engine) => {
  const names = [...purposeNames(call.node), ...purposesAfter(call.node)];
  if (isChance(call.node) || names.some((name) => timing.test(name))) return;
  if (names.some((name) => secretPurpose.test(name))) tell(engine, 'predictable-random', call.node);
};

const checks = new Map<string, Check>([
  ['crypto.createCipher', checkOldCipher],
  ['crypto.createDecipher', checkOldCipher],
  ['crypto.createCipheriv', checkCipher],
  ['crypto.createDecipheriv', checkCipher],
  ['crypto.createHash', checkHash],
  ['crypto.createHmac', checkHmac],
  ['crypto.createSign', checkSign],
  ['crypto.createVerify', checkSign],
  ['crypto.generateKeyPair', checkKeyPair],
  ['crypto.generateKeyPairSync', checkKeyPair],
  ['crypto.subtle.generateKey', checkWebKey],
  ['crypto.webcrypto.subtle.generateKey', checkWebKey],
  ['node-rsa', checkWebKey],
  ['crypto.createDiffieHellman', checkDiffieHellman],
  ['crypto.getDiffieHellman', checkDiffieHellman],
  ['crypto.createDiffieHellmanGroup', checkDiffieHellman],
  ['crypto.pbkdf2', checkPbkdf2],
  ['crypto.pbkdf2Sync', checkPbkdf2],
  ['crypto.scrypt', checkScrypt],
  ['crypto.scryptSync', checkScrypt],
  ['Math.random', checkRandom],
  ['crypto.pseudoRandomBytes', checkRandom],
  ...['bcrypt', 'bcryptjs'].flatMap((module) =>
    ['hash', 'hashSync', 'genSalt', 'genSaltSync'].map((name) => [`${module}.${name}`, checkBcrypt] as const),
  ),
]);

const jsHashes = /^(?:md5|sha1|js-md5|js-sha1|blueimp-md5|crypto-js\.(?:MD5|SHA1|HmacMD5))$/u;
const jsCiphers = /^crypto-js\.(?:DES|TripleDES|RC4|RC4Drop|Rabbit)\.encrypt$/u;

/** Notes weak ciphers, hashes, keys and randomness. */
export function checkCrypto(call: Call, engine: Engine): void {
  if (call.api === undefined) return;
  const check = checks.get(call.api);
  if (check) check(call, engine);
  else if (jsCiphers.test(call.api)) tell(engine, 'weak-cipher', call.node);
  else if (jsHashes.test(call.api) && namesAround(call).some((name) => sensitive.test(name))) tell(engine, 'weak-hash', call.node);
}
