import type { Node, Tree } from 'web-tree-sitter';
import { bindings, boundNames, importedNames, importTypes, isValue, mostRounds, partsOf } from './names.ts';
import type { PyrightFinding } from './question.ts';

/** What a text says of itself that makes a finding of pyright less than certain. */
export interface Doubts {
  /** Whether the fault is asked about, awaited or caught there, or rests on a name or an attribute that may be something else by then. */
  mayBeMeant(finding: PyrightFinding): boolean;
}

/** A test awaits the fault, or it is passed over. */
const awaits = /(?:^|[._])(?:assert_?raises|raises|assert_?warns|warns|suppress|deprecated_call|xfail|expectedFailure)\w*$/iu;
const asks =
  /\b(?:hasattr|getattr|callable|isinstance|issubclass|type|dir|vars)\s*\(|\bsys\s*\.|\bplatform\b|\bos\s*\.\s*name\b|\bversion/u;
const asking: ReadonlySet<string> = new Set([
  'if_statement',
  'conditional_expression',
  'boolean_operator',
  'while_statement',
  'assert_statement',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
  'match_statement',
]);
/** Whatever these make, change or remove is not to be seen. */
const anything =
  /\bexec\s*\(|\bglobals\s*\(|\blocals\s*\(\s*\)\s*[[.]|\b__(?:defaults|kwdefaults|abstractmethods|code|class|bases)__\s*=(?!=)/u;
const manyDefinitions = /\b(?:overload|setter|getter|deleter|register|dispatch)\b/u;
const scopes: ReadonlySet<string> = new Set(['function_definition', 'class_definition', 'lambda']);

function callee(node: Node): string {
  return (node.childForFieldName('function') ?? node).text;
}

/** The part of an asking statement that asks. */
function question(node: Node): string {
  const conditions = [node, ...node.namedChildren].flatMap((one) => one.childrenForFieldName('condition'));
  const clauses = node.namedChildren.filter(({ type }) => type === 'if_clause');
  const found = [...conditions, ...clauses].map(({ text }) => text).join('\n');
  return found === '' ? node.text : found;
}

function isAwaitedBy(parent: Node, at: Node): boolean {
  switch (parent.type) {
    case 'try_statement':
      return parent.childForFieldName('body')?.id === at.id && parent.namedChildren.some(({ type }) => type.startsWith('except'));
    case 'with_statement':
      return parent.namedChildren
        .filter(({ type }) => type === 'with_clause')
        .some((clause) => clause.descendantsOfType('call').some((call) => awaits.test(callee(call))));
    case 'call':
      return awaits.test(callee(parent));
    case 'decorated_definition':
      return parent.namedChildren
        .filter(({ type }) => type === 'decorator')
        .some(({ text }) => awaits.test(text.replace(/^@|\([\s\S]*$/gu, '')));
    default:
      return asking.has(parent.type) && asks.test(question(parent));
  }
}

/** Whether a fault at a place is awaited, or asked about before. */
function isAwaited(node: Node, awaited: ReadonlySet<string>): boolean {
  for (let [at, parent] = [node, node.parent]; parent !== null; [at, parent] = [parent, parent.parent]) {
    if (isAwaitedBy(parent, at)) return true;
    if (parent.type === 'function_definition' && awaited.has(parent.childForFieldName('name')?.text ?? '')) return true;
  }
  return false;
}

/** Whether a condition around it asks the same module or object first: for its version, or what it has. */
function isChosen(node: Node): boolean {
  const object = node.parent?.type === 'attribute' ? node.parent.childForFieldName('object')?.text : undefined;
  if (object === undefined) return false;
  for (let [at, parent] = [node, node.parent]; parent !== null; [at, parent] = [parent, parent.parent]) {
    const condition = parent.type === 'conditional_expression' ? parent.namedChild(1) : parent.childForFieldName('condition');
    if (condition !== null && condition.id !== at.id && condition.text.includes(`${object}.`)) return true;
  }
  return false;
}

const defaults: ReadonlySet<string> = new Set(['default_parameter', 'typed_default_parameter']);

function scopeOf(node: Node): Node | null {
  let at = node.parent;
  while (at !== null && !scopes.has(at.type)) at = at.parent;
  return at;
}

/** Whether something is bound only if a condition or an attempt says so. */
function isConditional(node: Node): boolean {
  for (let at = node.parent; at !== null && !scopes.has(at.type); at = at.parent) {
    if (at.type === 'try_statement' || (at.type === 'if_statement' && !/__name__|TYPE_CHECKING/u.test(question(at)))) return true;
  }
  return false;
}

/** The part of a statement that a node is in: without the lines below it. */
function partAround(node: Node): Node {
  let at = node;
  while (at.parent !== null && !/^(?:block|module)$|_statement$|_definition$|_clause$/u.test(at.parent.type)) at = at.parent;
  const { parent } = at;
  return parent !== null && /^(?:expression|return|assert|delete|raise)_statement$/u.test(parent.type) ? parent : at;
}

/** What names and attributes of a text are given, in how many ways. */
class Names {
  /** Names that may be something else when they are used. */
  readonly unsteady = new Set<string>();
  readonly imported = new Set<string>();
  /** Attributes of anything that are set or removed. */
  readonly stored = new Set<string>();
  /** Methods that a class of the text has in its own way, or has none of its own. */
  readonly overridden = new Set<string>();
  /** Functions that are called where a fault is awaited. */
  readonly awaited = new Set<string>();
  /** Parameters and what has an annotation, each with its scope. */
  readonly #declared = new Set<string>();
  readonly #defined = new Set<string>();
  readonly #methods = new Set<string>();
  readonly #bound = new Set<string>();

  /** `unfit`: parameters with a default that their annotation does not take. */
  constructor(root: Node, unfit: readonly Node[]) {
    for (const one of unfit) this.unsteady.add(one.childForFieldName('name')?.text ?? '');
    const each = (types: readonly string[], look: (node: Node) => void): void => {
      for (const node of root.descendantsOfType([...types])) look(node);
    };
    each(['global_statement', 'nonlocal_statement'], (node) => {
      for (const name of node.namedChildren) this.unsteady.add(name.text);
    });
    each([...importTypes], (node) => {
      this.#import(node);
    });
    this.#define(root.descendantsOfType(['function_definition', 'class_definition']));
    const binding = root.descendantsOfType(Object.keys(bindings));
    for (const node of binding) if (node.type !== 'class_definition') this.#bind(partsOf(node).to);
    each(['delete_statement'], (node) => {
      this.#bind(node);
    });
    each(['parameters', 'lambda_parameters'], (node) => {
      this.#parameters(node);
    });
    each(['with_statement', 'call'], (node) => {
      this.#await(node);
    });
    for (const node of binding) this.#declare(node);
    this.#clash();
    this.#spread(binding);
  }

  /** A parameter, or what an annotation declares, that gets another value: pyright keeps to the type that it had first. */
  #declare(node: Node): void {
    if (node.type === 'augmented_assignment' || node.type === 'class_definition') return;
    for (const name of boundNames(partsOf(node).to)) {
      const key = `${scopeOf(node)?.id ?? 0} ${name.text}`;
      if (this.#declared.has(key)) this.unsteady.add(name.text);
      if (node.childForFieldName('type') !== null) this.#declared.add(key);
    }
  }

  /** What is defined or imported, and given another value somewhere. */
  #clash(): void {
    for (const name of [...this.#defined, ...this.imported]) {
      const isBoth = this.#defined.has(name) && this.imported.has(name);
      if (isBoth || this.#bound.has(name) || this.stored.has(name)) this.unsteady.add(name);
    }
    for (const name of this.#methods) if (this.stored.has(name)) this.unsteady.add(name);
  }

  /** Also what gets its value from something unsteady is so. */
  #spread(binding: readonly Node[]): void {
    const parts = binding.map(partsOf);
    for (let round = 0, size = -1; round < mostRounds && size !== this.unsteady.size; round += 1) {
      size = this.unsteady.size;
      const loose = parts.filter(({ from }) => from !== null && this.isUnsteady(from));
      for (const name of loose.flatMap(({ to }) => boundNames(to))) this.unsteady.add(name.text);
    }
  }

  isUnsteady(node: Node): boolean {
    return [node, ...node.descendantsOfType('identifier')].some((one) => this.unsteady.has(one.text) && isUsed(one));
  }

  #import(node: Node): void {
    for (const name of importedNames(node)) {
      this.imported.add(name);
      if (isConditional(node)) this.unsteady.add(name);
    }
  }

  #define(nodes: readonly Node[]): void {
    const inScope = new Set<string>();
    for (const node of nodes) {
      const name = node.childForFieldName('name')?.text ?? '';
      const scope = scopeOf(node);
      const key = `${scope?.id ?? 0} ${name}`;
      if ((inScope.has(key) && !isOneOfMany(node)) || isConditional(node)) this.unsteady.add(name);
      inScope.add(key);
      if (scope?.type === 'class_definition') this.#method(name, node);
      else this.#defined.add(name);
    }
  }

  #method(name: string, node: Node): void {
    if (this.#methods.has(name) || isStub(node)) this.overridden.add(name);
    this.#methods.add(name);
  }

  #bind(to: Node | null): void {
    for (const name of boundNames(to)) this.#bound.add(name.text);
    const attributes = to === null ? [] : [to, ...to.descendantsOfType('attribute')].filter(({ type }) => type === 'attribute');
    for (const one of attributes) this.stored.add(one.childForFieldName('attribute')?.text ?? '');
  }

  #parameters(node: Node): void {
    for (const one of node.namedChildren) {
      const name = one.type === 'identifier' ? one : (one.childForFieldName('name') ?? one.descendantsOfType('identifier')[0]);
      if (!name) continue;
      this.#bound.add(name.text);
      this.#declared.add(`${node.parent?.id ?? 0} ${name.text}`);
      // From a default pyright takes more than it says.
      if (one.type === 'default_parameter') this.unsteady.add(name.text);
    }
  }

  #await(node: Node): void {
    const inside = node.type === 'with_statement' ? node.childForFieldName('body') : node.childForFieldName('arguments');
    if (inside === null || inside.namedChild(0) === null || !isAwaitedBy(node, inside)) return;
    for (const name of inside.descendantsOfType('identifier')) this.awaited.add(name.text);
  }
}

/** One of several definitions that belong together: what is written above it says so. */
function isOneOfMany({ parent, startIndex }: Node): boolean {
  return parent?.type === 'decorated_definition' && manyDefinitions.test(parent.text.slice(0, startIndex - parent.startIndex));
}

/** An identifier that is used: also what is called of an object. */
function isUsed(node: Node): boolean {
  return isValue(node) || node.parent?.type === 'attribute';
}

/** A method that says nothing, so that another class will. */
function isStub(node: Node): boolean {
  const lines = node.childForFieldName('body')?.namedChildren.filter(({ type }) => type !== 'comment') ?? [];
  return lines.every((line) => /^(?:pass|\.\.\.|raise\b[\s\S]*|[rub]*["'][\s\S]*)$/iu.test(line.text.trim()));
}

/** Rules of a value's own type, which an attribute may have another of. */
const ofValue: ReadonlySet<string> = new Set([
  'reportOperatorIssue',
  'reportIndexIssue',
  'reportGeneralTypeIssues',
  'reportArgumentType',
  'reportReturnType',
  'reportAssignmentType',
  'reportUnhashable',
]);

/** Whether an attribute is of what may have another one of that name: neither a module nor a value that is written there. */
function isOpen(attribute: Node, { imported }: Names): boolean {
  if (attribute.type !== 'attribute') return false;
  let at: Node | null = attribute;
  while (at !== null && /^(?:attribute|call|subscript)$/u.test(at.type))
    at = at.childForFieldName('object') ?? at.childForFieldName('function') ?? at.childForFieldName('value');
  return at === null || (at.type === 'identifier' && !imported.has(at.text));
}

function ofOverridden(part: Node, { overridden }: Names): boolean {
  return part.descendantsOfType('attribute').some((one) => {
    const isOwn = /^(?:self|cls|super\s*\(.*\))$/u.test(one.childForFieldName('object')?.text ?? '');
    return isOwn && overridden.has(one.childForFieldName('attribute')?.text ?? '');
  });
}

/** Looks at a text once. */
export function doubtsOf({ rootNode }: Tree, text: string, found: readonly PyrightFinding[]): Doubts {
  let known: Names | undefined;
  const nodeAt = ({ range: { start, end } }: PyrightFinding): Node | null =>
    rootNode.descendantForPosition({ row: start.line, column: start.character }, { row: end.line, column: end.character });
  const defaultOf = (node: Node | null): Node | undefined => (node?.parent && defaults.has(node.parent.type) ? node.parent : undefined);
  const unfit = (): readonly Node[] => found.flatMap((one) => (one.rule === 'reportArgumentType' ? (defaultOf(nodeAt(one)) ?? []) : []));
  const isQuoted = (name: string): boolean => new RegExp(String.raw`["'.-]${name}["']`, 'u').test(text);
  const isReplaced = /\bpatch\b|\bsetattr\b/u.test(text)
    ? (part: Node): boolean => part.descendantsOfType('identifier').some((one) => isQuoted(one.text))
    : () => false;
  const ofPlace = (node: Node, { rule = '', message }: PyrightFinding, names: Names): boolean => {
    if (rule === 'reportAttributeAccessIssue') return names.stored.has(node.text) || isQuoted(node.text) || isChosen(node);
    if (rule === 'reportAssignmentType' && scopeOf(node)?.type === 'class_definition') return true;
    if (ofValue.has(rule) || message.startsWith('Object of type'))
      return defaultOf(node) !== undefined || [node, ...node.descendantsOfType('attribute')].some((one) => isOpen(one, names));
    return false;
  };
  return {
    mayBeMeant: (finding) => {
      if (anything.test(text)) return true;
      const node = nodeAt(finding);
      if (node === null) return true;
      const names = (known ??= new Names(rootNode, unfit()));
      const part = partAround(node);
      return (
        isAwaited(node, names.awaited) ||
        names.isUnsteady(part) ||
        ofOverridden(part, names) ||
        isReplaced(part) ||
        ofPlace(node, finding, names)
      );
    },
  };
}
