import type { SyntaxNode, SyntaxTree } from '../security/python/engine/syntax-tree.ts';
import type { Mark } from './test-facts.ts';

/** What pytest itself calls or reads, but for the options of its command line: https://docs.pytest.org/en/stable/reference/reference.html#hooks */
const HOOK = /^(?:pytest_(?!addoption$)\w+|collect_ignore\w*|pytestmark)$/u;
const ENDS = /^(?:pytest\.(?:skip|xfail|exit|importorskip)|os\._exit|sys\.exit|exit|quit)$/u;
const PATCHES = /(?:^|\.)(?:setattr|delattr|patch(?:\.\w+)*)$/u;

/**
 * What a conftest.py does to tests that do not ask for it: hooks, ways out, and names of other modules that it replaces by
 * itself. Fixtures are none of it.
 */
export function takesOver({ root }: SyntaxTree): readonly Mark[] {
  const found: Mark[] = [];
  const visit = (node: SyntaxNode, runs: boolean): void => {
    if (isTakeover(node, runs)) found.push({ word: node.text.split('\n')[0]?.trim().slice(0, 60) ?? '', start: node.start, end: node.end });
    const own = node.type === 'function_definition' || node.type === 'lambda' ? isAutomatic(node) : runs;
    for (const child of node.children) visit(child, own);
  };
  visit(root, true);
  return found;
}

/** A fixture that every test gets. */
function isAutomatic({ parent }: SyntaxNode): boolean {
  return (
    parent?.type === 'decorated_definition' &&
    parent.children.some(({ type, text }) => type === 'decorator' && /\bautouse\s*=\s*(?!False)/u.test(text))
  );
}

function isTakeover(node: SyntaxNode, runs: boolean): boolean {
  switch (node.type) {
    case 'function_definition':
      return isHook(node.child('name'));
    case 'import_from_statement':
      return (
        node.all('name').some((name) => isHook(name.child('alias') ?? name)) || node.children.some(({ type }) => type === 'wildcard_import')
      );
    case 'assignment':
    case 'augmented_assignment':
      return isReplacement(node.child('left'), runs);
    case 'call':
      return runs && acts(node.child('function')?.text ?? '');
    default:
      return false;
  }
}

function isHook(name: SyntaxNode | undefined): boolean {
  return name !== undefined && HOOK.test(name.text);
}

function acts(callee: string): boolean {
  return ENDS.test(callee) || PATCHES.test(callee);
}

function isReplacement(left: SyntaxNode | undefined, runs: boolean): boolean {
  if (left?.type === 'identifier') return HOOK.test(left.text);
  return runs && (left?.type === 'attribute' || left?.type === 'subscript') && !/^os\.environ\b/u.test(left.text);
}
