import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';
import type { FileNames, Mark } from './test-facts.ts';

/** What ends the process, and its success with it. */
const ENDS = /^(?:os\._exit|os\.abort|sys\.exit|exit|quit|_exit)$/u;

/** What belongs to a class of tests or to unittest: `Test.test_one`, `self.assertEqual`. */
const OF_TESTS = /\.(?:__test__|failureException|assert[A-Z]\w*)$|^\w*Test\w*\.test\w*$/u;

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
  if (isOfClass(node)) return [];
  const place = { start: node.start, end: node.end, isTop: true };
  const value = node.child('right');
  const from = value?.type === 'call' ? value.child('function')?.text.split('.')[0] : undefined;
  return namesOf(node).map(({ text }) => ({ word: text, ...place, ...(from === undefined ? {} : { from }) }));
}

function namesOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'assignment') return namesIn(node.child('left'));
  return /^(?:function_definition|class_definition|named_expression)$/u.test(node.type) ? namesIn(node.child('name')) : [];
}

function namesIn(left: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (left?.type === 'identifier') return [left];
  return left !== undefined && /^(?:pattern_list|tuple_pattern)$/u.test(left.type)
    ? left.children.filter(({ type }) => type === 'identifier')
    : [];
}

/** A method, or an attribute of a class: another name than the file's. */
function isOfClass(node: SyntaxNode): boolean {
  let above = node.parent;
  while (above !== undefined && /^(?:decorated_definition|expression_statement|block)$/u.test(above.type)) above = above.parent;
  return above?.type === 'class_definition';
}

function takesOver(node: SyntaxNode): string | undefined {
  const first = node.children[0]?.text ?? '';
  switch (node.type) {
    case 'call':
      return ENDS.test(first) && !isExpected(node) ? `${first}()` : undefined;
    case 'raise_statement':
      return /^SystemExit\b/u.test(first) && !isExpected(node) ? 'raise SystemExit' : undefined;
    case 'assignment':
    case 'delete_statement':
      return OF_TESTS.test(first) ? `${first} is given up` : undefined;
    default:
      return undefined;
  }
}

/** Within `with pytest.raises(SystemExit):`. */
function isExpected(node: SyntaxNode): boolean {
  for (let above = node.parent; above !== undefined; above = above.parent) {
    if (above.type === 'with_statement' && /\b(?:raises|assertRaises\w*)\s*\(/u.test(above.children[0]?.text ?? '')) return true;
  }
  return false;
}
