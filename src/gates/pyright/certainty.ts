import { dirname, join } from 'node:path';
import type { PyrightFinding } from './question.ts';
import { libraryFiles, libraryModule } from './settings.ts';

/** What decides whether a finding is certain: texts as they are in the question. */
export interface Around {
  readonly path: string;
  /** The judged text. */
  readonly text: string;
  /** pyright's own folder. */
  readonly folder: string;
  /** Where modules of the project may be. */
  readonly roots: readonly string[];
  textOf(path: string): string | undefined;
}

/** Whether a finding of a rule that blocks is sure to be a bug, is only about what may be None, or cannot be told. */
export type Certainty = 'certain' | 'none' | 'unsure';

/** The types of what is given, as the first line of a message shows them in quotes; none, where it is about something else. */
function givenTypes(message: string): readonly string[] {
  const [first = ''] = message.split('\n', 1);
  const quoted = [...first.matchAll(/"([^"]*)"/gu)].map((match) => match[1] ?? '');
  if (first.startsWith('Operator ')) return quoted.slice(1);
  return /^(?:(?:Argument|Object) of type |Type )?"/u.test(first) ? quoted.slice(0, 1) : [];
}

const written = String.raw`Literal\['[^']*'\]|Literal\[[\w., -]*\]|str|int|float|bytes|LiteralString`;
/** The type of a text or a number. */
const scalar = new RegExp(`^(?:${written})$`, 'u');
/** One class, not one of several and not of other types: what pyright infers of those is often narrower than what the program means. */
const single = new RegExp(String.raw`^(?:${written}|(?!Never$|object$|type$)(?:type\[)?[A-Za-z_][\w.]*\]?)$`, 'u');

/** `single` where a person has declared what is wanted, `scalar` where the library has: it takes much that only looks like what it says. */
function ofTypes(message: string, sure: RegExp): Certainty {
  if (/"None" is not assignable to|must return value/u.test(message)) return 'none';
  const types = givenTypes(message);
  if (types.some((type) => /\bNone\b/u.test(type))) return 'none';
  return types.every((type) => sure.test(type)) ? 'certain' : 'unsure';
}

/** Decorators of the library under which a function is called as it is written, or as pyright knows. */
const plainDecorator = /^@(?:\w+\.)*(?:staticmethod|classmethod|property|abstractmethod|overload|final|override|wraps|cache|lru_cache|cached_property|total_ordering|contextmanager|asynccontextmanager|dataclass|unique|runtime_checkable|disjoint_base)\b/u;

/** Whether what is defined stands under no decorator that may make another thing of it. */
function isUndecorated(lines: string): boolean {
  const decorators = lines.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('@'));
  return decorators.every((line) => plainDecorator.test(line));
}

