import type { ApiRule, AssertionRule, Assigned, AssignmentRule, Call, ComparisonRule, DecorationRule } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';
import type { Value } from '../engine/value.ts';
import { isWrittenOut, writtenSecretApis } from './written-secrets.ts';

/*
 * What is wrong in the text itself: races (CWE-367), passwords (CWE-521), CSRF (CWE-352), frames (CWE-1021).
 */

/** Whether the function has asked something of the very file before this call. */
function asked(call: Call, questions: string): boolean {
  const place = call.node.child('arguments')?.children[0]?.text;
  const around = enclosing(call.node, ({ type }) => type === 'function_definition' || type === 'module');
  if (place === undefined || around === undefined || /^[frbu]*['"]/iu.test(place)) return false;
  const before = around.source.text.slice(around.start, call.node.start);
  const escaped = place.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`\b(?:${questions})\(\s*${escaped}\s*[,)]`, 'u').test(before);
}

const isMade = (call: Call): boolean => /^w[bt+]*$/u.test(String(call.argument(1, 'mode')?.constant));

const races: readonly ApiRule[] = [
  { rule: 'check-then-use', callees: ['open', 'os.open'], confidence: 'medium', when: (call) => asked(call, String.raw`os\.access`) },
  // Whether it is a link, and whose it is, may have changed until it is opened.
  {
    rule: 'check-then-use',
    callees: ['open', 'os.open'],
    confidence: 'medium',
    when: (call) =>
      asked(call, String.raw`os\.path\.islink|os\.l?stat`) &&
      /\bst_uid\b|\bst_mode\b|islink/u.test(call.around()) &&
      /\bst_uid\b|\braise\b|PermissionError/u.test(call.around()) &&
      !/O_NOFOLLOW|fstat/u.test(call.around()),
  },
  // To make what is not there yet is common and mostly harmless; a lock is nothing else.
  {
    rule: 'check-then-use',
    callees: ['open'],
    confidence: 'medium',
    when: (call) =>
      isMade(call) &&
      /(?:^|[^a-z])(?:lock|pid)|Lock|Pid/u.test(call.names().join(' ')) &&
      asked(call, String.raw`os\.path\.exists|os\.path\.isfile`),
  },
];

const shortest = 8;

function isTooShort(value: Value | undefined): boolean {
  return typeof value?.constant === 'number' && value.constant > 0 && value.constant < shortest;
}

const newPassword = /(?:^|[._["'])(?:new_?)?passw(?:or)?d\d?["'\])]*$/iu;

/** The fewest characters that `len(…) < 6` lets pass; not a number if it is no such comparison. */
function fewest(node: SyntaxNode): number {
  const comparison = node.parent;
  const [left, right, ...others] = comparison?.type === 'comparison_operator' ? comparison.children : [];
  if (left !== node || others.length > 0) return Number.NaN;
  const limit = Number(right?.text);
  return comparison?.operators[0] === '<' ? limit : comparison?.operators[0] === '<=' ? limit + 1 : Number.NaN;
}

/** `len(password) < 6`, with which shorter ones are refused. */
function asksTooLittle({ node }: Call): boolean {
  const least = fewest(node);
  return least > 1 && least < shortest && newPassword.test(node.child('arguments')?.children[0]?.text ?? '');
}

const policies: readonly ApiRule[] = [
  { rule: 'weak-password-policy', callees: ['len'], confidence: 'medium', when: asksTooLittle },
  {
    rule: 'weak-password-policy',
    callees: ['pydantic.Field', 'fastapi.Form', 'fastapi.Body', 'django.forms.CharField', 'rest_framework.serializers.CharField'],
    confidence: 'medium',
    when: (call) =>
      isTooShort(call.keywords.get('min_length')) &&
      /^\w*passw(?:or)?d\w*$/iu.test(call.names().find((name) => /^\w+$/u.test(name) && name !== call.name) ?? ''),
    at: ['min_length'],
  },
  {
    rule: 'weak-password-policy',
    callees: ['wtforms.PasswordField', 'flask_wtf.PasswordField'],
    confidence: 'medium',
    when: (call) =>
      (call.items(call.argument(1, 'validators')) ?? []).some(
        ({ made }) => made !== undefined && /\.Length$/u.test(made.path) && isTooShort(made.keywords.get('min') ?? made.positional[0]),
      ),
  },
];

function acceptsShortPasswords({ value, items, entry }: Assigned): boolean {
  const validators = items(value);
  if (validators?.length === 0) return true;
  return (
    validators?.some(
      (one) => /\.MinimumLengthValidator$/u.test(String(entry(one, 'NAME')?.constant)) && isTooShort(minimum(entry(one, 'OPTIONS'), entry)),
    ) === true
  );
}

function minimum(options: Value | undefined, entry: Assigned['entry']): Value | undefined {
  return options === undefined ? undefined : entry(options, 'min_length');
}

const settingsOfForms = ['WTF_CSRF_ENABLED', 'CSRF_ENABLED'];

const forms: readonly ApiRule[] = [
  {
    rule: 'csrf-protection-off',
    callees: ['.update', '.from_mapping'],
    confidence: 'medium',
    when: (call) =>
      /config|settings/u.test(call.path) &&
      call.keywords.get('TESTING')?.constant !== true &&
      settingsOfForms.some((name) => (call.keywords.get(name) ?? call.entry(call.positional[0], name))?.constant === false),
  },
];

/** `globals()[name]()`, where a name comes from outside and no list says which. */
function callsGlobal({ node, around }: Call): boolean {
  const called = node.child('function');
  if (called?.type !== 'subscript' || !/^(?:globals|locals)\(\)\[(?!\s*["'])/u.test(called.text)) return false;
  const text = around();
  return /\brequest\b|input\(|argv|parse_args|event\[/u.test(text) && !/\bin\s+[A-Z({[]|\bALLOWED|startswith\(/u.test(text);
}

const globals: readonly ApiRule[] = [{ rule: 'code-injection', callees: ['*'], confidence: 'medium', when: callsGlobal }];

export const practiceApis: readonly ApiRule[] = [...globals, ...writtenSecretApis, ...races, ...policies, ...forms];

function isSetting({ target, key }: Assigned, names: readonly string[]): boolean {
  return key === undefined ? names.includes(target) : names.includes(key) && /config$|settings$/u.test(target);
}

export const practiceAssignments: readonly AssignmentRule[] = [
  {
    rule: 'weak-password-policy',
    confidence: 'medium',
    tainted: false,
    when: (assigned) => assigned.target === 'AUTH_PASSWORD_VALIDATORS' && assigned.key === undefined && acceptsShortPasswords(assigned),
  },
  {
    rule: 'weak-hash',
    confidence: 'high',
    tainted: false,
    when: ({ target, value, items }) =>
      target === 'PASSWORD_HASHERS' && /\.(?:\w*MD5|\w*SHA1)PasswordHasher$/u.test(String(items(value)?.[0]?.constant)),
  },
  {
    rule: 'csrf-protection-off',
    confidence: 'medium',
    tainted: false,
    when: (assigned) =>
      isSetting(assigned, settingsOfForms) &&
      assigned.value.constant === false &&
      !assigned.mentions(/TESTING\b\W{1,8}True|class \w*Test/u),
  },
  {
    rule: 'hard-coded-secret',
    confidence: 'medium',
    tainted: false,
    when: (assigned) =>
      (/\.secret_key$/u.test(assigned.target) || isSetting(assigned, ['SECRET_KEY', 'JWT_SECRET_KEY'])) &&
      isWrittenOut(assigned.value) &&
      assigned.mentions(/flask|django|INSTALLED_APPS|jwt/iu),
  },
];

const comparedName = /(?:^|[._["'])(?:\w+_)?(?:password|passwd|passphrase|secret|api_?key|token)["'\])]*$/iu;

/** Letters and something else: no word that the program itself uses. */
const isNoWord = /^(?=.*[a-z])(?=.*[^a-z_\s.:/-]).{8,}$/iu;

const isSent = (value: Value): boolean => value.taints.some(({ kind, confidence }) => kind === 'untrusted' && confidence !== 'low');

export const practiceComparisons: readonly ComparisonRule[] = [
  {
    rule: 'hard-coded-secret',
    confidence: 'medium',
    when: ([a, b]) =>
      [[a, b] as const, [b, a] as const].some(
        ([sent, own]) =>
          isSent(sent.value) && comparedName.test(sent.text) && isWrittenOut(own.value) && isNoWord.test(String(own.value.constant)),
      ),
  },
];

/** Whoever is signed in by a cookie; what is signed by its sender needs no token. */
const usesSession = /request\.user|request\.session|login_required|LoginRequired|permission_required|current_user|IsAuthenticated/u;
const isSigned = /signature|hmac|compare_digest|construct_event|webhook|authorization/iu;

export const practiceDecorations: readonly DecorationRule[] = [
  {
    rule: 'csrf-protection-off',
    confidence: 'medium',
    paths: ['django.views.decorators.csrf.csrf_exempt', 'flask_wtf.csrf.CSRFProtect().exempt', 'flask_wtf.CSRFProtect().exempt'],
    when: (definition) => usesSession.test(definition) && !isSigned.test(definition),
  },
  {
    rule: 'framed-by-any-site',
    confidence: 'medium',
    paths: ['django.views.decorators.clickjacking.xframe_options_exempt'],
    when: (definition) => actsInPage.test(definition) && !isForOthers.test(definition),
  },
];

/** A page on which somebody who is signed in confirms something; one that is made for other sites says so. */
const actsInPage = /request\.method\s*==\s*["']POST|request\.POST|\.is_valid\(\)|request\.user\b|login_required|permission_required/u;
const isForOthers = /embed|widget|iframe|oembed|preview/iu;

export const practiceAssertions: readonly AssertionRule[] = [
  {
    rule: 'check-by-assertion',
    confidence: 'medium',
    of: /\b(?:is_superuser|is_staff|is_admin|is_authenticated|is_owner|has_perms?|has_permission|can_\w+|current_user|authori[sz]ed|permissions?|roles?)\b/u,
  },
];
