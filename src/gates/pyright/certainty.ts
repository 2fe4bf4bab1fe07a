import type { PyrightFinding } from './question.ts';
import { libraryFiles } from './settings.ts';

/** What decides whether a finding is certain: texts as they are in the question. */
export interface Around {
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

/** What is said of types that pyright shows in quotes. */
function sourceTypes(message: string): readonly string[] {
  const [first = ''] = message.split('\n', 1);
  const quoted = [...first.matchAll(/"([^"]*)"/gu)].map((match) => match[1] ?? '');
  if (first.startsWith('Operator ')) return quoted.slice(1);
  return /^(?:Argument of type|Type) "/u.test(first) ? quoted.slice(0, 1) : [];
}

/** Of a type that is one of several the program may know more than pyright. */
function ofTypes(message: string): Certainty {
  if (/"None" is not assignable to|must return value/u.test(message)) return 'none';
  const types = sourceTypes(message);
  if (types.some((type) => /\bNone\b/u.test(type))) return 'none';
  return types.some((type) => / \| |\bUnknown\b|\*(?:$|\W)/u.test(type)) ? 'unsure' : 'certain';
}

/** Decorators of the library under which a function is called as it is written, or as pyright knows. */
const plainDecorator = /^@(?:\w+\.)*(?:staticmethod|classmethod|property|abstractmethod|overload|final|override|wraps|cache|lru_cache|cached_property|total_ordering|contextmanager|asynccontextmanager|dataclass|unique|runtime_checkable)\b/u;

/** Whether what is defined stands under no decorator that may make another thing of it. */
function isUndecorated(lines: string): boolean {
  const decorators = lines.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('@'));
  return decorators.every((line) => plainDecorator.test(line));
}

const plainBases: ReadonlySet<string> = new Set([
  'object', 'int', 'str', 'float', 'bool', 'bytes', 'list', 'dict', 'tuple', 'set', 'frozenset', 'type', 'function', 'NoneType', 'range', 'bytearray', 'complex', 'memoryview',
  'ABC', 'abc.ABC', 'Protocol', 'Generic', 'NamedTuple', 'TypedDict', 'Enum', 'IntEnum', 'StrEnum', 'Flag', 'enum.Enum', 'enum.IntEnum', 'Exception', 'ValueError', 'TypeError', 'RuntimeError', 'KeyError', 'LookupError', 'OSError', 'BaseException',
  'unittest.TestCase', 'TestCase', 'threading.Thread', 'Thread',
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

/** The class of "Cannot access attribute … for class …", without what pyright adds. */
function classOf(message: string): { readonly name: string; readonly ofSelf: boolean } | undefined {
  const shown = /for class "(?:type\[)?([^"]*?)\]?"/u.exec(message)?.[1];
  if (shown === undefined) return undefined;
  if (/^Literal\[/u.test(shown)) return { name: 'str', ofSelf: false };
  const name = /^[\w.]+/u.exec(shown)?.[0];
  return name === undefined ? undefined : { name, ofSelf: shown.includes('*') };
}

function ofClassAttribute({ message, hover = '', definition }: PyrightFinding, around: Around): Certainty {
  // Of several types only some have it not.
  if (hover !== '' && !/:\s*Unknown$/u.test(hover.trim())) return 'unsure';
  const owner = classOf(message);
  if (owner === undefined) return 'unsure';
  if (owner.name === 'NoneType') return 'none';
  if (definition?.file.startsWith(around.folder) === true) return 'certain';
  if (plainBases.has(owner.name)) return 'certain';
  const text = definition === undefined ? around.text : around.textOf(definition.file);
  if (text === undefined || makesAttributes.test(text) || (owner.ofSelf && mayBeMixedIn.test(owner.name))) return 'unsure';
  return isPlainClass(owner.name, text) ? 'certain' : 'unsure';
}

function textBefore(text: string, { start }: PyrightFinding['range']): string {
  return (text.split('\n')[start.line] ?? '').slice(0, start.character);
}

/** A module has what its text defines. Another version of Python, or a module below it, may have more. */
function ofModuleAttribute({ message, range }: PyrightFinding, { text, folder, roots, textOf }: Around): Certainty {
  const attribute = /^"(\w+)"/u.exec(message)?.[1] ?? '';
  const module = /"([^"]*)"\s*$/u.exec(message.split('\n', 1)[0] ?? '')?.[1] ?? '';
  const written = /([\w.]+)\s*\.\s*$/u.exec(textBefore(text, range))?.[1];
  const name = written === 'os.path' ? 'posixpath' : module;
  if (!/^[\w.]+$/u.test(name) || name.startsWith('.')) return 'unsure';
  const stub = libraryFiles(folder, name).map(textOf).find((one) => one !== undefined);
  const below = libraryFiles(folder, `${name}.${attribute}`).some((path) => textOf(path) !== undefined);
  if (stub !== undefined) return below || new RegExp(String.raw`\b${attribute}\b`, 'u').test(stub) ? 'unsure' : 'certain';
  const path = name.replaceAll('.', '/');
  const own = roots.flatMap((root) => [`${root}/${path}.py`, `${root}/${path}/__init__.py`]).map(textOf).find((one) => one !== undefined);
  if (own === undefined || makesAttributes.test(own) || /\bimport\s*\*/u.test(own)) return 'unsure';
  return new RegExp(String.raw`\b${attribute}\b`, 'u').test(own) ? 'unsure' : 'certain';
}

function ofAttribute(finding: PyrightFinding, around: Around): Certainty {
  const { message } = finding;
  if (/^"\w+" is not a known attribute of module/u.test(message)) return ofModuleAttribute(finding, around);
  if (/^Cannot (?:access|assign to|delete) attribute/u.test(message)) return ofClassAttribute(finding, around);
  return /^Type "/u.test(message) ? ofTypes(message) : 'unsure';
}

/** How sure a finding of a rule that blocks is. */
export function certaintyOf(finding: PyrightFinding, around: Around): Certainty {
  const { rule, message, definition, hover = '' } = finding;
  if (rule === 'reportAttributeAccessIssue') return ofAttribute(finding, around);
  if (rule === 'reportIndexIssue') return / \| |\bNone\b/u.test(hover) ? 'unsure' : ofTypes(message);
  if (rule === 'reportCallIssue' || rule === 'reportArgumentType') return definition !== undefined && !isUndecorated(definition.lines) ? 'unsure' : ofTypes(message);
  return ofTypes(message);
}
