import { countsOf, oneForOne } from '../one-for-one.ts';
import { isAtLeast, type TestFact, type Claim } from './test-facts.ts';

/** What became of what a test claimed: `gone`, `open` where a loop may still say it, nobody can read of which values, or undefined. */
type Fate = 'gone' | 'open' | undefined;

/** A claim of the result that the base had not, with what of it stands for no claim of the base yet. */
interface Fresh {
  readonly claim: Claim;
  readonly left: Map<string, number>;
}

/** More comparisons would take longer than they are worth. */
const MOST_COMPARED = 4_000_000;

/**
 * Tells what became of the claims of a test that the base had. A claim stays where another one that is new says at least as much
 * of the same things: each value that is written in it stands in a place of its own there.
 */
export function fates(base: readonly Claim[], result: readonly Claim[]): (fact: TestFact) => Fate {
  const lost = without(base, result).toSorted((one, other) => other.own.length - one.own.length);
  const fresh = without(result, base).map((claim): Fresh => ({ claim, left: countsOf(claim.own) }));
  const found = new Map<TestFact, Fate>();
  const isTooMany = lost.length * fresh.length > MOST_COMPARED;
  for (const claim of lost) {
    const fate = isTooMany ? 'gone' : fateOf(claim, fresh);
    if (found.get(claim.fact) !== 'gone' && fate !== undefined) found.set(claim.fact, fate);
  }
  // What a helper says is a claim of the tests that call it.
  const ofHelper = (name: string): Fate => {
    const callers = new Set(base.filter(({ by }) => by.includes(name)).map(({ fact }) => fact));
    return callers.size === 0 || [...callers].some((fact) => found.get(fact) === 'gone')
      ? 'gone'
      : [...callers].map((fact) => found.get(fact)).find((one) => one !== undefined);
  };
  const known = new Set(base.map(({ fact }) => fact));
  return (fact) => {
    if (fact.kind === 'helper') return ofHelper(fact.name.split(' > ').at(-1) ?? '');
    return known.has(fact) ? found.get(fact) : 'gone';
  };
}

function without(all: readonly Claim[], others: readonly Claim[]): readonly Claim[] {
  return oneForOne(others.map(keyOf), all, keyOf).fresh;
}

function keyOf({ strength, isSure, isOpen, own, around, names }: Claim): string {
  return JSON.stringify([strength, isSure, isOpen, own.toSorted(), [...around].toSorted(), [...names].toSorted()]);
}

function fateOf(lost: Claim, fresh: readonly Fresh[]): Fate {
  if (lost.names.size === 0 || lost.own.length + lost.around.size === 0) return 'gone';
  const able = fresh.filter(
    ({ claim }) =>
      (claim.isSure || !lost.isSure) && isAtLeast(claim.strength, lost.strength) && [...lost.names].every((name) => claim.names.has(name)),
  );
  const wanted = countsOf(lost.own);
  const place = able.find((one) => says(one, wanted, lost.around));
  if (place === undefined) return able.some(({ claim }) => claim.isOpen && claim.fact.repeated === undefined) ? 'open' : 'gone';
  for (const [value, count] of wanted) place.left.set(value, (place.left.get(value) ?? 0) - count);
  return undefined;
}

function says({ claim, left }: Fresh, wanted: ReadonlyMap<string, number>, around: ReadonlySet<string>): boolean {
  if (claim.isOpen) return false;
  return (
    [...wanted].every(([value, count]) => claim.around.has(value) || (left.get(value) ?? 0) >= count) &&
    [...around].every((value) => claim.around.has(value) || left.has(value))
  );
}
