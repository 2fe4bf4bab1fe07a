import type { Knowledge } from '../engine/knowledge.ts';
import { aliases, constants } from './aliases.ts';
import { apis } from './apis.ts';
import { assignments } from './assignments.ts';
import { guards, members } from './guards.ts';
import { handlers } from './handlers.ts';
import { modelForms } from './model-forms.ts';
import { practiceApis, practiceAssertions, practiceAssignments, practiceComparisons, practiceDecorations } from './practice-apis.ts';
import { requestAssignments } from './request-apis.ts';
import { returns } from './returns.ts';
import { routeRules } from './route-rules.ts';
import { rules } from './rules.ts';
import { sessionAssignments } from './session-rules.ts';
import { comparisons } from './secrecy-apis.ts';
import { sinks } from './sinks.ts';
import { sources } from './sources.ts';
import { storedPasswordAssignments } from './stored-passwords.ts';
import { transforms } from './transforms.ts';

/** All that is known of Python's libraries. */
export const knowledge: Knowledge = {
  rules,
  aliases,
  constants,
  sources,
  transforms,
  guards,
  members,
  sinks,
  apis: [...apis, ...practiceApis],
  assignments: [
    ...assignments,
    ...practiceAssignments,
    ...sessionAssignments,
    ...modelForms,
    ...storedPasswordAssignments,
    ...requestAssignments,
  ],
  comparisons: [...comparisons, ...practiceComparisons],
  decorations: practiceDecorations,
  assertions: practiceAssertions,
  returns,
  routes: routeRules,
  handlers,
  secretName:
    /^(?!.*(?:length|len|count|size|index|expir\w*|ttl|delay|timeout|limit|attempts|position)$)(?:.*(?:token|passw(?:or)?d|passphrase|secret|credential|captcha)|(?:.*_)?(?:otp|nonce|salt|csrf|pin|api_?key|session_?(?:id|key)|reset_?(?:code|key)|(?:verification|auth|activation|invite|invitation|confirmation|recovery|voucher|coupon|gift|one_?time)_?code|(?:secret|private|encryption|signing|aes|session|access)_?key)(?:_?(?:hex|code|value|str|bytes))?|.*(?:Token|Password|Secret|SessionId|ApiKey)|key|iv|code|sid|session|(?:generate|make|create|new|gen)_(?:otp|pin|code|key|session)\w*)$|_(?:otp|pin|token|password)(?:_|$)/u,
  tellingException:
    /^\(?\s*(?:[\w.]+\.)?(?:Exception|BaseException|\w*Error|DatabaseError)\b(?<!ValueError|KeyError|TypeError|ValidationError|IndexError|HTTPError)/u,
  declared: {
    of: 'argparse.ArgumentParser().parse_args()',
    pattern: /\.add_argument\(\s*(?:['"]-\w['"],\s*)?['"]-{0,2}([\w-]+)['"][^()]*?\b(?:type\s*=\s*(?:int|float)\b|choices\s*=)/gu,
  },
  settingsClass: /(?:^|\.)BaseSettings$/u,
  neverReturns: new Set(['sys.exit', 'exit', 'quit', 'os._exit', 'flask.abort', '.abort', 'abort']),
};
