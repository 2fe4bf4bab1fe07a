import type { Failure, FailureKind } from '../core/failure.ts';
import { LONGEST_WAIT_MS } from '../core/traffic/breaker.ts';
import type { ProviderProblem } from './provider-problem.ts';

export interface FailureContext {
  readonly label: string;
  readonly model?: string;
  /** The address the provider was asked at, for local servers. */
  readonly address?: string;
  /** How to get a missing model: `Run "ollama pull llama3.2".` */
  readonly missingModelStep?: string;
  /** Never to be seen in a text. */
  readonly secret?: string;
}

const DETAIL_LIMIT = 240;

/** Words for people: what happened, why, what to do. */
export function failureOfProblem(told: ProviderProblem, context: FailureContext): Failure {
  const problem = withinReason(told);
  const { kind, status, retryAfterMs } = problem;
  // The key goes before the cut: half of one that stands at the limit would no longer be known as a key.
  const detail = problem.detail === undefined ? '' : `: ${shorten(redact(problem.detail, context.secret))}`;
  return {
    kind,
    message: `${redact(`${context.label} ${said(problem, context)}`, context.secret)}${detail}`,
    nextStep: redact(nextStep(problem, context), context.secret),
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** What is told is what holds: whoever asks for a longer wait is tried again sooner all the same. */
function withinReason(problem: ProviderProblem): ProviderProblem {
  return problem.retryAfterMs === undefined ? problem : { ...problem, retryAfterMs: Math.min(problem.retryAfterMs, LONGEST_WAIT_MS) };
}

/** Replaces every occurrence of the key, also where the far end quoted it: as it is, in a URL, in JSON. */
export function redact(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text;
  const encoded = encodeURIComponent(secret);
  const forms = [JSON.stringify(secret).slice(1, -1), encoded, encoded.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()), secret];
  return [...new Set(forms)].reduce((clean, form) => clean.replaceAll(form, '[key]'), text);
}

function said(problem: ProviderProblem, context: FailureContext): string {
  const status = problem.status === undefined ? '' : ` (HTTP ${problem.status})`;
  const model = context.model === undefined ? 'the model' : `the model ${context.model}`;
  const words: Record<FailureKind, string> = {
    aborted: 'was stopped before it had answered',
    auth: problem.status === undefined ? 'cannot be asked' : `did not accept the key${status}`,
    'rate-limit': `is asked too often${status}`,
    quota: `has no credit or plan left for this key${status}`,
    'context-length': `cannot read a prompt this long with ${model}${status}`,
    'bad-request': `did not accept the request${status}`,
    'tools-unsupported': `says that ${model} cannot use tools${status}`,
    'model-missing': `does not have ${model}${status}`,
    unreachable: `could not be reached${context.address === undefined ? '' : ` at ${context.address}`}`,
    server: `had an error of its own${status}`,
    malformed: 'sent something that is not its protocol',
    cut: 'stopped before its answer was complete',
    idle: 'went silent',
    refused: `refused to answer, by its content policy${status}`,
    'damaged-model': `could not load ${model}`,
    crashed: 'ended unexpectedly',
  };
  return words[problem.kind];
}

function nextStep(problem: ProviderProblem, context: FailureContext): string {
  const wait = problem.retryAfterMs === undefined ? 'a while' : `${Math.ceil(problem.retryAfterMs / 1000)} s`;
  const steps: Record<FailureKind, string> = {
    aborted: 'Ask again when you want to.',
    auth: 'Set the key with "Centuria: Set API Key".',
    'rate-limit': `Wait ${wait}, or let another model answer.`,
    quota: `Add credit or raise the limit in your account at ${context.label}, or let another model answer.`,
    'context-length': 'Select less code, or use a model with a larger context window.',
    'bad-request': 'Try another model; "Centuria: Show Log" has the details.',
    'tools-unsupported': 'Use a model that can use tools.',
    'model-missing': context.missingModelStep ?? 'Choose a model that your account has.',
    unreachable:
      context.address === undefined
        ? 'Check the network and the proxy settings.'
        : 'Start the server, or correct its address in the settings.',
    server: 'Try again in a moment, or let another model answer.',
    malformed: 'Try again; if it happens again, check that the address in the settings is the right one.',
    cut: 'Try again; nothing of the partial answer was used.',
    idle: 'Try again, or let another model answer.',
    refused: 'Put it in other words, or let another model answer.',
    'damaged-model': 'Remove the model and download it again.',
    crashed: 'Try again.',
  };
  return steps[problem.kind];
}

function shorten(detail: string): string {
  const line = detail.replace(/\s+/g, ' ').trim();
  return line.length <= DETAIL_LIMIT ? line : `${line.slice(0, DETAIL_LIMIT)}…`;
}
