import type { SyntaxNode } from './syntax-tree.ts';

export type Constant = string | number | boolean | null;

export type Confidence = 'high' | 'medium' | 'low' | 'parameter';

/** One step of a taint's way, the newest first. */
export interface Trail {
  readonly node: SyntaxNode;
  readonly message: string;
  readonly before: Trail | undefined;
  readonly length: number;
}

/** Data that somebody else may have chosen, on its way through the text. */
export interface Taint {
  /** What it is: chosen by a stranger, a number that a stranger has chosen, an exception's text, a guessable number, or all settings of the program. */
  readonly kind: 'untrusted' | 'amount' | 'exception' | 'guessable' | 'settings';
  /** The same for all data from one place in the text. */
  readonly source: number;
  readonly confidence: Confidence;
  readonly trail: Trail;
  /** The weaknesses it can no longer cause, as a mask of rule bits. */
  readonly safe: number;
}

/** Something that is known to hold if a condition does: the data under a key is safe for a mask of weaknesses. */
export interface Fact {
  readonly key: string;
  readonly mask: number;
  readonly constant?: Constant;
}

/** What is known of a call of something that is not defined in the text, for whoever asks about its result. */
export interface Made {
  readonly path: string;
  readonly receiver: Value | undefined;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

export interface FunctionShape {
  readonly name: string;
  readonly node: SyntaxNode;
  /** The frame in which it was defined: its free variables are looked up there. */
  readonly frame: number;
  readonly owner: ClassShape | undefined;
  /** Dotted names of its decorators, and the whole texts of them. */
  readonly decorators: readonly string[];
  readonly decorations: readonly string[];
}

export interface ClassShape {
  readonly name: string;
  readonly node: SyntaxNode;
  /** Dotted names of what it derives from, as far as they are known. */
  readonly bases: readonly string[];
  readonly parents: readonly ClassShape[];
  /** How many classes are above it, itself included. */
  readonly depth: number;
  readonly methods: ReadonlyMap<string, FunctionShape>;
  /** Annotated fields in order, as in a data class: name and annotation. */
  readonly fields: ReadonlyMap<string, string>;
  readonly object: number;
}

/** What an import names: a module as it is written, the path of the file that says so, and the name in the module. */
export interface Imported {
  readonly module: string;
  readonly from: string;
  /** Absent: the module itself. */
  readonly name?: string;
}

/** What a value is known to be. Nothing known, nothing untrusted: `unknown`. */
export interface Value {
  readonly taints: readonly Taint[];
  readonly constant?: Constant;
  /** The constant is only what a parameter is if nobody says otherwise: enough for a rule, not for a branch. */
  readonly assumed?: true;
  readonly type?: 'text' | 'bytes' | 'number' | 'flag' | 'collection';
  /** Where it comes from, as a dotted path with `()` for calls: `sqlite3.connect().cursor()`. */
  readonly path?: string;
  /** For built text: how it begins, and its last few characters. */
  readonly begins?: string;
  readonly ends?: string;
  /** Its contents are in the store under this number. */
  readonly object?: number;
  readonly function?: FunctionShape;
  readonly self?: Value;
  /** Arguments that it is called with before those of the call: what `functools.partial` gives. */
  readonly given?: Pick<Made, 'positional' | 'keywords'>;
  readonly class?: ClassShape;
  readonly made?: Made;
  /** It may be in another file of the project, which nobody has looked into yet. */
  readonly imported?: Imported;
  /** A text with a secret's value in the query of an address. */
  readonly queried?: true;
  /** A file path with its links and `..` resolved. */
  readonly resolved?: boolean;
  /** What holds if this value is true, false, or equal to something trusted. */
  readonly whenTrue?: readonly Fact[];
  readonly whenFalse?: readonly Fact[];
  readonly whenEqual?: readonly Fact[];
  /** A call that gives this does not come back. */
  readonly never?: true;
}

export const unknown: Value = { taints: [] };

/** Stands in `begins` for text that is not known but is no stranger's. */
export const trustedText = '\uFFFF';

const mostTaints = 6;
const longestTrail = 14;
const longestConstant = 4000;

export function constantValue(constant: Constant, type?: Value['type']): Value {
  const own =
    typeof constant === 'string' ? 'text' : typeof constant === 'number' ? 'number' : typeof constant === 'boolean' ? 'flag' : undefined;
  const kind = type ?? own;
  if (typeof constant === 'string' && constant.length > longestConstant) return kind === undefined ? unknown : { taints: [], type: kind };
  return kind === undefined ? { taints: [], constant } : { taints: [], constant, type: kind };
}

function sameTaint(a: Taint, b: Taint): boolean {
  return a.source === b.source && a.kind === b.kind;
}

const strength: Record<Confidence, number> = { high: 3, medium: 2, low: 1, parameter: 0 };

/** The stronger first, so that what is dropped beyond the limit matters least. */
export function joinTaints(a: readonly Taint[], b: readonly Taint[]): readonly Taint[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  const joined = [...a];
  for (const taint of b) {
    const at = joined.findIndex((other) => sameTaint(other, taint));
    const known = joined[at];
    if (known === undefined) joined.push(taint);
    else if ((known.safe & taint.safe) !== known.safe) joined[at] = { ...taint, safe: known.safe & taint.safe };
  }
  if (joined.length <= mostTaints) return joined;
  return joined.toSorted((x, y) => strength[y.confidence] - strength[x.confidence]).slice(0, mostTaints);
}

/** What holds if either of two lists of facts does. */
export function commonFacts(a: readonly Fact[], b: readonly Fact[]): readonly Fact[] {
  return a.flatMap((fact) => {
    const other = b.find(({ key }) => key === fact.key);
    const mask = other === undefined ? 0 : other.mask & fact.mask;
    return mask === 0 ? [] : [{ key: fact.key, mask }];
  });
}

/** How a value begins as text. */
export function beginningOf(value: Value): string {
  if (value.constant !== undefined && value.constant !== null) return String(value.constant);
  return value.begins ?? (value.taints.length === 0 ? trustedText : '');
}

function commonBeginning(a: Value, b: Value): string {
  const x = beginningOf(a);
  const y = beginningOf(b);
  if (a.taints.length === 0) return y;
  if (b.taints.length === 0) return x;
  let length = 0;
  while (length < x.length && x[length] === y[length]) length += 1;
  return x.slice(0, length);
}

type Facts = Pick<Value, 'constant' | 'type' | 'class' | 'resolved' | 'whenTrue'>;

function agreedConstant(a: Value, b: Value): Pick<Value, 'constant' | 'assumed'> {
  if (a.constant === undefined || a.constant !== b.constant) return {};
  return { constant: a.constant, ...(a.assumed === true || b.assumed === true ? { assumed: true } : undefined) };
}

function agreed(a: Value, b: Value): Facts {
  const whenTrue = a.whenTrue === undefined || b.whenTrue === undefined ? [] : commonFacts(a.whenTrue, b.whenTrue);
  return {
    ...agreedConstant(a, b),
    ...(a.type !== undefined && a.type === b.type ? { type: a.type } : undefined),
    ...(a.class !== undefined && a.class === b.class ? { class: a.class } : undefined),
    ...(a.resolved !== undefined && a.resolved === b.resolved ? { resolved: a.resolved } : undefined),
    ...(whenTrue.length === 0 ? undefined : { whenTrue }),
  };
}

function onlyObject(a: Value, b: Value): number | undefined {
  return a.object === undefined || a.object === b.object ? b.object : b.object === undefined ? a.object : undefined;
}

type Guesses = Pick<Value, 'path' | 'made' | 'function' | 'self' | 'object'>;

/** Something or nothing known (None before it is set) is that something: guesses that only let rules apply. */
function either(a: Value, b: Value): Guesses {
  const [path, made] = [a.path ?? b.path, a.made ?? b.made];
  const called = a.function === undefined ? b : a;
  const object = onlyObject(a, b);
  return {
    ...(path === undefined ? undefined : { path }),
    ...(made === undefined ? undefined : { made }),
    ...(called.function === undefined ? undefined : { function: called.function }),
    ...(called.self === undefined ? undefined : { self: called.self }),
    ...(object === undefined ? undefined : { object }),
  };
}

/** What is known of a value that is one of two. */
export function joinValues(a: Value, b: Value): Value {
  if (a === b) return a;
  const taints = joinTaints(a.taints, b.taints);
  const begins = taints.length === 0 ? '' : commonBeginning(a, b);
  return {
    taints,
    ...either(a, b),
    ...agreed(a, b),
    ...(begins === '' ? undefined : { begins }),
    ...(a.queried === true || b.queried === true ? { queried: true } : undefined),
  };
}

export function withSafe(value: Value, mask: number): Value {
  if (value.taints.length === 0 || mask === 0) return value;
  return { ...value, taints: value.taints.map((taint) => ({ ...taint, safe: taint.safe | mask })) };
}

/** Adds a step to the way of every taint in a value. */
export function withStep(value: Value, node: SyntaxNode, message: string): Value {
  if (value.taints.length === 0) return value;
  const taints = value.taints.map((taint) => stepped(taint, node, message));
  return { ...value, taints };
}

function stepped(taint: Taint, node: SyntaxNode, message: string): Taint {
  const { trail } = taint;
  if (trail.length >= longestTrail || trail.node === node) return taint;
  return { ...taint, trail: { node, message, before: trail, length: trail.length + 1 } };
}

/** Whether a value is known to be true or false. */
export function truthOf(value: Value): boolean | undefined {
  if (value.taints.length > 0 || value.constant === undefined || value.assumed === true) return undefined;
  return value.constant !== null && value.constant !== false && value.constant !== 0 && value.constant !== '';
}
