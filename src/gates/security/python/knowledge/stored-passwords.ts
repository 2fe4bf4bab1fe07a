import type { ApiRule, Assigned, AssignmentRule, Call } from '../engine/knowledge.ts';
import { beginningOfTrail } from '../engine/run.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { Taint, Value } from '../engine/value.ts';
import { makesRecord } from './bulk-sinks.ts';

/* Passwords that are kept as they came: CWE-256, https://docs.djangoproject.com/en/stable/topics/auth/passwords/. */

const column = /^(?:\w+_)?(?:passw(?:or)?d|pwd|passphrase)$/iu;
const columns = ['password', 'passwd', 'pwd', 'user_password', 'plain_password', 'passphrase'];

/** What takes a part of a request or leaves the text as it is; anything else may be a hash. */
const takes = /^(?:get|getlist|get_argument|strip|str|pop|input|getpass|\w*get_json|decode|encode)$/u;

function isUnaltered({ made }: Value): boolean {
  return made === undefined || takes.test(made.path.slice(made.path.lastIndexOf('.') + 1));
}

const isSent = ({ kind, confidence }: Taint): boolean => kind === 'untrusted' && (confidence === 'high' || confidence === 'medium');

/** What was hashed can do no more harm of any kind. */
function isPlain(call: Call, value: Value | undefined): boolean {
  return (
    value !== undefined &&
    isUnaltered(value) &&
    value.taints.some((taint) => isSent(taint) && !call.proved(taint, 'code-injection') && !call.proved(taint, 'stored'))
  );
}

