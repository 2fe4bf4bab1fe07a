import ts from 'typescript';
import { setPlace } from './assign.ts';
import type { Call, Engine } from './engine.ts';
import { keysOf } from './execute.ts';
import { callWith } from './collections.ts';
import { provedElement } from './guards.ts';
import {
  aBoolean,
  aNumber,
  aString,
  concatenated,
  deepTaints,
  elementsOf,
  isTainted,
  isTruthy,
  join,
  joinAll,
  joinTaints,
  literalOf,
  numberOf,
  objectOf,
  stringOf,
  unknown,
  withField,
  withRest,
} from './values.ts';
import type { Taint, Value } from './values.ts';

type Builtin = (engine: Engine, call: Call) => Value;

/** The expression that a method is called on. */
function receiverNode(call: Call): ts.Expression | undefined {
  const { node } = call;
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  return ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee) ? callee.expression : undefined;
}

/** A method that puts its arguments into its object. */
function put(engine: Engine, call: Call, change: (object: Value) => Value): void {
  const node = receiverNode(call);
  const place = node && engine.placeOf(node);
  if (place) setPlace(engine, place, change(call.receiver ?? unknown));
}

const self = (call: Call): Value => call.receiver ?? unknown;

function allTaints(call: Call): readonly Taint[] {
  return call.args.reduce<readonly Taint[]>((all, one) => joinTaints(all, deepTaints(one)), deepTaints(self(call)));
}

const sameString: Builtin = (_engine, call) => {
  const value = self(call);
  return value.literal && call.args.length === 0 ? value : stringOf(deepTaints(value));
};

const joined: Builtin = (_engine, call) => {
  const list = self(call);
  const separator = call.args[0] ?? literalOf(',');
  if (list.closed !== true || !list.fields) return stringOf(allTaints(call));
  return concatenated([...list.fields.values()].flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])));
};

const pushed: Builtin = (engine, call) => {
  put(engine, call, (list) => {
    const { closed: _closed, ...open } = list;
    const size = open.fields?.size ?? 0;
    if (call.name === 'push' && list.closed === true && !open.rest && size + call.args.length < 30) {
      return { ...call.args.reduce((value, one, index) => withField(value, String(size + index), one), open as Value), closed: true };
    }
    return call.args.reduce(withRest, open as Value);
  });
  return aNumber;
};

const added: Builtin = (engine, call) => {
  const { closed: _closed, ...open } = self(call);
  const after = withRest(open, call.args[0] ?? unknown);
  put(engine, call, () => after);
  return after;
};

const put2: Builtin = (engine, call) => {
  const [key, value] = call.args;
  const before = self(call);
  const after = key?.literal ? withField(before, String(key.literal.value), value ?? unknown) : withRest(before, value ?? unknown);
  put(engine, call, () => after);
  return after;
};

const got: Builtin = (_engine, call) => {
  const key = call.args[0]?.literal;
  const object = self(call);
  return (key && object.fields?.get(String(key.value))) ?? elementsOf(object);
};

const mapped: Builtin = (engine, call) => ({
  shape: 'array',
  taints: [],
  rest: callWith(engine, call.args[0], [elementsOf(self(call)), aNumber, self(call)]),
});

/** A list that stands in the text, without what a condition on each is false for. */
function keptOf(engine: Engine, call: Call): Value | undefined {
  const { fields, closed } = self(call);
  if (closed !== true || !fields || fields.size > 8 || ![...fields.values()].every(({ literal }) => literal)) return undefined;
  const kept = [...fields.values()].filter((one) => isTruthy(callWith(engine, call.args[0], [one, aNumber])) !== false);
  return objectOf('array', { fields: new Map(kept.map((one, index) => [String(index), one])), closed: kept.length === fields.size });
}

const filtered: Builtin = (engine, call) => {
  const kept = keptOf(engine, call);
  if (kept) return kept;
  callWith(engine, call.args[0], [elementsOf(self(call)), aNumber]);
  const { closed: _closed, ...list } = self(call);
  const proved = isTainted(list) ? provedElement(engine, call) : undefined;
  return proved ? { shape: 'array', taints: [], rest: proved } : list;
};

const eachCalled: Builtin = (engine, call) => {
  callWith(engine, call.args[0], [elementsOf(self(call)), aNumber, self(call)]);
  return literalOf(undefined);
};

