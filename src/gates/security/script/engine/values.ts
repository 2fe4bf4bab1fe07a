import type ts from 'typescript';
import { kindSet } from '../kinds.ts';
import type { KindSet } from '../kinds.ts';
import type { Binding } from './scope.ts';

/** Who may have written the data: anyone who reaches the program, whoever had it stored, its user, its surroundings, or its caller. */
export type SourceClass = 'remote' | 'stored' | 'local' | 'environment' | 'parameter' | 'error';

export interface Source {
  readonly node: ts.Node;
  readonly from: SourceClass;
  /** `comes from the request's query`. */
  readonly label: string;
  /** Only a name says that it is a source. */
  readonly guessed?: boolean;
}

/** Newest first; `size` bounds what is kept. */
export interface Trail {
  readonly node: ts.Node;
  readonly message: string;
  readonly before?: Trail;
  readonly size: number;
}

/** Data of one source, with what it has been made safe for. */
export interface Taint {
  readonly source: Source;
  readonly cleared: KindSet;
  /** A function that nobody here knows had it in hand. */
  readonly doubtful: boolean;
  /** Characters that are not in it any more. */
  readonly removed?: string;
  readonly trail?: Trail;
}

export type Primitive = string | number | boolean | bigint | null | undefined;

/** A place that can be assigned: a variable, or a property below it. */
export interface Place {
  readonly binding: Binding;
  readonly keys: readonly string[];
  /** Where it is named. */
  readonly node?: ts.Node;
}

/** A function as a value. */
export interface Closure {
  readonly node: ts.SignatureDeclaration & { readonly body?: ts.Node | undefined };
  /** What `this` is inside. */
  readonly self?: Binding;
}

/** What a value was computed from, where a check of the one says something of the other. */
export interface Derivation {
  readonly place: Place;
  readonly how: 'url' | 'host' | 'protocol' | 'relative' | 'resolved' | 'length' | 'same';
}

export type Shape = 'unknown' | 'string' | 'number' | 'boolean' | 'nothing' | 'object' | 'array' | 'function';

/** What is known of a value. Never changed, only replaced. */
export interface Value {
  readonly shape: Shape;
  readonly taints: readonly Taint[];
  readonly literal?: { readonly value: Primitive };
  /** A string's known pieces; `unknownPiece` and `taintedPiece` stand for the others. */
  readonly text?: string;
  readonly fields?: ReadonlyMap<string, Value>;
  /** Elements, and properties whose names are not known. */
  readonly rest?: Value;
  /** The object has no fields but these. */
  readonly closed?: boolean;
  /** Where it comes from: `child_process.exec`, `express()`, `@request.query`. */
  readonly api?: string;
  readonly closure?: Closure;
  readonly instance?: ts.ClassLikeDeclaration;
  /** The condition whose outcome it is. */
  readonly test?: ts.Expression;
  readonly derived?: Derivation;
  /** What it is where whoever calls the function does not say. */
  readonly byDefault?: Primitive;
  readonly regexp?: { readonly source: string; readonly flags: string };
  /** A check says so here; where the check has not been, it is not known. */
  readonly proved?: boolean;
  /** The untrusted key under which it was read. */
  readonly via?: Value;
  /** How deep its fields are nested. */
  readonly depth?: number;
}

export const unknownPiece = '\u0000';
export const taintedPiece = '\u0001';
/** Untrusted data as JSON: as an answer it is no page, inside of one it is. */
export const jsonPiece = '\u0002';

const mostTaints = 4;
const mostTrail = 12;
const mostFields = 60;
const mostDepth = 5;
const mostText = 400;

export const unknown: Value = { shape: 'unknown', taints: [] };
export const aNumber: Value = { shape: 'number', taints: [] };
export const aBoolean: Value = { shape: 'boolean', taints: [] };
export const aString: Value = { shape: 'string', taints: [] };

export function literalOf(value: Primitive): Value {
  if (typeof value === 'string') return { shape: 'string', taints: [], literal: { value }, text: value.slice(0, mostText) };
  const shape = value === null || value === undefined ? 'nothing' : typeof value === 'boolean' ? 'boolean' : 'number';
  return { shape, taints: [], literal: { value } };
}

