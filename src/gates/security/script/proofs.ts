import type { Call, Proof } from './engine/engine.ts';
import { deepTaints, isTainted, textOf, unknownPiece } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { charsOf, without } from '../regex/char-set.ts';
import { patternKinds, safeKinds } from './safe-kinds.ts';
import { kindSet } from './kinds.ts';
import type { KindSet } from './kinds.ts';

/*
 * What the outcome of a check proves: membership in a list, a strict pattern, a prefix, a number. The engine knows
 * where checks stand and what follows them; this table knows what they mean.
 */

type ProofOf = (call: Call, truth: boolean) => Proof | undefined;

/** Refusing the name of a prototype is what keeps prototypes clean. */
export function unequalKinds(text: string): KindSet {
  return text === '__proto__' ? kindSet('prototype') : 0;
}

function kindsProof(argument: Proof['argument'], kinds: KindSet): Proof | undefined {
  return kinds === 0 ? undefined : { argument, kinds };
}

/** `list.includes(x)` of a list that nobody else writes, or `x.includes('..')`. */
function membership(call: Call, truth: boolean): Proof | undefined {
  const [member] = call.args;
  const { receiver } = call;
  if (!receiver || !member) return undefined;
  if (isTainted(receiver)) return truth || call.name === 'has' ? undefined : absence(member.literal?.value);
  if (truth) return isTainted(member) ? { argument: 0, kinds: 'whole' } : undefined;
  const refused = [...(receiver.fields?.values() ?? [])].some((one) => one.literal?.value === '__proto__');
  return refused ? { argument: 0, kinds: kindSet('prototype') } : undefined;
}

/** What it proves of a text that a piece is not in it. */
function absence(piece: unknown): Proof | undefined {
  if (typeof piece !== 'string') return undefined;
  if (piece === '..' || piece === '../') return kindsProof('receiver', kindSet('no-dots'));
  return piece.length === 1 ? kindsProof('receiver', safeKinds(without(charsOf(piece)))) : undefined;
}