const tested: Builtin = (engine, call) => {
  callWith(engine, call.args[0], [elementsOf(self(call)), aNumber]);
  return aBoolean;
};

const found: Builtin = (engine, call) => {
  callWith(engine, call.args[0], [elementsOf(self(call)), aNumber]);
  return elementsOf(self(call));
};

const reduced: Builtin = (engine, call) => {
  const element = elementsOf(self(call));
  const start = call.args[1] ?? element;
  const once = callWith(engine, call.args[0], [start, element, aNumber]);
  return join(once, callWith(engine, call.args[0], [once, element, aNumber]));
};

const listOfSelf: Builtin = (_engine, call) => ({ shape: 'array', taints: [], rest: stringOf(deepTaints(self(call))) });
const sameList: Builtin = (_engine, call) =>
  call.args.reduce<Value>((list, one) => (isTainted(one) ? withRest(list, elementsOf(one)) : list), self(call));
/** `[].concat(list)`: what was put in may be one more or several. */
function appended(call: Call): Value {
  const { closed: _closed, ...list } = self(call);
  return call.args.reduce<Value>(
    (all, one) => (isTainted(one) ? withRest(all, elementsOf(one)) : all),
    call.args.some(isTainted) ? list : self(call),
  );
}

const number: Builtin = () => aNumber;
const boolean: Builtin = () => aBoolean;

const thenCalled: Builtin = (engine, call) => {
  const outcome = callWith(engine, call.args[0], [self(call)]);
  if (call.args[1]) callWith(engine, call.args[1], [{ ...unknown, api: '@error' }]);
  return outcome;
};

const caught: Builtin = (engine, call) => join(self(call), callWith(engine, call.args[0], [{ ...unknown, api: '@error' }]));

const applied: Builtin = (engine, call) => {
  const { closure } = self(call);
  const args =
    call.name === 'apply' ? [...(call.args[1]?.fields?.values() ?? (call.args[1] ? [elementsOf(call.args[1])] : []))] : call.args.slice(1);
  return closure ? engine.run(closure, args, call.node) : { ...unknown, taints: allTaints(call) };
};

/** Methods by name, for what is no object of a library. */
const methods = new Map<string, Builtin>();
const define = (names: string, run: Builtin): void => {
  for (const name of names.split(' ')) methods.set(name, run);
};

define(
  'trim trimStart trimEnd toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase substring substr normalize charAt padStart padEnd repeat toString toLocaleString valueOf toWellFormed',
  sameString,
);
define('replace replaceAll', (_engine, call) =>
  stringOf(call.args.slice(1).reduce<readonly Taint[]>((all, one) => joinTaints(all, deepTaints(one)), deepTaints(self(call)))),
);
define('split match matchAll', listOfSelf);
define('indexOf lastIndexOf charCodeAt codePointAt localeCompare search findIndex findLastIndex getTime', number);
define('includes startsWith endsWith has hasOwnProperty isPrototypeOf test', boolean);
define('join', joined);
define('push unshift', pushed);
define('add append', added);
define('set', put2);
define('get', got);
define('at pop shift', (_engine, call) => elementsOf(self(call)));
define('map flatMap', mapped);
define('filter', filtered);
define('forEach', eachCalled);
define('some every', tested);
define('find findLast', found);
define('reduce reduceRight', reduced);
define('concat', (_engine, call) => (self(call).shape === 'string' ? concatenated([self(call), ...call.args]) : appended(call)));
define('slice splice reverse toReversed flat values toSpliced with', sameList);
define('sort toSorted', (engine, call) => {
  callWith(engine, call.args[0], [elementsOf(self(call)), elementsOf(self(call))]);
  return self(call);
});
define('keys', (_engine, call) => ({ shape: 'array', taints: [], rest: keysOf(self(call)) }));
define('entries', (_engine, call) => ({
  shape: 'array',
  taints: [],
  rest: entryOf(self(call), isList(self(call)) ? aNumber : keysOf(self(call))),
}));
define('then', thenCalled);
define('catch', caught);
define('finally', (engine, call) => {
  callWith(engine, call.args[0], []);
  return self(call);
});
define('subscribe', (engine, call) => {
  const [observer] = call.args;
  callWith(engine, observer?.fields?.get('next') ?? observer, [self(call)]);
  return unknown;
});
define('call apply', applied);
define('bind', (_engine, call) => self(call));

function entryOf(object: Value, key: Value): Value {
  return objectOf('array', {
    fields: new Map([
      ['0', key],
      ['1', elementsOf(object)],
    ]),
    closed: true,
  });
}

