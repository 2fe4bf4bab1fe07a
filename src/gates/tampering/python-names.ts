import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';
import type { FileNames, Mark } from './test-facts.ts';

/** What ends the process, and its success with it. */
const ENDS = /^(?:os\._exit|os\.abort|sys\.exit|exit|quit|_exit)$/u;

/** What the names of a Python file of tests mean, and what it does to all of its tests. */
export function pythonNames(root: SyntaxNode): FileNames {
  const imported = new Map<string, string>();
  const declared: FileNames['declared'][number][] = [];
  const marks: Mark[] = [];
  const visit = (node: SyntaxNode): void => {
    // `if __name__ == "__main__": sys.exit(pytest.main())` is met by no runner.
    if (node.type === 'if_statement' && /\b__name__\b/u.test(node.child('condition')?.text ?? '')) return;
    if (node.type === 'import_statement' || node.type === 'import_from_statement') importsOf(node, imported);
    else declared.push(...declaredBy(node));
    const word = takesOver(node);
    if (word !== undefined) marks.push({ word, start: node.start, end: node.end });
    node.children.forEach(visit);
  };
  visit(root);
  return { imported, declared, marks };
}

function importsOf(node: SyntaxNode, imported: Map<string, string>): void {
  const from = node.child('module_name')?.text;
  for (const name of node.all('name')) {
    const own = (name.child('name') ?? name).text;
    imported.set(name.child('alias')?.text ?? (from === undefined ? (own.split('.')[0] ?? own) : own), from ?? own);
  }
}

function declaredBy(node: SyntaxNode): readonly FileNames['declared'][number][] {
  const place = { start: node.start, end: node.end, isTop: true };
  if (node.type === 'function_definition' || node.type === 'class_definition') {
    return isOfClass(node) ? [] : [{ word: node.child('name')?.text ?? '', ...place }];
  }
  if (node.type !== 'assignment' && node.type !== 'named_expression') return [];
  const left = node.child(node.type === 'assignment' ? 'left' : 'name');
  const names = left === undefined ? [] : left.type === 'identifier' ? [left] : left.children.filter(({ type }) => type === 'identifier' && /^(?:pattern_list|tuple_pattern)$/u.test(left.type));
  const value = node.child('right');
  const from = value?.type === 'call' ? value.child('function')?.text.split('.')[0] : undefined;
  return isOfClass(node) ? [] : names.map(({ text }) => ({ word: text, ...place, ...(from === undefined ? {} : { from }) }));
}

/** A method, or an attribute of a class: another name than the file's. */
function isOfClass(node: SyntaxNode): boolean {
  let above = node.parent;
  while (above !== undefined && /^(?:decorated_definition|expression_statement|block)$/u.test(above.type)) above = above.parent;
  return above?.type === 'class_definition';
}

function takesOver(node: SyntaxNode): string | undefined {
  if (node.type === 'call') {
    const name = node.child('function')?.text ?? '';
    return ENDS.test(name) && !isExpected(node) ? `${name}()` : undefined;
  }
  if (node.type === 'raise_statement') return /^SystemExit\b/u.test(node.children[0]?.text ?? '') && !isExpected(node) ? 'raise SystemExit' : undefined;
  const left = node.type === 'assignment' ? node.child('left')?.text ?? '' : '';
  return /\.__test__$/u.test(left) ? `${left} = …` : undefined;
}

/** Within `with pytest.raises(SystemExit):`. */
function isExpected(node: SyntaxNode): boolean {
  for (let above = node.parent; above !== undefined; above = above.parent) {
    if (above.type === 'with_statement' && /\b(?:raises|assertRaises\w*)\s*\(/u.test(above.children[0]?.text ?? '')) return true;
  }
  return false;
}