const fixedHost = /^(?:[a-z][a-z+.-]*:)?\/\/[^/?#\\\0]+[/?#]/iu;

function prefixKinds(receiver: Value, prefix: string): KindSet {
  if (fixedHost.test(prefix)) return kindSet('ssrf', 'redirect', 'script-url');
  if (/^https?:\/\/$/u.test(prefix)) return kindSet('script-url');
  if (prefix === '/') return kindSet('leading-slash', 'script-url');
  if (/^\/[^/\\]/u.test(prefix) && receiver.api !== '@path') return kindSet('redirect');
  if (receiver.api !== '@path') return 0;
  return /[/\\]$/u.test(prefix) ? kindSet('path') : kindSet('same-prefix');
}

function notPrefixKinds(receiver: Value, prefix: string): KindSet {
  if (prefix === '//') return kindSet('no-double-slash');
  if (prefix === '/') return kindSet('no-leading-slash');
  if (prefix === '-') return kindSet('option');
  if (!prefix.startsWith('..')) return 0;
  return receiver.derived?.how === 'relative' ? kindSet('path') : kindSet('no-dots');
}

/** `path.startsWith(root + sep)`. */
function prefix(call: Call, truth: boolean): Proof | undefined {
  const { receiver } = call;
  const [start] = call.args;
  if (!receiver || !start || deepTaints(start).some(({ source }) => source.from !== 'parameter')) return undefined;
  const text = textOf(start);
  if (!truth) return kindsProof('receiver', notPrefixKinds(receiver, text));
  if (receiver.api === '@path' && text === unknownPiece) return kindsProof('receiver', kindSet('same-prefix'));
  return kindsProof('receiver', prefixKinds(receiver, text));
}

/** `host.endsWith('.example.com')`. */
function suffix(call: Call, truth: boolean): Proof | undefined {
  const end = call.args[0]?.literal?.value;
  const isHost = call.receiver?.derived?.how === 'host';
  return truth && isHost && typeof end === 'string' && end.startsWith('.')
    ? kindsProof('receiver', kindSet('ssrf', 'redirect'))
    : undefined;
}

/** `/^[a-z]+$/.test(x)`. */
function tested(call: Call, truth: boolean): Proof | undefined {
  const pattern = call.receiver?.regexp;
  return pattern && kindsProof(0, patternKinds(pattern, truth));
}

/** `x.match(/^[a-z]+$/)`. */
function matched(call: Call, truth: boolean): Proof | undefined {
  const pattern = call.args[0]?.regexp;
  return pattern && kindsProof('receiver', patternKinds(pattern, truth));
}

function ownKey(argument: number, object: Value | undefined): Proof | undefined {
  return object && !isTainted(object) ? { argument, kinds: 'whole' } : undefined;
}

const byMethod = new Map<string, ProofOf>([
  ['includes', membership],
  ['has', membership],
  ['contains', membership],
  ['startsWith', prefix],
  ['endsWith', suffix],
  ['test', tested],
  ['exec', tested],
  ['match', matched],
  ['search', matched],
  ['hasOwnProperty', (call, truth) => (truth ? ownKey(0, call.receiver) : undefined)],
  ['isValidObjectId', (_call, truth) => (truth ? { argument: 0, kinds: 'whole' } : undefined)],
  ['isValid', (call, truth) => (truth && /ObjectI[dD]$/u.test(call.receiverName) ? { argument: 0, kinds: 'whole' } : undefined)],
]);

const wholeWhen =
  (wanted: boolean): ProofOf =>
  (_call, truth) =>
    truth === wanted ? { argument: 0, kinds: 'whole' } : undefined;

/** A number may be too large all the same. */
const numberWhen =
  (wanted: boolean): ProofOf =>
  (_call, truth) =>
    truth === wanted ? kindsProof(0, ~kindSet('amount')) : undefined;

/** An address is of any host all the same. */
const addressKinds = ~kindSet('ssrf', 'redirect');

/** Validators: https://github.com/validatorjs/validator.js#validators, https://github.com/uuidjs/uuid#uuidvalidatestr. */
const strictValidators = [
  'isInt',
  'isNumeric',
  'isDecimal',
  'isUUID',
  'isAlpha',
  'isAlphanumeric',
  'isHexadecimal',
  'isMongoId',
  'isIn',
  'isBoolean',
  'isISO8601',
  'isISO31661Alpha2',
  'isULID',
  'isPort',
];

const byApi = new Map<string, ProofOf>([
  ['Number.isInteger', numberWhen(true)],
  ['Number.isSafeInteger', numberWhen(true)],
  ['Number.isFinite', numberWhen(true)],
  ['isFinite', numberWhen(true)],
  ['isNaN', numberWhen(false)],
  ['Object.hasOwn', (call, truth) => (truth ? ownKey(1, call.args[0]) : undefined)],
  ['Object.prototype.hasOwnProperty.call', (call, truth) => (truth ? ownKey(1, call.args[0]) : undefined)],
  ['uuid.validate', wholeWhen(true)],
  ['net.isIP', (_call, truth) => (truth ? kindsProof(0, addressKinds) : undefined)],
  ['net.isIPv4', (_call, truth) => (truth ? kindsProof(0, addressKinds) : undefined)],
  ['net.isIPv6', (_call, truth) => (truth ? kindsProof(0, addressKinds) : undefined)],
  ['path.isAbsolute', (_call, truth) => (truth ? undefined : kindsProof(0, kindSet('no-leading-slash')))],
  ...strictValidators.map((name) => [`validator.${name}`, wholeWhen(true)] as const),
]);

/** A check written elsewhere, believed by its name. */
const believed = /^(?:is|has)?_?(?:valid|allowed|safe|trusted|permitted|known|whitelisted|allowlisted)/iu;

/** A check that refuses the addresses of internal networks, believed by its name. */
const internal = /(?:private|internal|loopback|local(?:host|address)|reserved|blocked|forbidden)/iu;

/** What the outcome of a call proves. */
export function proofOf(call: Call, truth: boolean): Proof | undefined {
  const known = call.api === undefined ? undefined : byApi.get(call.api);
  if (known) return known(call, truth);
  const method = call.receiver && byMethod.get(call.name);
  if (method) return method(call, truth);
  if (!truth && internal.test(call.name) && call.args.length > 0) return { argument: 0, kinds: kindSet('ssrf') };
  return truth && !call.callee.closure && believed.test(call.name) && call.args.length > 0 ? { argument: 0, kinds: 'whole' } : undefined;
}
