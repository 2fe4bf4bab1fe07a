import type { CharSet } from './char-set.ts';
import { canRefuse, isUnbounded } from './regex-tree.ts';
import type { RegexNode } from './regex-tree.ts';

/** Automata larger than this are not looked at. */
const mostStates = 400;
const mostWork = 60_000;

class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

interface Automaton {
  /** By state: what can be done with a character, and where that leads. */
  readonly moves: { readonly set: CharSet; readonly to: number }[][];
  /** By state: where one can be without a character, once for every way. */
  readonly free: number[][];
}

class Builder implements Automaton {
  readonly moves: { readonly set: CharSet; readonly to: number }[][] = [];
  readonly free: number[][] = [];
  /** The states in which another round of a loop begins whose match can be refused. */
  readonly loops: number[] = [];

  state(): number {
    if (this.moves.length >= mostStates) throw new TooLargeError('too many states');
    this.moves.push([]);
    this.free.push([]);
    return this.moves.length - 1;
  }

  link(from: number, to: number): void {
    this.free[from]?.push(to);
  }

  /** `refused`: what comes after can refuse a match, so that every way is tried. */
  add(regex: RegexNode, from: number, refused: boolean): number {
    switch (regex.type) {
      case 'chars': {
        const to = this.state();
        this.moves[from]?.push({ set: regex.set, to });
        return to;
      }
      case 'sequence':
        return regex.items.reduce((at, part, index) => this.add(part, at, refused || canRefuse(regex.items.slice(index + 1))), from);
      case 'choice': {
        const end = this.state();
        for (const option of regex.options) this.link(this.add(option, this.linked(from), refused), end);
        return end;
      }
      case 'repeat':
        return this.#repeat(regex, from, refused);
      default:
        return from;
    }
  }

  linked(from: number): number {
    const to = this.state();
    this.link(from, to);
    return to;
  }

  /** Counts are cut short: two rounds show the same ambiguity as a hundred. */
  #repeat(regex: Extract<RegexNode, { type: 'repeat' }>, from: number, refused: boolean): number {
    const endless = isUnbounded(regex);
    const rounds = endless ? Math.max(Math.min(regex.min, 2), 1) : Math.min(regex.min, 2);
    const start = this.linked(from);
    let at = start;
    for (let count = 0; count < rounds; count += 1) at = this.add(regex.item, at, refused);
    if (endless) {
      const again = this.linked(at);
      if (refused) this.loops.push(again);
      this.link(this.add(regex.item, again, refused), again);
      at = again;
    } else if (regex.max > regex.min) {
      const optional = this.linked(at);
      const end = this.linked(this.add(regex.item, optional, refused));
      this.link(at, end);
      at = end;
    }
    const after = this.linked(at);
    if (endless && regex.min === 0) this.link(start, after);
    return after;
  }
}

/** The moves with a character out of a state, once for every way without a character to where they start, twice at most. */
function movesFrom(automaton: Automaton, state: number): readonly { set: CharSet; to: number }[] {
  const visits = new Map<number, number>();
  const onPath = new Set<number>();
  const moves: { set: CharSet; to: number }[] = [];
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

type Moves = readonly (readonly { readonly set: CharSet; readonly to: number }[])[];

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

/** Whether one text leads from a state back to itself in two ways. */
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

/**
 * Whether matching can take time that doubles with each character of a text: the automaton has a loop in which one text
 * leads back to its beginning in two ways. `refusedAtEnd`: a match can be refused at the end of the pattern.
 */
export function isAmbiguous(tree: RegexNode, refusedAtEnd: boolean): boolean {
  try {
    const builder = new Builder();
    builder.add(tree, builder.state(), refusedAtEnd);
    const moves = builder.moves.map((_, state) => movesFrom(builder, state));
    const work = { left: mostWork };
    // The beginning of a loop takes no character: what leads out of it does.
    return builder.loops.some((loop) =>
      [...new Set((moves[loop] ?? []).map(({ to }) => to))].some((state) => isAmbiguousAt(state, moves, work)),
    );
  } catch (error) {
    if (error instanceof TooLargeError) return false;
    throw error;
  }
}
