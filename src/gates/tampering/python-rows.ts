import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';
import { timesOf, type Rounds } from './test-facts.ts';

/** Lists of a file by the name that the file gives them once. */
export type Lists = ReadonlyMap<string, SyntaxNode>;

export function listsOf(root: SyntaxNode): Lists {
  const assigned = root.children.flatMap(({ type, children: [assignment] }) =>
    type === 'expression_statement' && assignment?.type === 'assignment' ? [assignment] : [],
  );
  const byName = Map.groupBy(assigned, (one) => one.child('left')?.text ?? '');
  return new Map(
    [...byName].flatMap(([name, all]) => {
      const value = all.length === 1 ? all[0]?.child('right') : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** How many different rows a list that is written out has. Those that are told to be skipped are none. */
function rowsOf(value: SyntaxNode | undefined, lists: Lists): Rounds {
  if (value === undefined) return undefined;
  if (value.type === 'subscript') return partOf(value, lists);
  if (value.type === 'list_comprehension') return ofEach(value, lists);
  if (value.type === 'identifier') return lists.has(value.text) ? rowsOf(lists.get(value.text), new Map()) : undefined;
  if (!/^(?:list|tuple|set)$/u.test(value.type)) return undefined;
  const rows = value.children.filter(({ type, text }) => type !== 'comment' && !/\bmark\.(?:skip|xfail)/u.test(text));
  return rows.some(({ type }) => type === 'list_splat') ? undefined : new Set(rows.map(({ text }) => text.replace(/\s+/gu, ' '))).size;
}

/** `[change(row) for row in ROWS]`: as many as there are; with a condition nobody can read how many. */
function ofEach({ children }: SyntaxNode, lists: Lists): Rounds {
  const [loop, ...others] = children.filter(({ type }) => /^(?:for_in|if)_clause$/u.test(type));
  return others.length === 0 && loop?.type === 'for_in_clause' ? rowsOf(loop.child('right'), lists) : undefined;
}

/** `ROWS[:1]`: as many as a part of a list has. */
function partOf(node: SyntaxNode, lists: Lists): Rounds {
  const [all, parts] = [
    rowsOf(node.child('value'), lists),
    /^\[\s*(-?\d+)?\s*:\s*(-?\d+)?\s*\]$/u.exec(node.text.slice(node.child('value')?.text.length ?? 0)),
  ];
  if (all === undefined || parts === null) return undefined;
  const [, from = '0', to = String(all)] = parts;
  return Array.from({ length: all }).slice(Number(from), Number(to)).length;
}

/** How often a loop runs what is in it. A loop that does not use what it goes through says the same each time. */
export function roundsOf(loop: SyntaxNode, lists: Lists): Rounds {
  const names = loop.child('left')?.text.match(/\w+/gu) ?? [];
  return uses(loop.child('body'), names) ? atLeastOnce(rowsOf(loop.child('right'), lists)) : 1;
}

interface Table {
  readonly rows: Rounds;
  /** A table without rows: the test is not run. */
  readonly isEmpty: boolean;
}

/** Of `@pytest.mark.parametrize(names, rows)` and `@parameterized.expand(rows)`; undefined for any other decorator. */
export function tableOf(decorator: SyntaxNode, definition: SyntaxNode, lists: Lists): Table | undefined {
  const call = decorator.children.find(({ type }) => type === 'call');
  const name = /(?:^|\.)(?:parametrize|expand)$/u.exec(call?.child('function')?.text ?? '')?.[0];
  if (call === undefined || name === undefined) return undefined;
  const isExpand = name.endsWith('expand');
  const rows = rowsOf(given(call, 'argvalues', isExpand ? 0 : 1), lists);
  const names = given(call, 'argnames', 0)?.text.match(/\w+/gu) ?? [];
  const isUsed = isExpand || uses(definition.child('body'), names);
  return { rows: isUsed ? atLeastOnce(rows) : 1, isEmpty: rows === 0 };
}

function given(call: SyntaxNode, name: string, position: number): SyntaxNode | undefined {
  const all = call.child('arguments')?.children.filter(({ type }) => type !== 'comment') ?? [];
  const named = all.find((one) => one.type === 'keyword_argument' && one.child('name')?.text === name);
  return named?.child('value') ?? all.filter(({ type }) => type !== 'keyword_argument')[position];
}

export function allRows(tables: readonly Table[]): Rounds {
  return tables.reduce<Rounds>((product, { rows }) => timesOf(product, rows), 1);
}

function atLeastOnce(rows: Rounds): Rounds {
  return rows === undefined ? undefined : Math.max(1, rows);
}

function uses(node: SyntaxNode | undefined, names: readonly string[]): boolean {
  return (
    node !== undefined && ((node.type === 'identifier' && names.includes(node.text)) || node.children.some((child) => uses(child, names)))
  );
}
