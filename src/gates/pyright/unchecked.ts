import type { Node, Tree } from 'web-tree-sitter';
import { importTypes, isValue, isWithin, mostRounds } from './names.ts';

/** A place that no checker looks behind, and why. Offsets in UTF-16 units. */
export interface Unchecked {
  readonly start: number;
  readonly end: number;
  readonly what: string;
}

/** What of `typing` keeps the checker from looking. */
const whatIs: Readonly<Record<string, string>> = {
  Any: 'the type Any',
  cast: 'the cast',
  no_type_check: 'no_type_check',
  no_type_check_decorator: 'no_type_check',
};
const typing = /^typing(?:_extensions)?$/u;
/** A name that stands for `typing` itself. */
const typingItself = 'typing';

/** Names of a text, by what of `typing` each of them stands for. */
type Meanings = Map<string, string>;

/** What a module of the project is, by its name as an import writes it. */
type ModuleText = (module: string) => string | undefined;

/**
 * What is written so that the checker believes it: `Any`, a cast, a decorator that switches it off, an attribute by its name in
 * quotes. The imports say what a name is, however it is spelt.
 */
export function uncheckedTypes(tree: Tree, moduleText: ModuleText): Unchecked[] {
  const meanings = meaningsOf(tree, moduleText);
  const nodes = tree.rootNode.descendantsOfType(Object.keys(byType));
  return nodes.flatMap((node) => {
    const what = byType[node.type]?.(node, meanings);
    return what === undefined ? [] : [{ start: node.startIndex, end: node.endIndex, what }];
  });
}

function meaningsOf(tree: Tree, moduleText: ModuleText): Meanings {
  const meanings: Meanings = new Map();
  for (const statement of tree.rootNode.descendantsOfType([...importTypes])) readImport(statement, meanings, moduleText);
  const assigned = tree.rootNode.descendantsOfType(['assignment', 'type_alias_statement']);
  for (let round = 0; round < mostRounds; round += 1) {
    for (const node of assigned) {
      const isAlias = node.type === 'type_alias_statement';
      const to = isAlias ? node.namedChild(0) : node.childForFieldName('left');
      const from = isAlias ? node.namedChild(1)?.namedChild(0) : node.childForFieldName('right');
      const meaning = from ? meaningOf(from, meanings) : undefined;
      if (to !== null && meaning !== undefined) meanings.set(to.text, meaning);
    }
  }
  return meanings;
}

function readImport(statement: Node, meanings: Meanings, moduleText: ModuleText): void {
  const from = statement.childForFieldName('module_name')?.text;
  const isStar = statement.namedChildren.some(({ type }) => type === 'wildcard_import');
  const all = isStar && typing.test(from ?? '') ? Object.keys(whatIs) : [];
  for (const name of all) meanings.set(name, name);
  for (const one of statement.childrenForFieldName('name')) {
    const name = (one.childForFieldName('name') ?? one).text;
    const meaning = from === undefined ? moduleMeaning(name) : importedMeaning(from, name, moduleText);
    if (meaning !== undefined) meanings.set(one.childForFieldName('alias')?.text ?? name, meaning);
  }
}

function moduleMeaning(name: string): string | undefined {
  return typing.test(name) ? typingItself : undefined;
}

/** Of a module of the project only what it says in one line. */
function importedMeaning(module: string, name: string, moduleText: ModuleText): string | undefined {
  if (typing.test(module)) return name in whatIs ? name : undefined;
  const text = moduleText(module) ?? '';
  const of = Object.keys(whatIs).join('|');
  const own = new RegExp(String.raw`^(?:type\s+)?${name}\b(?:\s*:[^=\n]*)?\s*=\s*(?:\w+\.)?(${of})\b\s*(?:#.*)?$`, 'mu').exec(text)?.[1];
  const passedOn = new RegExp(
    String.raw`^\s*from\s+typing(?:_extensions)?\s+import\b[^#\n]*?\b(${of})(?:\s+as\s+${name}\b|(?<=\b${name})\b(?!\s+as))`,
    'mu',
  ).exec(text)?.[1];
  return own ?? passedOn;
}

function meaningOf(node: Node, meanings: Meanings): string | undefined {
  if (node.type === 'identifier') return meanings.get(node.text);
  if (node.type !== 'attribute') return undefined;
  const object = node.childForFieldName('object');
  const name = node.childForFieldName('attribute')?.text ?? '';
  const isTyping = object !== null && meaningOf(object, meanings) === typingItself;
  return (isTyping && name in whatIs) || name === 'Any' ? name : undefined;
}

const identifiers = /[A-Za-z_]\w*/gu;

/** What names in a text that the checker reads as a type stand for. */
function writtenIn(text: string, meanings: Meanings): string | undefined {
  const names = [...text.matchAll(identifiers)].map(([name]) => name);
  const found = names.find((name) => name === 'Any' || (meanings.get(name) ?? typingItself) !== typingItself);
  return found === undefined ? undefined : whatIs[meanings.get(found) ?? found];
}

const annotations: ReadonlySet<string> = new Set(['type']);

type Look = (node: Node, meanings: Meanings) => string | undefined;

const byType: Readonly<Record<string, Look>> = {
  function_definition: (node) =>
    /^__getattr(?:ibute)?__$/u.test(node.childForFieldName('name')?.text ?? '') ? 'the attribute of any name' : undefined,
  call: ofCall,
  comment: ({ text }, meanings) => writtenIn(/^#\s*type\s*:(?!\s*ignore\b)(.*)$/u.exec(text)?.[1] ?? '', meanings),
  string: (node, meanings) => (isWithin(node, annotations) || isAlias(node) ? writtenIn(node.text, meanings) : undefined),
  attribute: ofAttribute,
  identifier: ofName,
};

/** A type in quotes that is handed over, as in `TypeVar("T", bound="Any")`. */
function isAlias(node: Node): boolean {
  return node.parent?.type === 'keyword_argument' && /^["'](?:\w+\.)?Any["']$/u.test(node.text);
}

function ofAttribute(node: Node, meanings: Meanings): string | undefined {
  const object = node.childForFieldName('object');
  const isTyping = object !== null && meaningOf(object, meanings) === typingItself;
  if (isTyping && node.childForFieldName('attribute')?.text === '__dict__') return 'what is taken from typing by its name';
  const meaning = meaningOf(node, meanings);
  return meaning === undefined ? undefined : whatIs[meaning];
}

/** Spelt so it may come by way of `import *`. */
const spelt = /^(?:Any|no_type_check)$/u;

function ofName(node: Node, meanings: Meanings): string | undefined {
  const what = whatIs[meanings.get(node.text) ?? (spelt.test(node.text) ? node.text : '')];
  return what !== undefined && isValue(node) ? what : undefined;
}

function ofCall(node: Node): string | undefined {
  const callee = node.childForFieldName('function')?.text ?? '';
  const parts = node.childForFieldName('arguments')?.namedChildren ?? [];
  // With a default it may well not be there.
  const isOfName = callee === 'setattr' || (callee === 'getattr' && parts.length === 2);
  return isOfName && parts[1]?.type === 'string' ? `the call of ${callee}` : undefined;
}
