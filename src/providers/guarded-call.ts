import type { Failure } from '../core/failure.ts';
import { failureOfProblem, type FailureContext } from './failure-of-problem.ts';
import { isObject } from './json.ts';
import { networkProblem } from './network-problem.ts';
import { problemOfAnswer } from './problem-of-answer.ts';
import { TOTAL_MS, type Timeouts, type Transport } from './provider-deps.ts';
import type { ProviderProblem } from './provider-problem.ts';
import { raceStops, type Stops } from './stops.ts';
import { createWire, type Wire, type WireOptions } from './wire.ts';

/** What an adapter may use during one call. */
export interface CallTools {
  readonly key: string | undefined;
  /** Give `wire.fetch` to the SDK: it carries the call's signal and sees what the SDK hides. */
  readonly wire: Wire;
  /** To be called for each event of the answer that was read, whether anything is yielded for it or not. */
  heard(): void;
}

export interface GuardedCall<T> {
  readonly label: string;
  readonly model?: string;
  readonly address?: string;
  readonly missingModelStep?: string;
  readonly signal: AbortSignal;
  readonly timeouts: Timeouts;
  readonly key: () => Promise<string | undefined>;
  readonly keyRequired: boolean;
  /** What the call is sent with; it keeps to the signal that it is given. */
  readonly openFetch: () => Promise<Transport>;
  readonly preflight?: RegExp;
  readonly inspect?: WireOptions['inspect'];
  /** What the SDK threw, where it means something that the wire cannot see. */
  readonly explain?: (error: unknown) => ProviderProblem | undefined;
  readonly now: () => number;
  open(tools: CallTools): AsyncIterable<T>;
}

export interface CallFailure {
  readonly failure: Failure;
  readonly sent: boolean;
}

/**
 * Runs one call and yields what it yields. Never throws: returns why it failed, or undefined if it ended by itself.
 * However it ends (also if the reader stops reading), nothing goes on for it at the far end and its timers are gone.
 */
export async function* guardCall<T>(call: GuardedCall<T>): AsyncGenerator<T, CallFailure | undefined, undefined> {
  if (call.signal.aborted) return failed(call, { kind: 'aborted' }, { sent: false });
  const stops = raceStops(call.signal, call.timeouts);
  const tools: { key?: string | undefined; wire?: Wire } = {};
  let events: AsyncIterator<T> | undefined;
  try {
    const ready = await stops.race(Promise.all([askKey(call), call.openFetch()]));
    if (ready === undefined) return failed(call, stopProblem(stops, call), { sent: false });
    const [{ key, problem }, fetch] = ready;
    if (problem !== undefined) return failed(call, problem, { sent: false });
    tools.key = key;
    const wire = createWire({ ...wireOptions(call, stops), fetch });
    wire.onBytes = stops.begun;
    tools.wire = wire;
    events = call.open({ key: tools.key, wire, heard: stops.heard })[Symbol.asyncIterator]();
    for (let next = await stops.race(events.next()); next !== undefined && next.done !== true; next = await stops.race(events.next()))
      yield next.value;
    return stops.reason === undefined ? undefined : failed(call, stopProblem(stops, call), tools);
  } catch (error) {
    return failed(call, stops.reason === undefined ? problemOf(error, call, tools.wire) : stopProblem(stops, call), tools);
  } finally {
    stops.dispose();
    // Not awaited: a generator that hangs in an await would hang us too.
    void Promise.resolve(events?.return?.()).catch(() => undefined);
  }
}

function wireOptions<T>(call: GuardedCall<T>, stops: Stops): Omit<WireOptions, 'fetch'> {
  return {
    signal: stops.signal,
    ...(call.preflight === undefined ? {} : { preflight: call.preflight }),
    ...(call.inspect === undefined ? {} : { inspect: call.inspect }),
  };
}

async function askKey<T>(call: GuardedCall<T>): Promise<{ key: string | undefined; problem?: ProviderProblem }> {
  try {
    const key = (await call.key())?.trim() || undefined;
    if (key === undefined && call.keyRequired) {
      return { key, problem: { kind: 'auth', detail: 'no key is set' } };
    }
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
      return { key: undefined, problem: { kind: 'auth', detail: 'the key that is set has characters that no key has' } };
    }
    return { key };
  } catch {
    return { key: undefined, problem: { kind: 'auth', detail: 'the key could not be read from the secret storage' } };
  }
}

function stopProblem<T>(stops: Stops, call: GuardedCall<T>): ProviderProblem {
  if (stops.reason === 'aborted') return { kind: 'aborted' };
  if (stops.reason === 'total') return { kind: 'cut', detail: `it had no end after ${(call.timeouts.totalMs ?? TOTAL_MS) / 1000} s` };
  const limit = stops.reason === 'first-byte' ? call.timeouts.firstByteMs : call.timeouts.idleMs;
  const what = stops.reason === 'first-byte' ? 'nothing came' : 'nothing more came';
  return { kind: 'idle', detail: `${what} for ${limit / 1000} s` };
}

function problemOf<T>(error: unknown, call: GuardedCall<T>, wire: Wire | undefined): ProviderProblem {
  if (wire?.httpError !== undefined) return problemOfAnswer(wire.httpError, call.now());
  const explained = call.explain?.(error);
  if (explained !== undefined) return explained;
  if (wire?.networkError !== undefined) return networkProblem(wire.networkError, wire.answered).problem;
  if (error instanceof SyntaxError) return { kind: 'malformed', detail: 'broken JSON' };
  const message = isObject(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
  return { kind: wire?.answered === true ? 'malformed' : 'bad-request', detail: message };
}

interface Evidence {
  readonly key?: string | undefined;
  readonly wire?: Wire;
  readonly sent?: false;
}

function failed<T>(call: GuardedCall<T>, problem: ProviderProblem, evidence: Evidence): CallFailure {
  const context: FailureContext = {
    label: call.label,
    ...(call.model === undefined ? {} : { model: call.model }),
    ...(call.address === undefined ? {} : { address: call.address }),
    ...(call.missingModelStep === undefined ? {} : { missingModelStep: call.missingModelStep }),
    ...(evidence.key === undefined ? {} : { secret: evidence.key }),
  };
  return { failure: failureOfProblem(problem, context), sent: evidence.sent ?? reachedModel(evidence.wire) };
}

/**
 * False only where it is certain that no model read it: no request left, no connection was made, or the vendor turned it
 * away at the door (4xx, and 529: overloaded). Behind any other 5xx a model may have.
 */
function reachedModel(wire: Wire | undefined): boolean {
  if (wire === undefined || !wire.requested) return false;
  if (wire.httpError !== undefined) return wire.httpError.status >= 500 && wire.httpError.status !== 529;
  return wire.networkError === undefined || !networkProblem(wire.networkError, wire.answered).neverConnected;
}
