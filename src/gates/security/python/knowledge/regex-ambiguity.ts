import { parseRegex, UnmodelledError } from './regex-parser.ts';
import type { CharacterSet, Regex } from './regex-parser.ts';

/** Automata larger than this are not looked at: the search is quadratic in the states. */
const mostStates = 100;
const longestPattern = 600;

interface Automaton {
  /** By state: what can be done with a character, and where that leads. */
  readonly moves: { readonly set: CharacterSet; readonly to: number }[][];
  /** By state: where one can be without a character, once for every way. */
  readonly free: number[][];
}

class Builder implements Automaton {
  readonly moves: { readonly set: CharacterSet; readonly to: number }[][] = [];
  readonly free: number[][] = [];

  state(): number {
    if (this.moves.length >= mostStates) throw new UnmodelledError('too large');
    this.moves.push([]);
    this.free.push([]);
    return this.moves.length - 1;
  }

  link(from: number, to: number): void {
    this.free[from]?.push(to);
  }

  add(regex: Regex, from: number): number {
    switch (regex.kind) {
      case 'set': {
        const to = this.state();
        this.moves[from]?.push({ set: regex.has, to });
        return to;
      }
      case 'sequence':
        return regex.parts.reduce((at, part) => this.add(part, at), from);
      case 'choice': {
        const end = this.state();
        for (const option of regex.options) this.link(this.add(option, this.linked(from)), end);
        return end;
      }
      case 'repeat':
        return this.#repeat(regex, from);
    }
  }

  linked(from: number): number {
    const to = this.state();
    this.link(from, to);
    return to;
  }

  /** Counts are cut short: two rounds show the same ambiguity as a hundred. */
  #repeat(regex: Extract<Regex, { kind: 'repeat' }>, from: number): number {
    const endless = regex.most > 20;
    const rounds = endless ? Math.max(Math.min(regex.least, 2), 1) : Math.min(regex.least, 2);
    const start = this.linked(from);
    let at = start;
    for (let count = 0; count < rounds; count += 1) at = this.add(regex.of, at);
    if (endless) {
      const again = this.linked(at);
      this.link(this.add(regex.of, again), again);
      at = again;
    } else if (regex.most > regex.least) {
      const optional = this.linked(at);
      const end = this.linked(this.add(regex.of, optional));
      this.link(at, end);
      at = end;
    }
    const after = this.linked(at);
    if (endless && regex.least === 0) this.link(start, after);
    return after;
  }
}

/** The moves with a character out of a state, once for every way without a character to where they start, twice at most. */
function movesFrom(automaton: Automaton, state: number): readonly { set: CharacterSet; to: number }[] {
  const visits = new Map<number, number>();
  const onPath = new Set<number>();
  const moves: { set: CharacterSet; to: number }[] = [];
  const visit = (at: number): void => {
    const before = visits.get(at) ?? 0;
    if (before >= 2 || onPath.has(at)) return;
    visits.set(at, before + 1);
    onPath.add(at);
    moves.push(...(automaton.moves[at] ?? []));
    for (const next of automaton.free[at] ?? []) visit(next);
    onPath.delete(at);
  };
  visit(state);
  return moves;
}

type Moves = readonly (readonly { readonly set: CharacterSet; readonly to: number }[])[];

interface Pair {
  readonly a: number;
  readonly b: number;
  /** Whether the two have gone different ways. */
  readonly split: boolean;
}

/** Where two ways through the automaton can be after one more character that both accept. */
function nextPairs(at: Pair, moves: Moves): Pair[] {
  const pairs: Pair[] = [];
  for (const [index, one] of (moves[at.a] ?? []).entries()) {
    for (const [other, two] of (moves[at.b] ?? []).entries()) {
      const split = at.split || one.to !== two.to || (at.a === at.b && index !== other);
      if ((one.set & two.set) !== 0n) pairs.push({ a: one.to, b: two.to, split });
    }
  }
  return pairs;
}

/** Whether one text leads from a state back to itself in two ways: then every repetition doubles the work. */
function isAmbiguousAt(state: number, moves: Moves, work: { left: number }): boolean {
  const seen = new Set<string>();
  const queue: Pair[] = [{ a: state, b: state, split: false }];
  for (let at = queue.pop(); at !== undefined && work.left > 0; at = queue.pop()) {
    for (const pair of nextPairs(at, moves)) {
      work.left -= 1;
      if (pair.split && pair.a === state && pair.b === state) return true;
      const key = `${String(pair.a)},${String(pair.b)},${String(pair.split)}`;
      if (!seen.has(key) && seen.add(key)) queue.push(pair);
    }
  }
  return false;
}

const known = new Map<string, boolean>();

/**
 * Whether a pattern can take time that doubles with each character of a text (CWE-1333): its automaton has a state to
 * which one text leads back in two ways. What is not modelled is taken for harmless.
 */
export function isCatastrophic(pattern: string): boolean {
  const remembered = known.get(pattern);
  if (remembered !== undefined) return remembered;
  const found = pattern.length <= longestPattern && /[+*}]/u.test(pattern) && search(pattern);
  if (known.size > 500) known.clear();
  known.set(pattern, found);
  return found;
}

function search(pattern: string): boolean {
  try {
    const builder = new Builder();
    builder.add(parseRegex(pattern), builder.state());
    const moves = builder.moves.map((_, state) => movesFrom(builder, state));
    const work = { left: 30_000 };
    return moves.some((_, state) => isAmbiguousAt(state, moves, work));
  } catch (error) {
    if (error instanceof UnmodelledError) return false;
    throw error;
  }
}
