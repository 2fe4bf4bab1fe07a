import type { ApiRule, GuardRule, Knowledge, MemberRule, SinkRule, SourceRule, TransformRule } from './knowledge.ts';
import type { Taint } from './value.ts';

/** Knowledge with its lists turned into look-ups. */
export interface Compiled {
  readonly knowledge: Knowledge;
  source(path: string): SourceRule | undefined;
  transforms(path: string): readonly TransformRule[];
  guards(path: string): readonly GuardRule[];
  sinks(path: string): readonly SinkRule[];
  apis(path: string): readonly ApiRule[];
  /** The bit of a weakness, and the bits of several; `everything` is all of them. */
  bits(rules: readonly string[] | 'everything'): number;
  /** What numbers, flags and choices from lists cannot cause. */
  readonly everything: number;
  /** The one way in which a path is written. */
  canonical(path: string): string;
  members(name: string): readonly MemberRule[];
}

/** The same few paths are asked for again and again. */
function remembering<T>(look: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly found: T }>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before.found;
    if (known.size > 5000) known.clear();
    const found = look(path);
    known.set(path, { found });
    return found;
  };
}

function byCallee<Rule extends { readonly callees: readonly string[] }>(rules: readonly Rule[]): (path: string) => readonly Rule[] {
  const table = new Map<string, Rule[]>();
  for (const rule of rules) for (const callee of rule.callees) table.set(callee, [...(table.get(callee) ?? []), rule]);
  const none: readonly Rule[] = [];
  return remembering((path) => {
    const exact = table.get(path);
    const dot = path.lastIndexOf('.');
    const method = dot < 0 ? undefined : table.get(path.slice(dot));
    return exact === undefined ? (method ?? none) : method === undefined ? exact : [...exact, ...method];
  });
}

function canonicalBy(aliases: readonly (readonly [string, string])[]): (path: string) => string {
  const table = new Map(aliases);
  return remembering((path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const alias = table.get(path.slice(0, end));
      if (alias !== undefined) return alias + path.slice(end);
    }
    return path;
  });
}

/** Weaknesses that untrusted data causes have a bit each; a taint of another kind causes one only, so these share by whether `everything` has them. */
function bitNames(knowledge: Knowledge): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(knowledge.rules).flatMap(([name, { data }]) =>
      data === undefined ? [] : [[name, data.kind === undefined ? name : isKept(data.kind) ? 'kept' : 'other']],
    ),
  );
}

function isKept(kind: Taint['kind']): boolean {
  return kind === 'guessable' || kind === 'exception';
}

/** Guessable numbers stay guessable whatever is done to them: their bit is never part of `everything`. */
export function compile(knowledge: Knowledge): Compiled {
  const named = bitNames(knowledge);
  const names = [
    ...new Set([...named.values(), 'no-dots', 'not-absolute', 'begins-with-slash', 'no-double-slash', 'plain-text', 'stored']),
  ];
  if (names.length > 32) throw new Error('more weaknesses than bits');
  const own = new Map(names.map((name, index) => [name, 1 << index]));
  const bitOf = new Map([...own, ...[...named].map(([rule, name]) => [rule, own.get(name) ?? 0] as const)]);
  const everything = names.reduce((mask, name) => (name === 'kept' ? mask : mask | (own.get(name) ?? 0)), 0);
  const bits = (rules: readonly string[] | 'everything'): number =>
    rules === 'everything' ? everything : rules.reduce((mask, rule) => mask | (bitOf.get(rule) ?? 0), 0);
  const sources = new Map(knowledge.sources.flatMap((rule) => rule.paths.map((path) => [path, rule] as const)));
  const members = byCallee(knowledge.members.map((rule) => ({ ...rule, callees: rule.names })));
  return {
    knowledge,
    source: (path) => sources.get(path) ?? sources.get(path.slice(Math.max(path.lastIndexOf('.'), 0))),
    transforms: byCallee(knowledge.transforms),
    guards: byCallee(knowledge.guards),
    sinks: byCallee(knowledge.sinks),
    apis: byCallee(knowledge.apis),
    bits,
    everything,
    canonical: canonicalBy(knowledge.aliases),
    members,
  };
}
