import type { Assigned, AssignmentRule } from '../engine/knowledge.ts';

function isHeader(assigned: Assigned, name?: RegExp): boolean {
  const headers = /headers$/iu.test(assigned.target) || /(?:Response|make_response|redirect)\(\)$/u.test(assigned.target) || /^(?:resp(?:onse)?)$/u.test(assigned.target);
  return headers && assigned.key !== undefined && !assigned.target.startsWith('web.request') && (name?.test(assigned.key) ?? true);
}

function isSetting(assigned: Assigned, names: RegExp): boolean {
  const inConfig = assigned.key !== undefined && names.test(assigned.key) && /config$|settings$|conf$/u.test(assigned.target);
  return inConfig || (assigned.key === undefined && names.test(assigned.target));
}

/** Assignments that are wrong, or wrong with untrusted data. */
export const assignments: readonly AssignmentRule[] = [
  { rule: 'certificate-not-verified', confidence: 'high', tainted: false, when: ({ target, value }) => /\.check_hostname$/u.test(target) && value.constant === false },
  { rule: 'certificate-not-verified', confidence: 'high', tainted: false, when: ({ target, value }) => /\.verify_mode$/u.test(target) && /CERT_NONE$/u.test(value.path ?? '') },
  { rule: 'certificate-not-verified', confidence: 'high', tainted: false, when: ({ target, value }) => /(?:requests\.Session\(\)|requests\.session\(\)|httpx\.Client\(\)|\?)\.verify$/u.test(target) && value.constant === false },
  { rule: 'certificate-not-verified', confidence: 'high', tainted: false, when: ({ target, value }) => target === 'ssl._create_default_https_context' && /_create_unverified_context$/u.test(value.path ?? '') },
  { rule: 'weak-cipher', confidence: 'high', tainted: false, when: ({ target, value }) => /\.minimum_version$/u.test(target) && /\.(?:SSLv3|TLSv1|TLSv1_1)$/u.test(value.path ?? '') },
  { rule: 'debug-mode', confidence: 'high', tainted: false, when: (assigned) => isSetting(assigned, /^(?:DEBUG|FLASK_DEBUG)$/u) && assigned.value.constant === true && assigned.mentions(/ALLOWED_HOSTS|INSTALLED_APPS|MIDDLEWARE|SECRET_KEY|django|flask|app\.config|class \w*Config/iu) },
  { rule: 'debug-mode', confidence: 'high', tainted: false, when: ({ target, value }) => /Flask\(\)\.debug$|^\?\.debug$|^app\.debug$/u.test(target) && value.constant === true },
  { rule: 'cookie-flags', confidence: 'high', tainted: false, when: (assigned) => isSetting(assigned, /^(?:SESSION_COOKIE_SECURE|SESSION_COOKIE_HTTPONLY|CSRF_COOKIE_SECURE|REMEMBER_COOKIE_SECURE|REMEMBER_COOKIE_HTTPONLY)$/u) && assigned.value.constant === false },
  { rule: 'cookie-for-any-site', confidence: 'medium', tainted: false, when: (assigned) => isSetting(assigned, /^SESSION_COOKIE_SAMESITE$/u) && /^none$/iu.test(String(assigned.value.constant ?? '')) },
  { rule: 'permissive-cors', confidence: 'high', tainted: false, when: (assigned) => isSetting(assigned, /^CORS_ALLOW_ALL_ORIGINS$|^CORS_ORIGIN_ALLOW_ALL$/u) && assigned.value.constant === true },
  { rule: 'permissive-cors', confidence: 'medium', tainted: false, when: (assigned) => isHeader(assigned, /^Access-Control-Allow-Origin$/iu) && assigned.value.constant === '*' && assigned.mentions(/Access-Control-Allow-Credentials/iu) },
  { rule: 'permissive-cors', confidence: 'high', tainted: true, when: (assigned) => isHeader(assigned, /^Access-Control-Allow-Origin$/iu) },
  { rule: 'header-injection', confidence: 'medium', tainted: true, when: (assigned) => isHeader(assigned) && !/^Access-Control-Allow-Origin$/iu.test(assigned.key ?? '') },
  { rule: 'open-redirect', confidence: 'high', tainted: true, when: (assigned) => isHeader(assigned, /^Location$/iu) },
];