const plainBases: ReadonlySet<string> = new Set([
  'object', 'ABC', 'abc.ABC', 'Protocol', 'Generic', 'NamedTuple', 'TypedDict', 'Enum', 'enum.Enum', 'Exception', 'ValueError', 'TypeError', 'RuntimeError', 'KeyError', 'LookupError', 'OSError', 'BaseException',
]);
const makesAttributes = /\bsetattr\s*\(|__dict__|\bvars\s*\(|__getattr|\bglobals\s*\(|__slots__\s*=\s*[^([\s]/u;
const mayBeMixedIn = /mixin|base|abstract|interface/iu;

/** Whether a class of a text has just the attributes that can be read there. */
function isPlainClass(name: string, text: string, depth = 0): boolean {
  const found = new RegExp(String.raw`^[ \t]*class[ \t]+${name}\b\s*(?:\[[^\]]*\])?\s*(?:\(([^)]*)\))?\s*:`, 'mu').exec(text);
  if (!found || depth > 5) return false;
  const above = text.slice(0, found.index).split('\n').slice(0, -1);
  const decorators = above.slice(above.findLastIndex((line) => !/^\s*@/u.test(line)) + 1);
  if (!isUndecorated(decorators.join('\n'))) return false;
  const bases = (found[1] ?? '').split(/,(?![^[]*\])/u).map((base) => base.trim().replace(/\[.*$/u, '')).filter((base) => base !== '');
  return bases.every((base) => plainBases.has(base) || isPlainClass(base, text, depth + 1));
}

function isExtended(name: string, text: string): boolean {
  return new RegExp(String.raw`^[ \t]*class[ \t]+\w+[^\n]*[(,\s]${name}[),\s]`, 'mu').test(text);
}

function textBefore(text: string, { start }: PyrightFinding['range']): string {
  return (text.split('\n')[start.line] ?? '').slice(0, start.character);
}

/** Only of a value that is written there or has a name of its own is the type all that it may be. */
const ofName = /(?:^|[^\w.\])'"])(?:[A-Za-z_]\w*|\d+\s|[\w]*(?:"[^"]*"|'[^']*'))\s*\.\s*$/u;
const ofSelf = /\b(?:self|cls)\s*\.\s*$/u;
const collections: ReadonlySet<string> = new Set(['list', 'dict', 'set', 'tuple', 'frozenset', 'str', 'int', 'float', 'bytes']);

function ofClassAttribute({ message, range, hover = '', definition }: PyrightFinding, { path, text: own }: Around): Certainty {
  const owner = ownerOf(message);
  if (owner === 'NoneType') return 'none';
  const before = textBefore(own, range);
  // Of several types only some have it not.
  const isOne = hover === '' || /:\s*(?:Any|Unknown)$/u.test(hover.trim());
  if (!isOne || !ofName.test(before) || owner === '') return 'unsure';
  if (collections.has(owner) && !new RegExp(`class ${owner}\\b`, 'u').test(own)) return 'certain';
  // Of a class of another file anyone may have set more.
  const isHere = definition === undefined || definition.file === path;
  return isHere && hasAllAttributes(owner, own, ofSelf.test(before)) ? 'certain' : 'unsure';
}

/** The class that has not the attribute; that of a value that is written there counts as one of Python's own. */
function ownerOf(message: string): string {
  const shown = /for class "(?:type\[)?([^"]*?)\]?"/u.exec(message)?.[1] ?? '';
  return shown.startsWith('Literal[') ? 'str' : (/^\w+/u.exec(shown)?.[0] ?? '');
}

/** Whether no class beside it, or that extends it, may bring what a class has not. */
function hasAllAttributes(owner: string, text: string, isSelf: boolean): boolean {
  if (makesAttributes.test(text) || isExtended(owner, text)) return false;
  if (isSelf && (mayBeMixedIn.test(owner) || /\bNotImplementedError\b/u.test(text))) return false;
  return isPlainClass(owner, text);
}

/** Whether the project has a module of a library's name: which of the two is imported depends on how the program is started. */
function isShadowed(module: string, { path, roots, textOf }: Around): boolean {
  const [top = ''] = module.split('.');
  return [...roots, dirname(path)].some((root) => [join(root, `${top}.py`), join(root, top, '__init__.py')].some((file) => textOf(file) !== undefined));
}

/**
 * A module of the library has what its text defines. Another version of Python, or a module below it, may have more, and so has what is
 * its own affair. A module of the project may get more from any other one.
 */
function ofModuleAttribute({ message, range }: PyrightFinding, around: Around): Certainty {
  const { text, folder, textOf } = around;
  const [, attribute = '_', module = ''] = /^"(\w+)" is not a known attribute of module "([^"]*)"/u.exec(message) ?? [];
  const name = /\bos\s*\.\s*path\s*\.\s*$/u.test(textBefore(text, range)) ? 'posixpath' : module;
  if (!/^[\w.]+$/u.test(name) || name.startsWith('.') || attribute.startsWith('_') || isShadowed(name, around)) return 'unsure';
  const textIn = (files: readonly string[]): string | undefined => files.map(textOf).find((one) => one !== undefined);
  if (textIn(libraryFiles(folder, `${name}.${attribute}`)) !== undefined) return 'none';
  const defines = textIn(libraryFiles(folder, name));
  return defines === undefined || new RegExp(String.raw`\b${attribute}\b`, 'u').test(defines) ? 'unsure' : 'certain';
}

function ofAttribute(finding: PyrightFinding, around: Around): Certainty {
  const { message } = finding;
  if (/^"\w+" is not a known attribute of module/u.test(message)) return ofModuleAttribute(finding, around);
  if (/^Cannot access attribute/u.test(message)) return ofClassAttribute(finding, around);
  return 'unsure';
}

