import { cweUrl } from '../../rule.ts';
import type { RuleRow } from './rule-row.ts';

/** What a stranger sends that decides more than a value. */
export const sentRules = {
  'sent-session-names': {
    cwe: 'CWE-501',
    confidence: 'medium',
    message: 'A request names what is set in its session. Set the names that are meant one by one.',
    why: 'A visitor sets who they are or what they may do, such as a role.',
    url: cweUrl('CWE-501'),
  },
  'sent-environment': {
    cwe: 'CWE-454',
    confidence: 'medium',
    message: 'A request names variables of the environment. Set those that are meant one by one.',
    why: 'With PATH, NODE_OPTIONS or LD_PRELOAD a stranger has another program run.',
    url: cweUrl('CWE-454'),
  },
  'prompt-injection': {
    cwe: 'CWE-1427',
    confidence: 'medium',
    message: 'What a request sends becomes a part of the orders to a model. Send it in a message of the user.',
    why: 'A stranger gives the model other orders, and it uses its tools and answers by them.',
    url: 'https://genai.owasp.org/llmrisk/llm01-prompt-injection/',
  },
  'sent-price': {
    cwe: 'CWE-472',
    confidence: 'medium',
    message: 'The price that is charged comes from the form. Look it up by what is bought.',
    why: 'A visitor writes a smaller price into the form.',
    url: cweUrl('CWE-472'),
  },
  'xml-injection': {
    cwe: 'CWE-91',
    confidence: 'medium',
    message: 'Untrusted data is put into XML as it is. Build the document with a library, or escape & < > " \' first.',
    why: 'A stranger adds elements, and the other side takes them for those of this program.',
    url: cweUrl('CWE-91'),
  },
  'unbounded-history': {
    cwe: 'CWE-770',
    confidence: 'low',
    message: 'Every message of a socket is kept, however many there are. Drop the oldest above a limit.',
    why: 'One client sends until this process has no memory left.',
    url: cweUrl('CWE-770'),
  },
  'formula-in-table': {
    cwe: 'CWE-1236',
    confidence: 'low',
    message: 'Cells of a table for spreadsheets begin as somebody wrote them. Put an apostrophe before "=", "+", "-" and "@".',
    why: 'A cell such as "=HYPERLINK(…)" is a formula that runs where the table is opened.',
    url: 'https://owasp.org/www-community/attacks/CSV_Injection',
  },
  'raw-output': {
    cwe: 'CWE-79',
    confidence: 'low',
    message: 'A template puts what people write into the page as it is. Use the tag that escapes.',
    why: "An attacker's script runs in the page with the rights of the person who looks at it.",
    url: cweUrl('CWE-79'),
  },
  'list-for-text': {
    cwe: 'CWE-704',
    confidence: 'low',
    message: 'This part of the query may be a list, for which the check means something else. Check that it is a string first.',
    why: 'With the name twice in the address, the length is that of the list, and what was refused gets through.',
    url: cweUrl('CWE-704'),
  },
} as const satisfies Readonly<Record<string, RuleRow>>;
