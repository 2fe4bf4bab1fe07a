/** What one tool said of one case of the set: how many findings of security in each of its three texts. */
export interface Flags {
  readonly cwe: string;
  readonly language: string;
  readonly vulnerable: number;
  readonly fixed: number;
  readonly safe: number;
  /** Lines of the fixed and the safe text together. */
  readonly harmlessLines: number;
}

/** How a tool did on some cases. Shares from 0 to 1. */
export interface Score {
  readonly pairs: number;
  readonly precision: number;
  readonly recall: number;
  /** Flagged among the fixed and the safe texts. */
  readonly falsePositiveRate: number;
  /** Youden's index: recall less the false-positive rate. Flagging everything and flagging nothing both have 0. */
  readonly j: number;
  readonly falsePerThousandLines: number;
}

export function scoreOf(flags: readonly Flags[]): Score {
  const found = count(flags, ({ vulnerable }) => vulnerable > 0);
  const wrong = count(flags, ({ fixed }) => fixed > 0) + count(flags, ({ safe }) => safe > 0);
  const recall = share(found, flags.length);
  const falsePositiveRate = share(wrong, 2 * flags.length);
  const findings = sum(flags.map(({ fixed, safe }) => fixed + safe));
  return {
    pairs: flags.length,
    precision: found + wrong === 0 ? 0 : share(found, found + wrong),
    recall,
    falsePositiveRate,
    j: recall - falsePositiveRate,
    falsePerThousandLines: 1000 * share(findings, sum(flags.map(({ harmlessLines }) => harmlessLines))),
  };
}

/** The mean of J over every weakness in every language: a weakness with many cases counts as much as one with few. */
export function macroJ(flags: readonly Flags[]): number {
  const groups = Map.groupBy(flags, ({ cwe, language }) => `${language} ${cwe}`);
  return sum([...groups.values()].map((group) => scoreOf(group).j)) / Math.max(1, groups.size);
}

function count<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.filter(is).length;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