/** Of what was read from a text, only lists have the method `entries`. */
function isList(value: Value): boolean {
  return value.shape === 'array' || (value.shape === 'unknown' && value.api === undefined && !value.fields);
}

const first = (call: Call): Value => call.args[0] ?? unknown;

/** Functions of the language's own global objects. */
const globals = new Map<string, Builtin>();
const defineGlobal = (names: string, run: Builtin): void => {
  for (const name of names.split(' ')) globals.set(name, run);
};

defineGlobal('Object.keys Object.getOwnPropertyNames Reflect.ownKeys', (_engine, call) => ({
  shape: 'array',
  taints: [],
  rest: keysOf(first(call)),
}));
defineGlobal('Object.values', (_engine, call) => ({ shape: 'array', taints: [], rest: elementsOf(first(call)) }));
defineGlobal('Object.entries', (_engine, call) => ({ shape: 'array', taints: [], rest: entryOf(first(call), keysOf(first(call))) }));
defineGlobal('Object.freeze Object.seal Promise.resolve Array.from Object.fromEntries structuredClone', (engine, call) =>
  call.args[1] ? { shape: 'array', taints: [], rest: callWith(engine, call.args[1], [elementsOf(first(call)), aNumber]) } : first(call),
);
defineGlobal('Promise.all Promise.allSettled Promise.race Promise.any', (_engine, call) => first(call));
defineGlobal('Object.assign', (_engine, call) => joinAll(call.args));
defineGlobal('Object.create', () => ({ shape: 'object', taints: [], api: '@null-prototype' }));
defineGlobal('Array.of', (_engine, call) => ({ shape: 'array', taints: [], rest: joinAll(call.args) }));
defineGlobal(
  'Array.isArray Number.isInteger Number.isSafeInteger Number.isFinite Number.isNaN isNaN isFinite Object.hasOwn Object.is Boolean',
  boolean,
);
defineGlobal('Number parseInt parseFloat Number.parseInt Number.parseFloat BigInt Date.now Date.parse', (_engine, call) => {
  const literal = first(call).literal?.value;
  return call.api === 'Number' && typeof literal === 'string' ? literalOf(Number(literal)) : numberOf(call.args.slice(0, 1));
});
defineGlobal('Math.floor Math.ceil Math.round Math.trunc Math.abs Math.max Math.sqrt Math.pow', (_engine, call) => numberOf(call.args));
// The smallest of several is as small as any of them.
defineGlobal('Math.min', (_engine, call) => (call.args.every(isTainted) ? numberOf(call.args) : aNumber));
defineGlobal('String', (_engine, call) => concatenated([first(call)]));
defineGlobal('String.raw', (_engine, call) => stringOf(allTaints(call)));
defineGlobal('Date Error TypeError RangeError', () => unknown);
defineGlobal('Symbol', () => aString);

function setOrMap(call: Call): Value | undefined {
  if (!call.isNew || (call.api !== 'Set' && call.api !== 'Map' && call.api !== 'WeakMap' && call.api !== 'WeakSet')) return undefined;
  const given = call.args[0];
  if (!given) return { shape: 'object', taints: [], fields: new Map() };
  if (call.api === 'Set')
    return given.closed === true && given.fields
      ? { shape: 'object', taints: [], fields: given.fields }
      : { shape: 'object', taints: given.taints, rest: elementsOf(given) };
  const entries = given.closed === true && given.fields ? [...given.fields.values()] : [elementsOf(given)];
  const values = entries.map((entry) => entry.fields?.get('1') ?? elementsOf(entry));
  return { shape: 'object', taints: given.taints, rest: joinAll(values) };
}

function isLanguageValue(value: Value): boolean {
  return value.api === undefined || isTainted(value) || value.fields !== undefined || value.rest !== undefined || value.shape !== 'unknown';
}

const promiseMethods: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'forEach', 'map', 'toString']);

/** What a function or method of the language itself gives. */
export function builtin(engine: Engine, call: Call): Value | undefined {
  const own = setOrMap(call) ?? (call.api === undefined ? undefined : globals.get(call.api)?.(engine, call));
  if (own) return own;
  if (!call.receiver || call.isNew) return undefined;
  if (!isLanguageValue(call.receiver) && !promiseMethods.has(call.name)) return undefined;
  return methods.get(call.name)?.(engine, call);
}
