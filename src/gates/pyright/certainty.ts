import { dirname, join } from 'node:path';
import { isTestFile } from '../../core/judge-files.ts';
import type { PyrightFinding } from './question.ts';
import { isPlainClass, isUndecorated, mayBeMixedIn } from './plain-class.ts';
import { libraryFiles, libraryModule } from './settings.ts';
import type { TakenAway } from './taken-away.ts';
import { isOfCoroutine, ofDeclared, ofTypes } from './unfit-types.ts';
import type { Certainty } from './unfit-types.ts';

/** What decides whether a finding is certain: texts as they are in the question. */
export interface Around {
  readonly path: string;
  /** The judged text. */
  readonly text: string;
  /** pyright's own folder. */
  readonly folder: string;
  /** All that pyright finds in it. */
  readonly found: readonly PyrightFinding[];
  /** Where modules of the project may be. */
  readonly roots: readonly string[];
  textOf(path: string): string | undefined;
  /** Of a file that a change leaves as it is: what the change takes away. */
  readonly taken?: TakenAway;
}

const makesAttributes = /\bsetattr\s*\(|__setattr__|\bnamespace\s*=|__dict__|\bvars\s*\(|__getattr|\bglobals\s*\(|__slots__\s*=\s*[^([\s]/u;

/** Whether another class of the text is one of these too. */
function isExtended(name: string, text: string): boolean {
  return new RegExp(String.raw`^[ \t]*class[ \t]+\w+[^\n]*[(,\s]${name}[),\s]|\b${name}\.register\b`, 'mu').test(text);
}

function textBefore(text: string, { start }: PyrightFinding['range']): string {
  return (text.split('\n')[start.line] ?? '').slice(0, start.character);
}

/** Only of a value that is written there or has a name of its own is the type all that it may be. */
const ofName = /(?:^|[^\w.\])'"])(?:[A-Za-z_]\w*|\d+\s|[\w]*(?:"[^"]*"|'[^']*'))\s*\.\s*$/u;
const ofSelf = /\b(?:self|cls)\s*\.\s*$/u;
const collections: ReadonlySet<string> = new Set(['list', 'dict', 'set', 'tuple', 'frozenset', 'str', 'int', 'float', 'bytes']);

function ofClassAttribute({ message, range, hover = '', definition }: PyrightFinding, around: Around): Certainty {
  const { path, text: own } = around;
  const owner = ownerOf(message);
  if (owner === 'NoneType') return 'none';
  const before = textBefore(own, range);
  if (owner === '' || !isKnownWhole(hover, before, own)) return 'unsure';
  if (collections.has(owner) && !new RegExp(`class ${owner}\\b`, 'u').test(own)) return 'certain';
  // Of a class of another file anyone may have set more.
  const isHere = definition === undefined || definition.file === path;
  const isSelf = ofSelf.test(before);
  return isHere && hasAllAttributes(owner, own, isSelf) && !(isSelf && mayBeMixedIn(owner, lacksOf(owner, around.found), own))
    ? 'certain'
    : 'unsure';
}

/** The attributes that a class has not, and is asked for. */
function lacksOf(owner: string, found: readonly PyrightFinding[]): ReadonlySet<string> {
  return new Set(
    found.filter(({ message }) => ownerOf(message) === owner).flatMap(({ message }) => /attribute "(\w+)"/u.exec(message)?.[1] ?? []),
  );
}

/** Whether the type is all that the value may be: not where only some of several types lack it, nor where the program asks for its type. */
function isKnownWhole(hover: string, before: string, text: string): boolean {
  const isOne = hover === '' || /:\s*(?:Any|Unknown)$/u.test(hover.trim());
  const name = /(\w+)\s*\.\s*$/u.exec(before)?.[1];
  if (!isOne || !ofName.test(before) || /^\s*@/u.test(before)) return false;
  return name === undefined || !new RegExp(String.raw`\bisinstance\s*\(\s*${name}\b`, 'u').test(text);
}

/** The class that has not the attribute; that of a value that is written there counts as one of Python's own. */
function ownerOf(message: string): string {
  const shown = /for class "(?:type\[)?([^"]*?)\]?"/u.exec(message)?.[1] ?? '';
  if (/^Literal\[['"]/u.test(shown)) return 'str';
  if (/^Literal\[-?\d/u.test(shown)) return 'int';
  return /^\w+/u.exec(shown)?.[0] ?? '';
}

/** Whether no class that extends it may bring what a class has not, and it has anything itself: an empty one is there to be filled. */
function hasAllAttributes(owner: string, text: string, isSelf: boolean): boolean {
  if (makesAttributes.test(text) || isExtended(owner, text)) return false;
  if (
    new RegExp(String.raw`\bclass\s+${owner}\b[^\n]*:\s*(?:#[^\n]*)?(?:\n\s+)?(?:pass|\.\.\.|"""[^"]*""")\s*(?:\n\S|\n\s*\n|$)`, 'u').test(
      text,
    )
  )
    return false;
  return isPlainClass(owner, text) && !(isSelf && /\bNotImplementedError\b/u.test(text));
}

/** Whether the project has a module of a library's name: which of the two is imported depends on how the program is started. */
function isShadowed(module: string, { path, roots, textOf }: Around): boolean {
  const [top = ''] = module.split('.');
  return [...roots, dirname(path)].some((root) =>
    [join(root, `${top}.py`), join(root, top, '__init__.py')].some((file) => textOf(file) !== undefined),
  );
}

/** What is a module's own affair, and what only another implementation of Python has. */
const ofOtherPython = /^_|pypy|jython|java|graal/iu;

/**
 * A module of the library has what its text defines. Another version of Python, or a module below it, may have more, and so has what is
 * its own affair. A module of the project may get more from any other one.
 */
function ofModuleAttribute({ message, range }: PyrightFinding, around: Around): Certainty {
  const { text, folder, textOf } = around;
  const [, attribute = '_', module = ''] = /^"(\w+)" is not a known attribute of module "([^"]*)"/u.exec(message) ?? [];
  const name = /\bos\s*\.\s*path\s*\.\s*$/u.test(textBefore(text, range)) ? 'posixpath' : module;
  if (!/^[\w.]+$/u.test(name) || name.startsWith('.') || ofOtherPython.test(attribute) || isShadowed(name, around)) return 'unsure';
  const textIn = (files: readonly string[]): string | undefined => files.map(textOf).find((one) => one !== undefined);
  if (textIn(libraryFiles(folder, `${name}.${attribute}`)) !== undefined) return 'none';
  const defines = textIn(libraryFiles(folder, name));
  return defines === undefined || new RegExp(String.raw`\b${attribute}\b`, 'u').test(defines) ? 'unsure' : 'certain';
}

/** Whether a function that is called there is a coroutine by the change, and what it gives back is used as if it were none. */
function isAsyncNow({ message, range: { start, end } }: PyrightFinding, { text, taken }: Around): boolean {
  if (taken === undefined || !isOfCoroutine(message)) return false;
  const lines = text
    .split('\n')
    .slice(start.line, end.line + 1)
    .join('\n');
  return taken.isAsync([...lines.matchAll(/([\p{L}_][\p{L}\p{M}\p{N}_]*)\s*\(/gu)].map((match) => match[1] ?? ''));
}

function ofAttribute(finding: PyrightFinding, around: Around): Certainty {
  const { message } = finding;
  const { taken } = around;
  const [, name, module] = /^"([^"]+)" is not a known attribute of module "([^"]*)"/u.exec(message) ?? [];
  if (name !== undefined && module !== undefined) return taken?.ofModule(module, name) ? 'certain' : ofModuleAttribute(finding, around);
  const [, member = '', enumeration = ''] = /^Cannot access attribute "([^"]+)" for class "type\[([^"\]]+)\]"/u.exec(message) ?? [];
  if (taken?.ofEnum(enumeration, member)) return 'certain';
  if (/^Cannot access attribute/u.test(message)) return ofClassAttribute(finding, around);
  return 'unsure';
}

/** Whether a call takes its arguments from a list or a dictionary, of which pyright knows too little. */
function isUnpacked({ range: { start, end } }: PyrightFinding, { text }: Around): boolean {
  const lines = text
    .split('\n')
    .slice(start.line, end.line + 1)
    .join('\n');
  return /[(,]\s*\*{1,2}\w/u.test(lines);
}

/** Lines above a place that its call may begin on. */
const mostAbove = 20;

/** Whether a call by that name stands around a place: by another one it may be of another class. */
function isNamed(name: string, { range: { start, end } }: PyrightFinding, { text }: Around): boolean {
  const lines = text
    .split('\n')
    .slice(Math.max(0, start.line - mostAbove), end.line + 1)
    .join('\n');
  return new RegExp(String.raw`(?<!def )\b${name}\s*\(`, 'u').test(lines);
}

/** What is called must be what the message is about, and be called by the name that it was defined with. */
function ofCall(finding: PyrightFinding, around: Around): Certainty {
  const { message, definition } = finding;
  if (/^Object of type/u.test(message)) return ofTypes(message);
  const called = calledIn(finding);
  if (definition === undefined || called === undefined || isUnpacked(finding, around) || !isNamed(called.name, finding, around))
    return 'unsure';
  const { file, lines } = definition;
  const defines = around.textOf(file) ?? '';
  if (!isUndecorated(lines, defines) || message.startsWith('No overloads for')) return 'unsure';
  if (file.startsWith(around.folder))
    return isShadowed(libraryModule(file, around.folder), around) ? 'unsure' : ofLibraryCall(message, lines);
  return isAsDefined(called, defines, message) ? ofOwnCall(finding, around) : 'unsure';
}

/** Whether a person has written what a parameter takes; from its default pyright only infers it. */
function isDeclared(message: string, defines: string): boolean {
  const parameter = /to parameter "(\w+)"/u.exec(message)?.[1];
  return parameter === undefined || new RegExp(String.raw`(?:[(,]|^)\s*\*{0,2}${parameter}\s*:`, 'mu').test(defines);
}

/** Tests give what is not wanted, to see what happens. */
function ofOwnCall({ rule, message }: PyrightFinding, { path }: Around): Certainty {
  return rule === 'reportArgumentType' && isTestFile(path) ? 'unsure' : ofDeclared(message);
}

/** Whether what a text defines is called as it is written there. */
function isAsDefined({ name, isClass }: Called, text: string, message: string): boolean {
  return isDeclared(message, text) && !isRebound(name, text) && (!isClass || isPlainClass(name, text));
}

/** Whether a text gives a name to something else beside the function or class that it defines by it. */
function isRebound(name: string, text: string): boolean {
  const defined = text.match(new RegExp(String.raw`^(?:async\s+)?(?:def|class)\s+${name}\b`, 'gmu')) ?? [];
  const ways = [
    String.raw`^[ \t]*(?:[\w.]+\.)?${name}\s*(?::[^=\n]*)?=(?!=)`,
    String.raw`\b(?:as|global|nonlocal|del)\s+${name}\b`,
    String.raw`^[ \t]*(?:from\b[^\n]*)?import\b[^\n]*\b${name}\b`,
  ];
  return defined.length > 1 || new RegExp(ways.join('|'), 'mu').test(text);
}

/** Which method is called depends on what pyright takes the object for. */
function ofLibraryCall(message: string, lines: string): Certainty {
  return /\(\s*self\b|^\s+(?:async\s+)?def\b/mu.test(lines) || / of type "(?:bool|_ExitCode|sys\._ExitCode)/u.test(message)
    ? 'unsure'
    : ofTypes(message);
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

/** What is declared where it gets its value, and as many names as a tuple that is written there has no parts for. */
function ofAssignment({ message, range: { start } }: PyrightFinding, { text }: Around): Certainty {
  const line = text.split('\n')[start.line] ?? '';
  if (/Tuple size mismatch/u.test(message)) return isWrittenTuple(line) ? 'certain' : 'unsure';
  return /^\s*[\w.]+\s*:[^=]*=/u.test(line) ? ofDeclared(message) : 'unsure';
}

function isWrittenTuple(line: string): boolean {
  return /=\s*(?:\([^()]*,[^()]*\)|[^()[\]{}]*,[^()[\]{}]*)\s*(?:#.*)?$/u.test(line) && !/[*]/u.test(line);
}

/** A class that this text has, and that makes its objects as every other does. */
function ofAbstract({ message }: PyrightFinding, { text }: Around): Certainty {
  const name = /abstract class "(\w+)"/u.exec(message)?.[1] ?? '';
  return new RegExp(String.raw`\bclass\s+${name}\b`, 'u').test(text) && !/\b__new__\b|\bmetaclass\b/u.test(text) ? 'certain' : 'unsure';
}

/** Of the rule for all else these are plain. */
const plainIssue = /^"[^"]*" is not (?:iterable|awaitable)|^Object of type "[^"]*" cannot be used with "(?:async )?with"/u;

const byRule: Readonly<Record<string, (finding: PyrightFinding, around: Around) => Certainty>> = {
  reportAttributeAccessIssue: ofAttribute,
  reportCallIssue: ofCall,
  reportArgumentType: ofCall,
  reportAbstractUsage: ofAbstract,
  reportAssignmentType: ofAssignment,
  reportReturnType: ({ message }) => ofDeclared(message),
  reportOperatorIssue: ({ message }) => ofTypes(message),
  reportGeneralTypeIssues: ({ message }) => (plainIssue.test(message) ? ofTypes(message) : 'unsure'),
  reportIndexIssue: ({ message, hover = '' }) =>
    / \| |\bNone\b/u.test(hover) || !/on type "(?:Literal\[\d+\]|int|float)"/u.test(message) ? 'unsure' : 'certain',
};

/** How sure a finding of a rule that blocks is. */
export function certaintyOf(finding: PyrightFinding, around: Around): Certainty {
  if (isAsyncNow(finding, around)) return 'certain';
  return byRule[finding.rule ?? '']?.(finding, around) ?? 'certain';
}
