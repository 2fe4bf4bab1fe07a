import type { FailureKind } from '../core/failure.ts';
import { errorBody, type ErrorBody } from './error-body.ts';
import type { ProviderProblem } from './provider-problem.ts';
import { retryAfterMs } from './retry-after.ts';
import type { HttpError } from './wire.ts';

/** What an answer with an error status means. */
export function problemOfAnswer(error: HttpError, now: number): ProviderProblem {
  const body = errorBody(error.body);
  const wait = retryAfterMs(error.headers, now) ?? body.retryDelayMs;
  return {
    ...problemOfError(body, error.status),
    status: error.status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

/** What a vendor's error means; without a status it came inside a stream that had begun. */
export function problemOfError(body: ErrorBody, status?: number): ProviderProblem {
  const kind = kindOf(body, status);
  // A vendor's answer to a wrong key may quote parts of it.
  const detail = kind === 'auth' || body.message === '' ? undefined : body.message;
  return {
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(body.retryDelayMs === undefined ? {} : { retryAfterMs: body.retryDelayMs }),
  };
}

function kindOf(body: ErrorBody, status: number | undefined): FailureKind {
  const bySaid = kindBySaid(body, status);
  if (bySaid !== undefined) return bySaid;
  return status === undefined ? kindByCode(body.codes) : kindByStatus(status);
}

interface Rule {
  readonly kind: FailureKind;
  readonly codes: RegExp;
  readonly message?: RegExp;
}

/** Before the status is looked at: vendors use 400 and 429 for several things. */
const RULES: readonly Rule[] = [
  {
    kind: 'quota',
    // OpenAI: error codes page. Google: `QuotaFailure.violations[].quotaId` names the window.
    codes: /^(insufficient_quota|billing_error|billing_hard_limit_reached|billing_not_active|.*PerDay.*)$/i,
    message: /credit balance is too low|insufficient balance|limit: 0\b/i,
  },
  { kind: 'auth', codes: /^(invalid_api_key|authentication_error|API_KEY_INVALID|UNAUTHENTICATED)$/, message: /api key not valid/i },
  {
    kind: 'context-length',
    codes: /^(context_length_exceeded|exceed_context_size_error|request_too_large)$/,
    message: /prompt is too long|maximum context length|context (window|length|size)|input token count.*exceeds/i,
  },
  { kind: 'tools-unsupported', codes: /^$/, message: /does not support tools/i },
  { kind: 'refused', codes: /^(content_filter|content_policy_violation|ResponsibleAIPolicyViolation)$/ },
  { kind: 'model-missing', codes: /^(model_not_found)$/, message: /model .*not found, try pulling/i },
];

function kindBySaid(body: ErrorBody, status: number | undefined): FailureKind | undefined {
  if (status !== undefined && status >= 500) return undefined;
  const rule = RULES.find(({ codes, message }) => body.codes.some((code) => codes.test(code)) || message?.test(body.message) === true);
  return rule?.kind;
}

function kindByStatus(status: number): FailureKind {
  if (status === 401 || status === 403) return 'auth';
  if (status === 402) return 'quota';
  if (status === 404) return 'model-missing';
  if (status === 413) return 'context-length';
  if (status === 429) return 'rate-limit';
  if (status === 408 || status === 409 || status >= 500) return 'server';
  return 'bad-request';
}

function kindByCode(codes: readonly string[]): FailureKind {
  const all = codes.join(' ').toLowerCase();
  if (/rate_limit|resource_exhausted|too_many/.test(all)) return 'rate-limit';
  if (/permission/.test(all)) return 'auth';
  if (/not_found/.test(all)) return 'model-missing';
  return /invalid/.test(all) ? 'bad-request' : 'server';
}
