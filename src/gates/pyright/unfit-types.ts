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

/** The type of a text or a number: of other classes pyright often infers less than the program means, and another class may do as well. */
const scalar = /^(?:Literal\['[^']*'\]|Literal\[[\w., -]*\]|str|int|float|bytes|LiteralString)$/u;

/** How sure it is that a value of some type does not fit, going by what is given alone. */
export function ofTypes(message: string): Certainty {
  if (/"None" is not assignable to|must return value/u.test(message)) return 'none';
  const types = givenTypes(message);
  if (types.some((type) => /\bNone\b/u.test(type))) return 'none';
  return types.every((type) => scalar.test(type)) ? 'certain' : 'unsure';
}

/** What pyright knows too little of, whatever is given: a type variable, what may be None, and numbers, which do what is asked of each other. */
const open = /@|^(?:None|bool|Number|Complex|Real|Rational|Integral|Decimal|Fraction)\b/u;

/** The same where a person has declared what is wanted. */
export function ofDeclared(message: string): Certainty {
  if (/^Return type of generator|return type "NoReturn"/u.test(message)) return 'unsure';
  const certainty = ofTypes(message);
  if (certainty !== 'certain' || givenTypes(message).length === 0) return certainty;
  const wanted = (/ of type "([^"]*)" in function/u.exec(message)?.[1] ?? quotedIn(message).at(-1) ?? '').split(' | ');
  return wanted.some((type) => open.test(type)) ? 'unsure' : 'certain';
}
