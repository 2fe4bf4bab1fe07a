import type { Assigned, AssignmentRule } from '../engine/knowledge.ts';
import { settingAssignments } from './settings.ts';
import { tlsAssignments } from './tls-apis.ts';

function isHeader(assigned: Assigned, name?: RegExp): boolean {
  const headers =
    /headers$/iu.test(assigned.target) ||
    /(?:Response|make_response|redirect)\(\)$/u.test(assigned.target) ||
    /^(?:resp(?:onse)?)$/u.test(assigned.target);
  return headers && assigned.key !== undefined && !assigned.target.startsWith('web.request') && (name?.test(assigned.key) ?? true);
}

function isSetting(assigned: Assigned, names: RegExp): boolean {
  const inConfig = assigned.key !== undefined && names.test(assigned.key) && /config$|settings$|conf$/u.test(assigned.target);
  return inConfig || (assigned.key === undefined && names.test(assigned.target));
}

/** Assignments that are wrong, or wrong with untrusted data. */
export const assignments: readonly AssignmentRule[] = [
  ...tlsAssignments,
  ...settingAssignments,
  {
    rule: 'weak-cipher',
    confidence: 'high',
    tainted: false,
    when: ({ target, value }) => /\.minimum_version$/u.test(target) && /\.(?:SSLv3|TLSv1|TLSv1_1)$/u.test(value.path ?? ''),
  },
  {
    rule: 'debug-mode',
    confidence: 'high',
    tainted: false,
    when: ({ target, value }) => /Flask\(\)\.debug$|^\?\.debug$|^app\.debug$/u.test(target) && value.constant === true,
  },
  {
    rule: 'permissive-cors',
    confidence: 'high',
    tainted: false,
    when: (assigned) => isSetting(assigned, /^CORS_ALLOW_ALL_ORIGINS$|^CORS_ORIGIN_ALLOW_ALL$/u) && assigned.value.constant === true,
  },
  {
    rule: 'permissive-cors',
    confidence: 'medium',
    tainted: false,
    when: (assigned) =>
      isHeader(assigned, /^Access-Control-Allow-Origin$/iu) &&
      assigned.value.constant === '*' &&
      assigned.mentions(/Access-Control-Allow-Credentials/iu),
  },
  { rule: 'permissive-cors', confidence: 'high', tainted: true, when: (assigned) => isHeader(assigned, /^Access-Control-Allow-Origin$/iu) },
  {
    rule: 'header-injection',
    confidence: 'medium',
    tainted: true,
    when: (assigned) => isHeader(assigned) && !/^Access-Control-Allow-Origin$/iu.test(assigned.key ?? ''),
  },
  { rule: 'open-redirect', confidence: 'high', tainted: true, when: (assigned) => isHeader(assigned, /^Location$/iu) },
];
