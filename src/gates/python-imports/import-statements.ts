import type { Node, Tree } from 'web-tree-sitter';

/** A module that a text imports. */
export interface ImportedModule {
  /** `os.path`; for `from ..a import b` it is `a`, or empty for `from . import b`. */
  readonly module: string;
  /** How many dots a relative import has; 0 for an absolute one. */
  readonly dots: number;
  /** What `from … import` takes: modules or names, or all, as `*`. */
  readonly names: readonly string[];
  /** What each of `names` is called here. */
  readonly bound: readonly string[];
  /** The program may go on without it: it is tried, or imported under a condition. */
  readonly optional: boolean;
  /** UTF-16 offsets of the module's name. */
  readonly start: number;
  readonly end: number;
}

/** Every import statement of a Python text, in order, wherever it stands. */
export function importedModules(tree: Tree): readonly ImportedModule[] {
  const statements = tree.rootNode.descendantsOfType(['import_statement', 'import_from_statement']);
  return statements.flatMap((statement) => (statement.type === 'import_statement' ? plain(statement) : from(statement)));
}

function plain(statement: Node): ImportedModule[] {
  const optional = isOptional(statement);
  return statement.childrenForFieldName('name').map((name) => {
    const module = name.type === 'aliased_import' ? (name.childForFieldName('name') ?? name) : name;
    return {
      module: module.text.replace(/\s+/gu, ''),
      dots: 0,
      names: [],
      bound: [],
      optional,
      start: module.startIndex,
      end: module.endIndex,
    };
  });
}

function from(statement: Node): ImportedModule[] {
  const module = statement.childForFieldName('module_name');
  if (module === null) return [];
  const taken = statement.childrenForFieldName('name');
  const named = (field: 'name' | 'alias'): string[] =>
    taken.map((name) => (name.type === 'aliased_import' ? (name.childForFieldName(field)?.text ?? '') : name.text));
  const isAll = statement.namedChildren.some(({ type }) => type === 'wildcard_import');
  const [names, bound] = isAll ? [['*'], ['*']] : [named('name'), named('alias')];
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/su.exec(module.text.replace(/\s+/gu, '')) ?? [];
  return [
    { module: rest, dots: dots.length, names, bound, optional: isOptional(statement), start: module.startIndex, end: module.endIndex },
  ];
}

/** Conditions that hold whenever the text is run, or whenever it is started. */
const alwaysMet = /^\(?(?:True|1|not False|.*\b__name__\b.*)\)?$/su;
const swallowing = /\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b/u;

/** Whether a statement stands under a condition, of a version or of whatever else, or where a failing import is caught. */
function isOptional(statement: Node): boolean {
  for (let { parent } = statement; parent !== null; parent = parent.parent) {
    if (/^(?:if_statement|elif_clause|else_clause)$/u.test(parent.type) && isChosen(parent)) return true;
    if (parent.type === 'try_statement' && isSwallowed(parent)) return true;
    if (parent.type === 'with_statement' && /\bsuppress\s*\(/u.test(parent.text.split('\n', 1)[0] ?? '')) return true;
  }
  return false;
}

/** Whether a branch of an `if` is taken only sometimes. */
function isChosen(branch: Node): boolean {
  if (branch.type === 'else_clause') return branch.parent?.type === 'if_statement';
  return !alwaysMet.test(branch.childForFieldName('condition')?.text ?? '');
}

function isSwallowed(attempt: Node): boolean {
  return attempt.namedChildren.some((child) => {
    if (child.type !== 'except_clause') return false;
    const head = child.text.split(':', 1)[0] ?? '';
    return /^except\s*$/u.test(head) || swallowing.test(head);
  });
}
