import type { CallEnd } from '../core/call-events.ts';
import type { FailureKind } from '../core/failure.ts';

/** An error in the form that OpenAI's clients know. */
export interface ApiError {
  readonly status: number;
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string };
  /** In whole seconds. */
  readonly retryAfter?: number;
}

export function apiError(
  status: number,
  code: string,
  about: { readonly message: string; readonly type?: string; readonly param?: string },
): ApiError {
  const type = about.type ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  return { status, error: { message: about.message, type, param: about.param ?? null, code } };
}

/** The upstream's own key is not the caller's: its refusal is a bad gateway, not a 401. */
const FAILURES: Readonly<Record<FailureKind, readonly [status: number, code: string]>> = {
  aborted: [499, 'cancelled'],
  auth: [502, 'upstream_auth'],
  'rate-limit': [429, 'rate_limit_exceeded'],
  quota: [429, 'insufficient_quota'],
  'context-length': [400, 'context_length_exceeded'],
  'bad-request': [400, 'upstream_bad_request'],
  'tools-unsupported': [400, 'tools_unsupported'],
  'model-missing': [404, 'model_not_found'],
  unreachable: [502, 'upstream_unreachable'],
  server: [502, 'upstream_error'],
  malformed: [502, 'upstream_malformed'],
  cut: [502, 'upstream_cut'],
  idle: [504, 'upstream_silent'],
  refused: [400, 'content_filter'],
  'damaged-model': [502, 'damaged_model'],
  crashed: [502, 'model_crashed'],
};

const TYPES: Readonly<Partial<Record<FailureKind, string>>> = { 'rate-limit': 'rate_limit_error', quota: 'insufficient_quota' };

/** What a call that gave no answer is told. `named`: the caller wanted one model, not the route. */
export function errorOfEnd(end: Exclude<CallEnd, { readonly outcome: 'answered' }>, named: boolean): ApiError {
  if (end.outcome === 'cancelled') return apiError(503, 'cancelled', { message: 'The call was cancelled: the gateway is stopping.' });
  if (end.outcome === 'failed') {
    const { kind, message, nextStep, retryAfterMs } = end.failure;
    const [status, code] = FAILURES[kind];
    const type = TYPES[kind];
    const told = apiError(status, code, { message: `${message} ${nextStep}`, ...(type === undefined ? {} : { type }) });
    return retryAfterMs === undefined ? told : { ...told, retryAfter: Math.ceil(retryAfterMs / 1000) };
  }
  const message = `${end.why} ${end.nextStep}`;
  switch (end.because) {
    case 'budget':
      // OpenHands takes these words, and no others, for a budget that waiting does not heal.
      return apiError(402, 'budget_exceeded', {
        message: `Budget has been exceeded: ${end.why}. ${end.nextStep}`,
        type: 'budget_exceeded',
      });
    case 'secret':
      return apiError(400, 'secret_found', { message });
    case 'window':
      return apiError(400, 'context_length_exceeded', { message, param: 'messages' });
    case 'nobody':
      return named ? apiError(404, 'model_not_available', { message, param: 'model' }) : apiError(503, 'no_model_available', { message });
  }
}
