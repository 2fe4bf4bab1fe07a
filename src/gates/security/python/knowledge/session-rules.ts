import type { ApiRule, Assigned, AssignmentRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';

/* Sessions that are kept when somebody signs in: CWE-384, https://docs.djangoproject.com/en/stable/topics/http/sessions/. */

const person = /user|member|account|^uid$|login|logged|customer|admin|person|profile|^email$|principal|identity|staff/iu;
const looksAtPassword =
  /check_password|verify_password|checkpw|authenticate\(|pwd_context|password_hasher|\.verify\(|compare_digest|valid_password|check_credentials/u;
const renews = /cycle_key|\.flush\(|\.clear\(|(?<!def )\blogin\(|new_session|invalidate\(|regenerate|create_session|\.renew/u;

function definitionsIn(node: SyntaxNode): readonly SyntaxNode[] {
  const own = node.type === 'function_definition' ? [node] : [];
  return [...own, ...node.children.flatMap((child) => (own.length > 0 && child.type !== 'block' ? [] : definitionsIn(child)))];
}

const nameOf = (definition: SyntaxNode): string => definition.child('name')?.text ?? '';
const calls = (one: SyntaxNode, other: SyntaxNode): boolean => nameOf(one) !== nameOf(other) && one.text.includes(`${nameOf(other)}(`);

/** A function with those that call it, and what all of these call. */
function connected(definition: SyntaxNode): readonly SyntaxNode[] {
  let root = definition;
  while (root.parent !== undefined) root = root.parent;
  const all = definitionsIn(root);
  const callers = all.filter((one) => one === definition || calls(one, definition));
  return [...callers, ...all.filter((one) => !callers.includes(one) && callers.some((caller) => calls(caller, one)))];
}

function isServerSession({ target, receiver, imports }: Assigned): boolean {
  if (target.endsWith('web.request.session')) return imports('django') || imports('pyramid');
  return /aiohttp_session\.get_session\(\)$/u.test(receiver?.path ?? target) || (target === 'flask.session' && imports('flask_session'));
}

/** A session is told who somebody is, after their password, and keeps the name that it had before. */
function keepsSession(assigned: Assigned): boolean {
  const { key, node } = assigned;
  if (key === undefined || !person.test(key) || !isServerSession(assigned)) return false;
  const definition = enclosing(node, ({ type }) => type === 'function_definition');
  const text =
    definition === undefined
      ? ''
      : connected(definition)
          .map((one) => one.text)
          .join('\n');
  return looksAtPassword.test(text) && !renews.test(text);
}

/** A session is opened by the name that a visitor brings, told who they are, and kept. */
function opensNamed(call: Call): boolean {
  const store = call.receiver?.made;
  const name = store?.keywords.get('session_key') ?? store?.positional[0];
  const around = call.around();
  return (
    store !== undefined &&
    /(?:^|\.)SessionStore$/u.test(store.path) &&
    name !== undefined &&
    call.taints(name).some(({ kind, confidence }) => kind === 'untrusted' && confidence === 'high') &&
    looksAtPassword.test(around) &&
    !renews.test(around) &&
    !/\.create\(\)/u.test(around)
  );
}

export const sessionApis: readonly ApiRule[] = [
  { rule: 'session-not-renewed', callees: ['.save'], confidence: 'medium', when: opensNamed },
];

export const sessionAssignments: readonly AssignmentRule[] = [
  { rule: 'session-not-renewed', confidence: 'medium', tainted: false, when: keepsSession },
];