/** Whether a call takes its arguments from a list or a dictionary, of which pyright knows too little. */
function isUnpacked({ range: { start, end } }: PyrightFinding, { text }: Around): boolean {
  const lines = text.split('\n').slice(start.line, end.line + 1).join('\n');
  return /[(,]\s*\*{1,2}\w/u.test(lines);
}

/** Lines above a place that its call may begin on. */
const mostAbove = 20;

/** Whether a call by that name stands around a place: by another one it may be of another class. */
function isNamed(name: string, { range: { start, end } }: PyrightFinding, { text }: Around): boolean {
  const lines = text.split('\n').slice(Math.max(0, start.line - mostAbove), end.line + 1).join('\n');
  return new RegExp(String.raw`(?<!def )\b${name}\s*\(`, 'u').test(lines);
}

/** What is called must be what the message is about, and be called by the name that it was defined with. */
function ofCall(finding: PyrightFinding, around: Around): Certainty {
  const { message, definition } = finding;
  if (/^Object of type/u.test(message)) return ofTypes(message, scalar);
  const called = calledIn(finding);
  if (definition === undefined || called === undefined || isUnpacked(finding, around) || !isNamed(called.name, finding, around)) return 'unsure';
  if (!isUndecorated(definition.lines) || /^No overloads for/u.test(message)) return 'unsure';
  const { file, lines } = definition;
  if (file.startsWith(around.folder)) return isShadowed(libraryModule(file, around.folder), around) ? 'unsure' : ofLibraryCall(message, lines);
  return isAsDefined(called, around.textOf(file) ?? '') ? ofTypes(message, single) : 'unsure';
}

/** Whether what a text defines is called as it is written there. */
function isAsDefined({ name, isClass }: Called, text: string): boolean {
  return !isRebound(name, text) && (!isClass || isPlainClass(name, text));
}

/** Whether a text gives a name to something else beside the function or class that it defines by it. */
function isRebound(name: string, text: string): boolean {
  const defined = text.match(new RegExp(String.raw`^(?:async\s+)?(?:def|class)\s+${name}\b`, 'gmu')) ?? [];
  const ways = [String.raw`^[ \t]*(?:[\w.]+\.)?${name}\s*(?::[^=\n]*)?=(?!=)`, String.raw`\b(?:as|global|nonlocal|del)\s+${name}\b`, String.raw`^[ \t]*(?:from\b[^\n]*)?import\b[^\n]*\b${name}\b`];
  return defined.length > 1 || new RegExp(ways.join('|'), 'mu').test(text);
}

/** Which method is called depends on what pyright takes the object for. */
function ofLibraryCall(message: string, lines: string): Certainty {
  return /\(\s*self\b/u.test(lines) || / of type "bool/u.test(message) ? 'unsure' : ofTypes(message, scalar);
}

interface Called {
  readonly name: string;
  readonly isClass: boolean;
}

/** The function or class that a finding of a call is about, if that is the one that was found to be called. */
function calledIn({ message, definition }: PyrightFinding): Called | undefined {
  const [, kind, name] = /^\s*(?:async\s+)?(def|class)\s+(\w+)(?![\s\S]*^\s*(?:def|class)\s)/mu.exec(definition?.lines ?? '') ?? [];
  const named = /in function "(\w+)"/u.exec(message)?.[1];
  if (name === undefined) return undefined;
  const isClass = kind === 'class';
  const isIt = named === undefined || named === name || (isClass && /^__(?:init|new)__$/u.test(named));
  return isIt ? { name, isClass } : undefined;
}

/** A variable that this text declares, and no class that it extends. */
function ofAssignment({ message, range }: PyrightFinding, { text }: Around): Certainty {
  if (/Tuple size mismatch/u.test(message)) return 'certain';
  const name = /^\s*([\w.]+)\s*(?::[^=]*)?=/u.exec(text.split('\n')[range.start.line] ?? '')?.[1];
  const isDeclared = name !== undefined && new RegExp(String.raw`^\s*${name.replaceAll('.', String.raw`\.`)}\s*:`, 'mu').test(text);
  return isDeclared ? ofTypes(message, single) : 'unsure';
}

/** Of the rule for all else these are plain. */
const plainIssue = /^"[^"]*" is not (?:iterable|awaitable)|^Object of type "[^"]*" cannot be used with "(?:async )?with"/u;

const byRule: Readonly<Record<string, (finding: PyrightFinding, around: Around) => Certainty>> = {
  reportAttributeAccessIssue: ofAttribute,
  reportCallIssue: ofCall,
  reportArgumentType: ofCall,
  reportAssignmentType: ofAssignment,
  reportReturnType: ({ message }) => ofTypes(message, single),
  reportOperatorIssue: ({ message }) => ofTypes(message, scalar),
  reportGeneralTypeIssues: ({ message }) => (plainIssue.test(message) ? ofTypes(message, scalar) : 'unsure'),
  reportIndexIssue: ({ message, hover = '' }) => (/ \| |\bNone\b/u.test(hover) || !/on type "(?:Literal\[\d+\]|int|float)"/u.test(message) ? 'unsure' : 'certain'),
};

/** How sure a finding of a rule that blocks is. */
export function certaintyOf(finding: PyrightFinding, around: Around): Certainty {
  return byRule[finding.rule ?? '']?.(finding, around) ?? 'certain';
}
