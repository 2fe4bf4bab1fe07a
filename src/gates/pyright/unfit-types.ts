/** Whether a finding of a rule that blocks is sure to be a bug, is only about what may be None, or cannot be told. */
export type Certainty = 'certain' | 'none' | 'unsure';

/** The types of what is given, as the first line of a message shows them in quotes; none, where it is about something else. */
function givenTypes(message: string): readonly string[] {
  const quoted = quotedIn(message);
  if (message.startsWith('Operator ')) return quoted.slice(1);
  return /^(?:(?:Argument|Object) of type |Type )?"/u.test(message) ? quoted.slice(0, 1) : [];
}

function quotedIn(message: string): readonly string[] {
  const [first = ''] = message.split('\n', 1);
  return [...first.matchAll(/"([^"]*)"/gu)].map((match) => match[1] ?? '');
}

const written = String.raw`Literal\['[^']*'\]|Literal\[[\w., -]*\]|str|int|float|bytes|LiteralString`;
const sure = {
  /** The type of a text or a number. */
  scalar: new RegExp(`^(?:${written})$`, 'u'),
  /** One class, not one of several and not of other types: what pyright infers of those is often narrower than what the program means. */
  single: new RegExp(String.raw`^(?:${written}|(?!Never$|object$|type$)(?:type\[)?[A-Za-z_][\w.]*\]?)$`, 'u'),
} as const;

/** How sure it is that a value of some type does not fit, going by what is given alone. */
export function ofTypes(message: string, kind: keyof typeof sure): Certainty {
  if (/"None" is not assignable to|must return value/u.test(message)) return 'none';
  const types = givenTypes(message);
  if (types.some((type) => /\bNone\b/u.test(type))) return 'none';
  return types.every((type) => sure[kind].test(type)) ? 'certain' : 'unsure';
}

/** What pyright knows too little of, whatever is given: a type variable, what may be None, and numbers, which do what is asked of each other. */
const open = /@|^(?:None|bool|Number|Complex|Real|Rational|Integral|Decimal|Fraction)\b/u;
/** What a class may be by registering, or by having what is asked, without pyright knowing. */
const abstract = /^(?:Hashable|Sized|Callable|PathLike|Supports\w+|Buffer|(?:Async)?(?:Iterable|Iterator|Generator)|Container|Collection|Reversible|Awaitable|Coroutine|(?:Mutable)?(?:Sequence|Mapping|Set))\b/u;

/** The same where a person has declared what is wanted; the library takes much that only looks like what it says. */
export function ofDeclared(message: string): Certainty {
  if (/^Return type of generator|return type "NoReturn"/u.test(message)) return 'unsure';
  const certainty = ofTypes(message, 'single');
  const [given] = givenTypes(message);
  if (certainty !== 'certain' || given === undefined) return certainty;
  const wanted = (/ of type "([^"]*)" in function/u.exec(message)?.[1] ?? quotedIn(message).at(-1) ?? '').split(' | ');
  const isOpen = (type: string): boolean => open.test(type) || (abstract.test(type) && !sure.scalar.test(given));
  // Two classes of one name are one where a module hands on that of another.
  return wanted.some((type) => isOpen(type) || type === given) ? 'unsure' : 'certain';
}