export function apiValue(api: string): Value {
  return { shape: 'unknown', taints: [], api };
}

const ranks: Readonly<Record<SourceClass, number>> = { remote: 0, local: 1, stored: 2, environment: 3, error: 4, parameter: 5 };

function rankOf(taint: Taint): number {
  return ranks[taint.source.from] + (taint.doubtful || taint.source.guessed === true ? 0.5 : 0);
}

function lessSafe(a: Taint, b: Taint): Taint {
  const { removed, ...rest } = a;
  const both = removed !== undefined && removed === b.removed ? { removed } : {};
  const cleared = a.cleared & b.cleared;
  return { ...rest, ...both, cleared, doubtful: isDoubtful(a, b, cleared) };
}

/** What only a doubtful one is dangerous for stays doubtful. */
function isDoubtful(a: Taint, b: Taint, cleared: KindSet): boolean {
  if (a.cleared === b.cleared || (a.cleared !== cleared && b.cleared !== cleared)) return a.doubtful && b.doubtful;
  return a.cleared === cleared ? a.doubtful : b.doubtful;
}

/** Both; of one source once, as safe as the less safe of the two. */
export function joinTaints(a: readonly Taint[], b: readonly Taint[]): readonly Taint[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  const all = new Map<ts.Node, Taint>(a.map((taint) => [taint.source.node, taint]));
  for (const taint of b) {
    const other = all.get(taint.source.node);
    if (other) all.set(taint.source.node, lessSafe(other, taint));
    else all.set(taint.source.node, taint);
  }
  const joined = [...all.values()];
  return joined.length <= mostTaints ? joined : joined.toSorted((x, y) => rankOf(x) - rankOf(y)).slice(0, mostTaints);
}

/** The taints of a value and of all that is in it. */
export function deepTaints(value: Value): readonly Taint[] {
  let taints = value.taints;
  if (value.rest) taints = joinTaints(taints, deepTaints(value.rest));
  if (value.fields) for (const field of value.fields.values()) taints = joinTaints(taints, deepTaints(field));
  return taints;
}

export function isTainted(value: Value): boolean {
  if (value.taints.length > 0) return true;
  if (value.rest && isTainted(value.rest)) return true;
  if (value.fields) for (const field of value.fields.values()) if (isTainted(field)) return true;
  return false;
}

function joinLiterals(a: Value, b: Value): Pick<Value, 'literal' | 'text'> {
  if (a.literal && b.literal && Object.is(a.literal.value, b.literal.value))
    return { literal: a.literal, ...(a.text === undefined ? {} : { text: a.text }) };
  return a.text !== undefined && a.text === b.text ? { text: a.text } : {};
}

const proofs = new WeakMap<ReadonlyMap<string, Value>, boolean>();

/** Whether something below is known from a check only. Values never change, so it is looked for once. */
function holdsProof(fields: ReadonlyMap<string, Value>): boolean {
  let found = proofs.get(fields);
  if (found === undefined) {
    found = [...fields.values()].some((field) => field.proved === true || (field.fields !== undefined && holdsProof(field.fields)));
    proofs.set(fields, found);
  }
  return found;
}

/** What an object still is where the checks of its parts have not been; `undefined`: a check was all that is known. */
function unproved(value: Value): Value | undefined {
  if (value.proved === true) return undefined;
  if (!value.fields || !holdsProof(value.fields)) return value;
  const fields = new Map<string, Value>();
  for (const [key, field] of value.fields) {
    const kept = unproved(field);
    if (kept) fields.set(key, kept);
  }
  return { ...value, fields };
}

type Contents = Pick<Value, 'fields' | 'rest' | 'depth' | 'closed'>;

function joinFields(a: Value, b: Value): Contents {
  const rest = joinKnown(a.rest, b.rest);
  const fields = a.fields === b.fields ? a.fields : joinMaps(a, b);
  if (!fields && !rest) return {};
  const closed = a.closed === true && b.closed === true ? { closed: true } : {};
  return { ...(fields ? { fields } : {}), ...(rest ? { rest } : {}), ...closed, depth: Math.max(depthOf(a), depthOf(b)) };
}

