import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';
import type { Value } from '../engine/value.ts';

/* Secrets in logs: CWE-532. */

const secretName =
  /(?:^|[._[\]'"])(?:\w+_)?(?:password|passwd|passphrase|pwd|secret|private_key|api_?key|(?:access|refresh|auth|api|session)_token|credit_card|card_number|cvv|ssn)['"\])]*$/iu;

/** Names of secrets that are written into a message as they are: arguments, and what stands in an f-string. */
function namesSecret(call: Call): boolean {
  const shown = (node: SyntaxNode): boolean => {
    if (node.type === 'identifier' || node.type === 'attribute' || node.type === 'subscript') return secretName.test(node.text);
    if (
      node.type === 'keyword_argument' ||
      node.type === 'call' ||
      node.type.includes('comparison') ||
      node.type === 'conditional_expression'
    )
      return false;
    return node.children.some(shown);
  };
  return (call.node.child('arguments')?.children ?? []).some(shown);
}

const secretKey =
  /^(?:(?:proxy-)?authorization|x-api-key|cookie|.*(?:passw(?:or)?d|secret|private_key|api_?key|(?:access|refresh|auth|api|session)_token))$/iu;

/** A dictionary with a secret in it, or all settings of the program. */
function holdsSecret(call: Call, value: Value): boolean {
  if (call.taints(value).some(({ kind }) => kind === 'settings')) return true;
  return [...(call.entries(value) ?? [])].some(([key, held]) => secretKey.test(String(key)) && held.constant === undefined);
}

/** All headers of a request, with what somebody signs in by. */
function logsHeaders(call: Call): boolean {
  const written = call.node.child('arguments')?.children ?? [];
  return written.some(({ text }) => /(?:^|[({\s])(?:self\.)?req(?:uest)?\.headers(?:\.items\(\)|\.raw)?(?:![rs])?[)}\s'"]*$/u.test(text));
}

function logsSecret(call: Call): boolean {
  return (
    logsHeaders(call) || namesSecret(call) || [...call.positional, ...call.keywords.values()].some((value) => holdsSecret(call, value))
  );
}

const loggers = ['debug', 'info', 'warning', 'warn', 'error', 'critical', 'exception', 'log'];

export const logApis: readonly ApiRule[] = [
  {
    rule: 'secret-in-log',
    callees: [
      'logging',
      'logging.getLogger()',
      'loguru.logger',
      'flask.current_app.logger',
      'flask.Flask().logger',
      'structlog.get_logger()',
    ].flatMap((base) => loggers.map((name) => `${base}.${name}`)),
    confidence: 'medium',
    when: logsSecret,
  },
  {
    rule: 'secret-in-log',
    callees: ['print'],
    confidence: 'medium',
    when: (call) => call.node.parent?.type === 'expression_statement' && logsSecret(call) && call.around() !== call.node.source.text,
  },
  {
    rule: 'secret-in-log',
    callees: loggers.map((name) => `.${name}`),
    confidence: 'medium',
    when: (call) =>
      /(?:^|\.)_?log(?:ger)?\.\w+$/iu.test(call.path) && !/^(?:logging|flask|loguru|structlog)/u.test(call.path) && logsSecret(call),
  },
];
