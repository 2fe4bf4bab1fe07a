/** What is made of a ruff rule: whether a new finding fails the gate, and why. */
export interface RuffRule {
  readonly blocks: boolean;
  /** Whether it only says that something could not be checked. */
  readonly doubtful?: true;
  readonly why: string;
  /** What is found may be meant where it is written so, and does not block then. */
  readonly mayBeMeant?: RegExp;
  /** It is usual in a package's `__init__.py`, and does not block there. */
  readonly isUsualInPackage?: true;
  /** It may be there for the error that it raises, whichever that is; other rules only for one that `why` names. */
  readonly mayRaise?: true;
  /** Ruff's own fix of it is one that ruff calls safe; in a package's `__init__.py` only where it says `everywhere`. */
  readonly fix?: 'safe' | 'everywhere';
}

const bug = (why: string): RuffRule => ({ blocks: true, why });
const doubt = (why: string): RuffRule => ({ blocks: false, doubtful: true, why });
const advice = (why: string): RuffRule => ({ blocks: false, why });

/** Rules that are asked for. The pages are at https://docs.astral.sh/ruff/rules/. */
export const ruffRules: Readonly<Record<string, RuffRule>> = {
  F401: { ...advice('an unused import runs all the same'), fix: 'safe' },
  F402: bug('a loop variable hides an import, which is then lost'),
  // A package passes on the names of its own modules so.
  F403: {
    ...bug('a star import hides which names exist, so no name of the text can be checked'),
    mayBeMeant: /^from\s*\./u,
    isUsualInPackage: true,
  },
  F404: bug('a late __future__ import is a SyntaxError'),
  F405: doubt('a name that only a star import can define'),
  F502: bug('the % format and its values do not fit: TypeError'),
  F503: bug('the % format and its values do not fit: TypeError'),
  F504: advice('an unused name in a % format'),
  F505: bug('a name is missing in a % format: KeyError'),
  F506: bug('mixed positional and named % format: TypeError'),
  F507: bug('the count of % placeholders and values differs: TypeError'),
  F509: bug('an unsupported % format character: ValueError'),
  F521: bug('an invalid str.format: ValueError'),
  F524: bug('an argument of str.format is missing: IndexError or KeyError'),
  F541: { ...advice('an f-string without a placeholder'), fix: 'everywhere' },
  F601: bug('a repeated dictionary key loses the first value'),
  F621: bug('too many values in a starred assignment: SyntaxError'),
  F622: bug('two starred targets: SyntaxError'),
  F631: bug('an assertion on a tuple is always true'),
  F632: { ...bug('`is` with a literal compares identity'), fix: 'everywhere' },
  F633: bug('`print >>` is Python 2'),
  F634: bug('a condition on a tuple is always true'),
  F701: bug('break outside a loop: SyntaxError'),
  F702: bug('continue outside a loop: SyntaxError'),
  F704: bug('yield outside a function: SyntaxError'),
  F706: bug('return outside a function: SyntaxError'),
  F707: bug('a bare except before others: SyntaxError'),
  F811: bug('a definition is replaced before it was used'),
  F821: bug('a name that is not defined: NameError'),
  F822: advice('a name in __all__ that is not defined here; a package may list its modules'),
  F823: bug('a local variable is used before it has a value: UnboundLocalError'),
  F841: advice('an unused variable; often a sign, seldom the bug'),
  F901: { ...bug('raise NotImplemented is a TypeError'), fix: 'everywhere' },
  E902: bug('the file cannot be read'),
  B002: bug('++ does not exist in Python'),
  B003: bug('os.environ is replaced, the environment is not changed'),
  B005: bug('strip() with a word removes its letters, not the word'),
  B006: advice('a mutable default is shared by all calls; harmless while nobody changes it'),
  B008: advice('a call in a default is evaluated once; frameworks use that on purpose'),
  B012: bug('return in finally swallows the exception'),
  B015: { ...bug('a comparison whose result is not used'), mayRaise: true },
  B016: bug('raising a literal is a TypeError'),
  B017: advice('an assertion that any exception satisfies'),
  // To read an attribute may load or connect something.
  B018: { ...bug('an expression without effect: the call or assignment is missing'), mayBeMeant: /\.\s*\w+$/u, mayRaise: true },
  B020: bug('a loop variable replaces what is iterated'),
  B021: bug('an f-string as docstring is none'),
  B022: advice('contextlib.suppress without an exception does nothing'),
  B023: advice('a function made in a loop sees the last value; harmless when it is called at once'),
  B025: bug('an exception is caught twice; the second handler never runs'),
  B026: advice('a starred argument after a keyword is evaluated before it'),
  B029: bug('except () catches nothing'),
  B030: bug('except with what is no exception: TypeError'),
  B031: bug('a groupby group is used twice; the second time it is empty'),
  B032: bug('an annotation where an assignment was meant'),
  B033: advice('a repeated value in a set'),
  B035: bug('a constant key in a dictionary comprehension keeps the last value only'),
  B039: advice('a mutable default of a ContextVar'),
  B904: advice('an exception raised without its cause'),
  PLE0100: bug('yield in __init__: TypeError'),
  PLE0101: bug('__init__ returns a value: TypeError'),
  PLE0115: bug('a name is both nonlocal and global: SyntaxError'),
  PLE0116: bug('continue in finally (an error before Python 3.8)'),
  PLE0117: bug('nonlocal without a binding: SyntaxError'),
  PLE0118: bug('a name is used before its global declaration: SyntaxError'),
  PLE0237: bug('an attribute is assigned that __slots__ does not have: AttributeError'),
  PLE0241: bug('a base class is listed twice: TypeError'),
  PLE0302: bug('a special method with the wrong parameters: TypeError'),
  PLE0303: bug('__len__ returns no number: TypeError'),
  PLE0307: bug('__str__ returns no str: TypeError'),
  PLE0604: bug('__all__ holds what is no string: TypeError'),
  PLE0605: advice('__all__ is no list or tuple; the rule does not follow what it is made from'),
  PLE0643: bug('an index beyond the end: IndexError'),
  PLE0704: bug('a bare raise outside an except: RuntimeError'),
  PLE1132: bug('a keyword argument is given twice: TypeError'),
  PLE1142: bug('await outside an async function: SyntaxError'),
  PLE1205: bug('too many arguments for a logging format'),
  PLE1206: bug('too few arguments for a logging format'),
  PLE1300: bug('a bad format character: ValueError'),
  PLE1307: bug('a % format of the wrong type: TypeError'),
  PLE1310: bug('strip() with repeated characters removes letters, not the word'),
  PLE1507: bug('os.getenv with what is no string: TypeError'),
  PLE1519: bug('singledispatch on a method dispatches on self'),
  PLE1520: bug('singledispatchmethod on a function: TypeError'),
  PLE1700: bug('yield from in an async function: SyntaxError'),
  PLE2502: bug('a bidirectional control character hides code (CVE-2021-42574)'),
};