function joinKnown(a: Value | undefined, b: Value | undefined): Value | undefined {
  return a && b ? join(a, b) : (a ?? b);
}

const none: ReadonlyMap<string, Value> = new Map();

function depthOf(value: Value): number {
  return value.depth ?? 0;
}

/** What a field that one of two values has is in the other one. What callers pass mostly stays what stands in the text. */
function fieldBeside(field: Value, other: Value): Value | undefined {
  const kept = unproved(field);
  const taints = other.taints.filter(({ source }) => source.from !== 'parameter');
  return kept && taints.length > 0 ? join(kept, { ...unknown, taints }) : kept;
}

function joinMaps(one: Value, other: Value): ReadonlyMap<string, Value> {
  const a = one.fields ?? none;
  const b = other.fields ?? none;
  const fields = new Map<string, Value>();
  let changed = false;
  for (const [key, field] of a) {
    const beside = b.get(key);
    const both = beside ? join(field, beside) : fieldBeside(field, other);
    if (both) fields.set(key, both);
    changed ||= both !== field;
  }
  for (const [key, field] of b) {
    const kept = a.has(key) ? undefined : fieldBeside(field, one);
    if (kept) fields.set(key, kept);
    changed ||= kept !== undefined;
  }
  return changed ? fields : a;
}

function joinOrigins(a: Value, b: Value): Partial<Value> {
  const api = a.api ?? b.api;
  const closure = a.closure ?? b.closure;
  const instance = a.instance ?? b.instance;
  const regexp = a.regexp ?? b.regexp;
  return {
    ...(api === undefined ? {} : { api }),
    ...(closure ? { closure } : {}),
    ...(instance ? { instance } : {}),
    ...(regexp ? { regexp } : {}),
  };
}

/** What is true of a value that is one of the two. */
export function join(a: Value, b: Value): Value {
  if (a === b) return a;
  const shape = a.shape === b.shape ? a.shape : 'unknown';
  const derived = a.derived && a.derived === b.derived ? { derived: a.derived } : {};
  const test = a.test && a.test === b.test ? { test: a.test } : {};
  const proved = a.proved === true && b.proved === true ? { proved: true } : {};
  return {
    ...proved,
    shape,
    taints: joinTaints(a.taints, b.taints),
    ...joinLiterals(a, b),
    ...joinFields(a, b),
    ...joinOrigins(a, b),
    ...derived,
    ...test,
  };
}

export function joinAll(values: readonly Value[]): Value {
  return values.length === 0 ? unknown : values.reduce(join);
}

function withKinds(taints: readonly Taint[], kinds: KindSet): readonly Taint[] {
  return taints.map((taint) => ((taint.cleared & kinds) === kinds ? taint : { ...taint, cleared: taint.cleared | kinds }));
}

/** The same value, proved safe for some kinds. */
export function clear(value: Value, kinds: KindSet): Value {
  if (!isTainted(value)) return value;
  const fields = value.fields && new Map([...value.fields].map(([key, field]) => [key, clear(field, kinds)]));
  return {
    ...value,
    proved: true,
    taints: withKinds(value.taints, kinds),
    ...(fields ? { fields } : {}),
    ...(value.rest ? { rest: clear(value.rest, kinds) } : {}),
  };
}

/** The same value without any untrusted data. */
export function clean(value: Value): Value {
  if (!isTainted(value)) return value;
  const { derived: _derived, fields: _fields, rest: _rest, text: _text, ...kept } = value;
  return { ...kept, taints: [], proved: true };
}

/** A step more on the way of every taint. */
export function withStep(value: Value, node: ts.Node, message: string): Value {
  if (value.taints.length === 0) return value;
  const taints = value.taints.map((taint): Taint => {
    const before = taint.trail;
    if (before && (before.node === node || before.size >= mostTrail)) return taint;
    return { ...taint, trail: { node, message, size: (before?.size ?? 0) + 1, ...(before ? { before } : {}) } };
  });
  return { ...value, taints };
}

