import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';

/** Whether a node is an assertion that can fail, by itself. */
export type CanFail = (node: SyntaxNode) => boolean;

/** How many assertions of a test's body are always met and can fail the test, those of a loop as often as it runs. */
export function certainAssertions(body: SyntaxNode, canFail: CanFail, roundsOf: (loop: SyntaxNode) => number = () => 1): number {
  const names = new Map<string, number>();
  const count = (node: SyntaxNode): void => {
    if (node.type === 'identifier') names.set(node.text, (names.get(node.text) ?? 0) + 1);
    node.children.forEach(count);
  };
  count(body);
  const certain = (node: SyntaxNode | undefined): number => {
    if (node === undefined || neverRuns(node, names)) return 0;
    switch (node.type) {
      case 'if_statement':
        return certain(node.child('condition')) + branches(node, certain);
      case 'try_statement':
        return tried(node, { certain, canFail });
      case 'with_statement':
        return (endsHere(node, canFail) ? 0 : 1) * sum(node.children, certain);
      case 'boolean_operator':
        return certain(node.child('left'));
      case 'for_statement':
        return roundsOf(node) * sum(node.children, certain);
      case 'conditional_expression':
      case 'match_statement':
        return 0;
      default:
        return (canFail(node) ? 1 : 0) + sum(node.children, certain);
    }
  };
  return certain(body);
}

type Certain = (node: SyntaxNode | undefined) => number;

function sum(nodes: readonly SyntaxNode[], certain: Certain): number {
  return nodes.reduce((total, node) => total + certain(node), 0);
}

/** The least that a way through an `if` asserts: none where there is no `else`. */
function branches(node: SyntaxNode, certain: Certain): number {
  const others = node.all('alternative');
  if (!others.some(({ type }) => type === 'else_clause')) return 0;
  return Math.min(certain(node.child('consequence')), ...others.map((one) => certain(one.child('body') ?? one.child('consequence'))));
}

function tried(node: SyntaxNode, { certain, canFail }: { readonly certain: Certain; readonly canFail: CanFail }): number {
  const after = node.children.filter(({ type }) => type === 'else_clause' || type === 'finally_clause');
  const isSwallowed = node.children.some((one) => one.type.startsWith('except') && catchesFailure(one) && !passesOn(one, canFail));
  return (isSwallowed ? 0 : certain(node.child('body'))) + sum(after, certain);
}

const FAILURE = /^(?:AssertionError|Exception|BaseException)$/u;

/** `except:`, `except Exception as error:`, `except (A, AssertionError):`. */
function catchesFailure({ children }: SyntaxNode): boolean {
  const caught = children.filter(({ type }) => type !== 'block' && type !== 'comment');
  const names = caught.flatMap(({ text }) => text.match(/\w+/gu) ?? []);
  return caught.length === 0 || names.some((name) => FAILURE.test(name));
}

function passesOn(node: SyntaxNode, canFail: CanFail): boolean {
  const isFailure = node.type === 'call' && /(?:^|\.)fail$/u.test(node.child('function')?.text ?? '');
  return node.type === 'raise_statement' || isFailure || canFail(node) || node.children.some((child) => passesOn(child, canFail));
}

function suppresses(node: SyntaxNode): boolean {
  const heads = node.children.filter(({ type }) => type === 'with_clause').map(({ text }) => text);
  return heads.some((text) => /\bsuppress\s*\(/u.test(text) && /\b(?:AssertionError|Exception|BaseException)\b/u.test(text));
}

/** Whether what fails within a `with` fails no test. */
function endsHere(node: SyntaxNode, canFail: CanFail): boolean {
  return suppresses(node) || wantsFailure(node, canFail);
}

/** `with pytest.raises(AssertionError): assert …`: what is asserted there must not hold. */
export function wantsFailure(node: SyntaxNode, canFail: CanFail): boolean {
  const heads = node.children.filter(({ type }) => type === 'with_clause').map(({ text }) => text);
  const asserts = (one: SyntaxNode): boolean => canFail(one) || one.children.some(asserts);
  const body = node.child('body');
  return (
    body !== undefined &&
    heads.some((text) => /\b(?:raises|assertRaises\w*)\s*\([^)]*\b(?:AssertionError|Exception|BaseException)\b/u.test(text)) &&
    asserts(body)
  );
}

function neverRuns(node: SyntaxNode, names: ReadonlyMap<string, number>): boolean {
  const textOf = (field: string): string => node.child(field)?.text ?? '';
  if (node.type === 'for_statement') return /^(?:\[\s*\]|\(\s*\)|\{\s*\})$/u.test(textOf('right'));
  if (node.type === 'while_statement') return /^(?:False|0|None)$/u.test(textOf('condition'));
  return node.type === 'function_definition' && node.parent?.type !== 'decorated_definition' && (names.get(textOf('name')) ?? 0) <= 1;
}
