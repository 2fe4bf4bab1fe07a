import type { Confidence } from '../rule.ts';
import type { Arrival } from './engine/engine.ts';
import { kindSet, hasKind } from './kinds.ts';

/** What a person at their own machine may do anyway. */
const ownBusiness = kindSet(
  'path',
  'ssrf',
  'log',
  'regex-source',
  'regex-input',
  'redirect',
  'header',
  'html',
  'template',
  'xml',
  'exposure',
  'mass-assignment',
  'amount',
  'member',
  'option',
);
/** What is dangerous enough to say of a library whose callers are not known. */
const mostDangerous = kindSet(
  'command',
  'code',
  'sql',
  'path',
  'html',
  'deserialise',
  'prototype',
  'template',
  'regex-input',
  'nosql',
  'xpath',
  'ldap',
);
/** Many programs do this on purpose, or the platform catches it. */
const oftenHarmless = kindSet('log', 'header', 'exposure', 'mass-assignment', 'regex-source', 'amount', 'member', 'option');

/** What somebody had stored is used as a value everywhere; as more than that it should not be. */
const dangerousWhenStored = kindSet('command', 'code', 'sql', 'html', 'template');

function lowered(confidence: Confidence): Confidence {
  return confidence === 'high' ? 'medium' : 'low';
}

/** Data whose writer is somebody else than a stranger on the way. */
function ofOthers({ kind, taint }: Arrival, from: 'parameter' | 'stored' | 'environment' | 'local'): Confidence | undefined {
  switch (from) {
    case 'parameter':
      return hasKind(mostDangerous, kind) && !taint.doubtful ? 'low' : undefined;
    case 'stored':
      return hasKind(dangerousWhenStored, kind) && !taint.doubtful ? 'medium' : undefined;
    case 'environment':
      return hasKind(ownBusiness, kind) ? undefined : 'low';
    case 'local':
      if (hasKind(ownBusiness, kind)) return 'low';
      return taint.doubtful ? 'medium' : 'high';
  }
}

/** How sure it is that an arrival is a hole; `undefined`: it is none. */
export function confidenceOf(arrival: Arrival): Confidence | undefined {
  const { kind, taint } = arrival;
  const { from } = taint.source;
  if (from !== 'remote' && from !== 'error') return ofOthers(arrival, from);
  if (taint.source.guessed === true) return 'low';
  const sure: Confidence = hasKind(oftenHarmless, kind) ? 'medium' : 'high';
  return taint.doubtful || arrival.doubtful === true ? lowered(sure) : sure;
}