export function doubted(taints: readonly Taint[]): readonly Taint[] {
  return taints.map((taint) => (taint.doubtful ? taint : { ...taint, doubtful: true }));
}

/** What a string is made of. */
export function textOf(value: Value): string {
  if (value.text !== undefined) return value.text;
  if (value.literal) return String(value.literal.value);
  if (value.shape === 'number') return unknownPiece;
  return deepTaints(value).some((taint) => taint.source.from !== 'environment') ? taintedPiece : unknownPiece;
}

/** A string made of others, one after the other. */
export function concatenated(pieces: readonly Value[]): Value {
  // However large a number is, as text it is digits.
  const taints = pieces.reduce<readonly Taint[]>((all, piece) => (piece.shape === 'number' ? all : joinTaints(all, deepTaints(piece))), []);
  const text = pieces.map(textOf).join('').slice(0, mostText);
  const literal = pieces.every((piece) => piece.literal)
    ? { literal: { value: pieces.map((piece) => String(piece.literal?.value)).join('') } }
    : {};
  return { shape: 'string', taints: withKinds(taints, kindSet('nosql', 'mass-assignment')), text, ...literal };
}

/** A string computed from others in a way that leaves nothing known but the taint. */
export function stringOf(taints: readonly Taint[]): Value {
  return { shape: 'string', taints: withKinds(taints, kindSet('nosql', 'mass-assignment')) };
}

const allButAmount = ~kindSet('amount');

/** A number made of others: harmless but for its size. */
export function numberOf(values: readonly Value[]): Value {
  const taints = values
    .reduce<readonly Taint[]>((all, value) => joinTaints(all, value.taints), [])
    .filter(({ source, cleared }) => source.from === 'remote' && (cleared | allButAmount) !== -1);
  return taints.length === 0 ? aNumber : { ...aNumber, taints: withKinds(taints, allButAmount) };
}

/** An object or array. What is nested too deeply is kept as taint only. */
export function objectOf(shape: 'object' | 'array', parts: Pick<Value, 'fields' | 'rest' | 'closed'>): Value {
  const children = [...(parts.fields?.values() ?? []), ...(parts.rest ? [parts.rest] : [])];
  const depth = 1 + Math.max(0, ...children.map((child) => child.depth ?? 0));
  if (depth > mostDepth || (parts.fields?.size ?? 0) > mostFields) {
    return { shape, taints: children.reduce<readonly Taint[]>((all, child) => joinTaints(all, deepTaints(child)), []) };
  }
  return { shape, taints: [], ...parts, depth };
}

/** The value with a property replaced. */
export function withField(value: Value, key: string, field: Value): Value {
  const fields = new Map(value.fields);
  if (fields.size >= mostFields && !fields.has(key)) return withRest(value, field);
  fields.set(key, field);
  const depth = Math.max(value.depth ?? 0, 1 + (field.depth ?? 0));
  if (depth > mostDepth) return { ...value, taints: joinTaints(value.taints, deepTaints(field)) };
  return { ...value, fields, depth };
}

/** The value with something put into it under no known name. */
export function withRest(value: Value, element: Value): Value {
  const rest = value.rest ? join(value.rest, element) : element;
  const depth = Math.max(value.depth ?? 0, 1 + (rest.depth ?? 0));
  if (depth > mostDepth) return { ...value, taints: joinTaints(value.taints, deepTaints(element)) };
  return { ...value, rest, depth };
}

/** All that is in an array, a set, a map or an object. */
export function elementsOf(value: Value): Value {
  const parts = [...(value.fields?.values() ?? []), ...(value.rest ? [value.rest] : [])];
  const whole: Value = { shape: 'unknown', taints: value.taints };
  if (parts.length === 0) return whole;
  const all = joinAll(parts);
  return value.taints.length === 0 ? all : join(all, whole);
}

export function isTruthy(value: Value): boolean | undefined {
  if (value.literal) return Boolean(value.literal.value);
  if (value.closure || value.regexp || value.shape === 'object' || value.shape === 'array') return true;
  return undefined;
}
