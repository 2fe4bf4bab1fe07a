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

const coroutine = /^CoroutineType\[.*\]$/u;

/** Whether an operator, an attribute or a loop is given a coroutine where a text or a number would do. */
export function isOfCoroutine(message: string): boolean {
  if (/^Cannot access attribute "[^"]*" for class "CoroutineType\[/u.test(message)) return true;
  if (!/^Operator |^"[^"]*" is not iterable/u.test(message)) return false;
  const types = givenTypes(message);
  return types.some((type) => coroutine.test(type)) && types.every((type) => coroutine.test(type) || scalar.test(type));
}

const number = /^(?:int|float|complex|Literal\[-?[\d., -]+\])$/u;
/** What nothing else does as well as: not a class of the project, which may be another word for a text, nor one of several texts. */
const definite = /^(?:str|int|float|bytes|list|dict|set|frozenset|tuple)(?:\[.*\])?$/u;

/** The same where a person has declared what is wanted. */
export function ofDeclared(message: string): Certainty {
  if (/^Return type of generator|return type "NoReturn"/u.test(message)) return 'unsure';
  const certainty = ofTypes(message);
  const [given] = givenTypes(message);
  if (certainty !== 'certain' || given === undefined) return certainty;
  const wanted = (/ of type "([^"]*)" in function/u.exec(message)?.[1] ?? quotedIn(message).at(-1) ?? '').split(' | ');
  // Numbers do what is asked of each other.
  return wanted.every((type) => definite.test(type) && !(number.test(type) && number.test(given))) ? 'certain' : 'unsure';
}
