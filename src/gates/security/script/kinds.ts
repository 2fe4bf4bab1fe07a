/** No dangers but things known of a text, which prove it safe together or at the right place. */
export const partialProofs = ['no-dots', 'no-leading-slash', 'leading-slash', 'no-double-slash', 'same-prefix'] as const;

/** What data can be dangerous for. */
export const dangerKinds = [
  'command',
  'code',
  'path',
  'html',
  'script-url',
  'sql',
  'nosql',
  'header',
  'log',
  'redirect',
  'xpath',
  'ldap',
  'ssrf',
  'prototype',
  'regex-source',
  'regex-input',
  'template',
  'deserialise',
  'xml',
  'exposure',
  'mass-assignment',
  'amount',
  'member',
  'option',
  ...partialProofs,
] as const;

export type DangerKind = (typeof dangerKinds)[number];

/** A set of kinds as bits. */
export type KindSet = number;

const bits = new Map<DangerKind, number>(dangerKinds.map((kind, index) => [kind, 1 << index]));

export function kindSet(...kinds: readonly DangerKind[]): KindSet {
  return kinds.reduce((set, kind) => set | (bits.get(kind) ?? 0), 0);
}

export function hasKind(set: KindSet, kind: DangerKind): boolean {
  return (set & (bits.get(kind) ?? 0)) !== 0;
}
