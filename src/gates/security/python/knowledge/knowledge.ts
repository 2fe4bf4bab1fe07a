import type { Knowledge } from '../engine/knowledge.ts';
import { apis } from './apis.ts';
import { assignments } from './assignments.ts';
import { guards, members } from './guards.ts';
import { handlers } from './handlers.ts';
import { returns } from './returns.ts';
import { rules } from './rules.ts';
import { sinks } from './sinks.ts';
import { aliases, sources } from './sources.ts';
import { transforms } from './transforms.ts';

/** All that is known of Python's libraries. */
export const knowledge: Knowledge = {
  rules,
  aliases,
  sources,
  transforms,
  guards,
  members,
  sinks,
  apis,
  assignments,
  returns,
  handlers,
  secretName: /(?:^|_|[a-z])(?:token|passw(?:or)?d|passphrase|secret|otp|nonce|salt|csrf|api_?key|session_?(?:id|key)|reset_?(?:code|key)|verification_?code|auth_?code|pin|key|iv|credential|captcha)(?:s|_|$|[A-Z(])|^(?:code|sid|session)$/u,
  tellingException: /^\(?\s*(?:[\w.]+\.)?(?:Exception|BaseException|\w*Error|DatabaseError)\b(?<!ValueError|KeyError|TypeError|ValidationError|IndexError|HTTPError)/u,
  neverReturns: new Set(['sys.exit', 'exit', 'quit', 'os._exit', 'flask.abort', '.abort', 'abort']),
};
