import type { Finish, ProviderEvent, ProviderFailure } from '../core/provider.ts';
import { NO_USAGE, type Usage } from '../core/usage.ts';
import { failureOfProblem } from './failure-of-problem.ts';
import { guardCall, type CallTools, type GuardedCall } from './guarded-call.ts';
import type { ProviderProblem } from './provider-problem.ts';
import type { Wire } from './wire.ts';

/** What an adapter's own stream yields: the events it saw, then one `finish` or `problem`. */
export type VendorEvent =
  Exclude<ProviderEvent, Finish | ProviderFailure> | Omit<Finish, 'usage'> | ({ readonly type: 'problem' } & ProviderProblem);

export type GuardedStream = Omit<GuardedCall<VendorEvent>, 'open'> & {
  open(tools: CallTools): AsyncIterable<VendorEvent>;
};

const CUT: ProviderProblem = { kind: 'cut', detail: 'the stream ended without its closing event' };

/** A body without any event may be no stream at all: a login page, a proxy's error in JSON. */
function noStream(wire: Wire | undefined, heardAny: boolean): ProviderProblem | undefined {
  const type = wire?.contentType ?? '';
  const other = !heardAny && wire?.networkError === undefined && /^(text\/html|application\/json)\b/.test(type);
  return other ? { kind: 'malformed', detail: `the answer is ${type}, not a stream of events` } : undefined;
}

/**
 * Makes an adapter's stream keep the contract of `Provider.stream`: one terminal event, whatever happens, with the
 * last usage that was reported. A stream that ends without `finish` is `cut`. A `finish` that no `usage` event came
 * before has `NO_USAGE`: the provider reported none.
 */
export async function* guardedStream(call: GuardedStream): AsyncGenerator<ProviderEvent, void, undefined> {
  let usage: Usage | undefined;
  let used: CallTools | undefined;
  let heardAny = false;
  const events = guardCall<VendorEvent>({
    ...call,
    explain: (error) => noStream(used?.wire, heardAny) ?? call.explain?.(error),
    open: (tools) => {
      used = tools;
      return call.open(tools);
    },
  });
  const problem = (what: ProviderProblem) => ({
    sent: used?.wire.requested ?? false,
    failure: failureOfProblem(what, used?.key === undefined ? call : { ...call, secret: used.key }),
  });
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) {
        yield failure(next.value ?? problem(noStream(used?.wire, heardAny) ?? CUT), usage);
        return;
      }
      const event = next.value;
      heardAny ||= event.type !== 'loading';
      if (event.type === 'usage') usage = event.usage;
      if (event.type !== 'finish' && event.type !== 'problem') {
        yield event;
        continue;
      }
      yield event.type === 'finish' ? finish(event, usage) : failure(problem(event), usage);
      return;
    }
  } finally {
    await events.return(undefined);
  }
}

function finish(event: Extract<VendorEvent, { type: 'finish' }>, usage: Usage | undefined): Finish {
  return { ...event, usage: usage ?? NO_USAGE };
}

function failure(ended: Pick<ProviderFailure, 'failure' | 'sent'>, usage: Usage | undefined): ProviderFailure {
  return { type: 'failure', failure: ended.failure, sent: ended.sent, ...(usage === undefined ? {} : { usage }) };
}
