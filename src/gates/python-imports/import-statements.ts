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
  /** The program may go on without it: it is tried, only for a type checker, or asked of a platform or version first. */
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
    return { module: module.text.replace(/\s+/gu, ''), dots: 0, names: [], bound: [], optional, start: module.startIndex, end: module.endIndex };
  });
}

function from(statement: Node): ImportedModule[] {
  const module = statement.childForFieldName('module_name');
  if (module === null) return [];
  const taken = statement.childrenForFieldName('name');
  const named = (field: 'name' | 'alias'): string[] => taken.map((name) => (name.type === 'aliased_import' ? (name.childForFieldName(field)?.text ?? '') : name.text));
  const isAll = statement.namedChildren.some(({ type }) => type === 'wildcard_import');
  const [names, bound] = isAll ? [['*'], ['*']] : [named('name'), named('alias')];
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/su.exec(module.text.replace(/\s+/gu, '')) ?? [];
  return [{ module: rest, dots: dots.length, names, bound, optional: isOptional(statement), start: module.startIndex, end: module.endIndex }];
}

const softening = /\b(?:TYPE_CHECKING|sys\.version_info|sys\.platform|platform\.\w+|os\.name|find_spec|PY[23]|six\.PY[23])\b/u;
const swallowing = /\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b/u;

/** Whether a statement stands under a condition of the platform or of a type checker, or where a failing import is caught. */
function isOptional(statement: Node): boolean {
  for (let at: Node | null = statement, parent = at.parent; parent !== null; at = parent, parent = parent.parent) {
    if (parent.type === 'if_statement' && softening.test(parent.text.split('\n', 3).join('\n'))) return true;
    if (parent.type === 'try_statement' && isSwallowed(parent)) return true;
    if (parent.type === 'with_statement' && /\bsuppress\s*\(/u.test(parent.text.split('\n', 1)[0] ?? '')) return true;
  }
  return false;
}

function isSwallowed(attempt: Node): boolean {
  return attempt.namedChildren.some((child) => {
    if (child.type !== 'except_clause') return false;
    const head = child.text.split(':', 1)[0] ?? '';
    return /^except\s*$/u.test(head) || swallowing.test(head);
  });
}