/** Setting the field makes a hash of it. */
const hashesItself =
  /@\w*passw(?:or)?d\.setter|@validates\(\s*["']passw|def __set_?passw|def set_password|PasswordType\(|EncryptedType\(|pre_save|before_insert/u;

const queries =
  /\.objects\.(?:a?create|get_or_create|update_or_create|a?update)$|\.objects\..*\.update$|\.(?:insert|update)\(\).*\.values$|(?:^|\.)[A-Z]\w*\.(?:create|insert)$/u;

/** A keyword of a record, or of the query that makes one. */
function fillsRecord(call: Call): boolean {
  const isRecord = makesRecord(call) || queries.test(call.path);
  return isRecord && !hashesItself.test(call.node.source.text) && columns.some((name) => isPlain(call, call.keywords.get(name)));
}

/** Columns of an `INSERT` and of an `UPDATE` in the order of their placeholders. */
function columnsOf(statement: string): readonly string[] {
  const inserted = /\binsert\s+(?:or\s+\w+\s+)?into\s+[\w."`]+\s*\(([^)]*)\)\s*values/iu.exec(statement)?.[1];
  if (inserted !== undefined) return inserted.split(',').map((name) => name.replaceAll(/["`\s]/gu, ''));
  const assigned = /\bupdate\s+[\w."`]+\s+set\s+(.*?)(?:\bwhere\b|$)/isu.exec(statement)?.[1];
  return assigned === undefined ? [] : assigned.split(',').map((one) => one.replace(/=.*$/su, '').replaceAll(/["`\s]/gu, ''));
}

function statementOf(value: Value | undefined): string {
  const constant = value?.constant ?? value?.made?.positional[0]?.constant;
  return typeof constant === 'string' ? constant : '';
}

/** A statement that puts a password that came as it is into a column of that name. */
function insertsPlain(call: Call): boolean {
  const names = columnsOf(statementOf(call.positional[0]));
  if (!names.some((name) => column.test(name))) return false;
  const listed = call.items(call.positional[1]) ?? call.positional.slice(1);
  const named = [...(call.known(call.positional[1]) ?? [])].some(([key, value]) => column.test(String(key)) && isPlain(call, value));
  return named || names.some((name, index) => column.test(name) && isPlain(call, listed[index]));
}

function documentHolds(call: Call, document: Value | undefined): boolean {
  return [...(call.known(document) ?? [])].some(([key, value]) => column.test(String(key)) && isPlain(call, value));
}

/** A document, or what `$set` puts into one. */
function storesDocument(call: Call): boolean {
  const [first, second] = call.positional;
  const documents = [
    first,
    ...(call.items(first) ?? []),
    call.entry(second ?? first, '$set'),
    call.keywords.get('mapping'),
    call.keywords.get('Item'),
  ];
  return documents.some((document) => documentHolds(call, document));
}

/** A part of a request, or what is typed, that is called a password. */
function isPassword(taint: Taint): boolean {
  const from = beginningOfTrail(taint.trail);
  const said = [from, from.parent, from.parent?.parent].map((node) => node?.text ?? '').filter((text) => text.length < 120);
  return said.some((text) => /getpass\(|["'](?:\w+_)?passw(?:or)?d["']|(?:input|raw_input)\(\s*["'][^"']*passw/iu.test(text));
}

function writesPlain(call: Call): boolean {
  const written = [...call.positional, ...(call.items(call.positional[0]) ?? [])];
  return written.some(
    (value) =>
      isUnaltered(value) && call.taints(value).some((taint) => isSent(taint) && isPassword(taint) && !call.proved(taint, 'code-injection')),
  );
}

/** The whole number of a card, and the number that nobody may keep: https://www.pcisecuritystandards.org/document_library/. */
const cardColumns = [
  'card_number',
  'cc_number',
  'credit_card_number',
  'credit_card',
  'cvv',
  'cvc',
  'cvv2',
  'card_cvv',
  'card_cvc',
  'security_code',
];
const card = new RegExp(`^(?:${cardColumns.join('|')})$`, 'iu');
/** Whoever keeps cards for others takes them whole. */
const paymentService = /^(?:stripe|braintree|adyen|square|paypal|mollie|razorpay|omise|gateway)\b|Token\.create$/iu;
const encrypts = /encrypt|cipher|vault|tokeni[sz]|fernet|pgcrypto|kms/iu;

/** As it was sent or passed, with nothing but its spaces taken out. */
function isWholeNumber(call: Call, value: Value | undefined): boolean {
  if (value === undefined) return false;
  const spaceless = /\.(?:replace|strip)$/u.test(value.made?.path ?? '');
  return (
    (spaceless || isUnaltered(value)) &&
    !/\[\s*-4\s*:/u.test(call.node.text) &&
    call.taints(value).some((taint) => taint.kind === 'untrusted' && taint.confidence !== 'low' && !call.proved(taint, 'code-injection'))
  );
}

function keepsCard(call: Call): boolean {
  return (
    (makesRecord(call) || queries.test(call.path)) &&
    !paymentService.test(call.path) &&
    !encrypts.test(call.node.source.text) &&
    cardColumns.some((name) => isWholeNumber(call, call.keywords.get(name)))
  );
}

/** A statement that puts one into a column of that name. */
function insertsCard(call: Call): boolean {
  const names = columnsOf(statementOf(call.positional[0]));
  if (!names.some((name) => card.test(name)) || encrypts.test(call.node.source.text)) return false;
  const listed = call.items(call.positional[1]) ?? call.positional.slice(1);
  const named = [...(call.known(call.positional[1]) ?? [])].some(([key, value]) => card.test(String(key)) && isWholeNumber(call, value));
  return named || names.some((name, index) => card.test(name) && isWholeNumber(call, listed[index]));
}

export const storedPasswordApis: readonly ApiRule[] = [
  { rule: 'card-kept-plainly', callees: cardColumns.map((name) => `${name}=`), confidence: 'medium', when: keepsCard },
  {
    rule: 'card-kept-plainly',
    callees: ['.execute', '.executemany', '.fetchrow', '.execute_query'],
    confidence: 'medium',
    when: insertsCard,
  },
  { rule: 'password-kept-plainly', callees: columns.map((name) => `${name}=`), confidence: 'medium', when: fillsRecord },
  {
    rule: 'password-kept-plainly',
    callees: ['.execute', '.executemany', '.fetchrow', '.fetchval', '.execute_query'],
    confidence: 'medium',
    when: insertsPlain,
  },
  {
    rule: 'password-kept-plainly',
    callees: [
      '.insert_one',
      '.insert_many',
      '.insert',
      '.replace_one',
      '.update_one',
      '.find_one_and_update',
      '.hset',
      '.hmset',
      '.put_item',
    ],
    confidence: 'medium',
    when: storesDocument,
  },
  {
    rule: 'password-kept-plainly',
    callees: ['.set_cookie'],
    confidence: 'medium',
    when: (call) =>
      isPlain(call, call.argument(1, 'value')) && (column.test(String(call.argument(0, 'key')?.constant)) || writesPlain(call)),
  },
  {
    rule: 'password-kept-plainly',
    callees: ['open().write', 'pathlib.Path().open().write', 'csv.writer().writerow', 'json.dump', 'pathlib.Path().write_text'],
    confidence: 'medium',
    when: writesPlain,
  },
];

/** `user.password = …`, and the function saves it. */
function setsField({ target, key, value, taints, node, mentions }: Assigned): boolean {
  const name = target.slice(target.lastIndexOf('.') + 1);
  if (key !== undefined || name === target || !columns.includes(name) || !isUnaltered(value) || !taints.some(isSent)) return false;
  const around = enclosing(node, ({ type }) => type === 'function_definition')?.text ?? '';
  return (
    /\.(?:a?save|commit|flush)\(/u.test(around) && !/set_password|hash|make_password|encrypt/iu.test(around) && !mentions(hashesItself)
  );
}

export const storedPasswordAssignments: readonly AssignmentRule[] = [
  { rule: 'password-kept-plainly', confidence: 'medium', tainted: false, when: setsField },
];
