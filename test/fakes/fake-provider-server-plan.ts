import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FakeFormat, FakeRequest, FakeToolCall, FakeUsage } from './fake-provider-server-formats.ts';
import type { FakeJournalEntry } from './fake-provider-server.ts';

/** How one request is answered. */
export interface FakePlan {
  /** Said in pieces of at most `pieceLength` characters. */
  readonly text?: string;
  /** Absent: 8. */
  readonly pieceLength?: number;
  readonly reasoning?: string;
  readonly toolCalls?: readonly FakeToolCall[];
  /** Absent: counted from the request and the answer, four characters a token. */
  readonly usage?: FakeUsage;
  readonly finish?: 'stop' | 'length' | 'refused';
  /** Milliseconds before each piece. */
  readonly paceMs?: number;
  readonly fault?: FakeFault;
}

export type FakeFault =
  /** An error answer in the vendor's form, or exactly `body`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Nothing is sent, not even headers, until the far end goes. */
  | { readonly kind: 'silent' }
  /** Silence after this many pieces. */
  | { readonly kind: 'stall'; readonly afterPieces: number }
  /** The socket is destroyed after this many pieces; with 0 after the headers. */
  | { readonly kind: 'cut'; readonly afterPieces: number }
  /** The body ends in the regular way after this many pieces, without the vendor's closing event. */
  | { readonly kind: 'end'; readonly afterPieces: number }
  /** All pieces and the finish reason, then the body ends without the last line, where the vendor has one. */
  | { readonly kind: 'end-before-last' }
  | { readonly kind: 'malformed'; readonly afterPieces: number }
  /** An error inside a stream that had begun. */
  | { readonly kind: 'error-event'; readonly afterPieces: number; readonly message: string; readonly code?: string }
  /** Pieces without end, until the far end goes. */
  | { readonly kind: 'endless' };

export interface Stage {
  readonly format: FakeFormat;
  readonly asked: FakeRequest;
  readonly entry: FakeJournalEntry;
  readonly response: ServerResponse;
}

export async function playPlan(plan: FakePlan, stage: Stage): Promise<void> {
  const { response, format } = stage;
  const { fault } = plan;
  if (fault?.kind === 'silent') return;
  if (fault?.kind === 'status') {
    const body = fault.body ?? JSON.stringify(format.error(fault.status, { message: 'a scripted error', ...fault }));
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(body);
    return;
  }
  response.writeHead(200, { 'content-type': format.contentType });
  response.flushHeaders();
  const usage = plan.usage ?? countedUsage(plan, stage.asked);
  if (fault?.kind === 'endless') return endless(plan, stage, usage);
  await say(plan, stage, usage);
}

async function say(plan: FakePlan, stage: Stage, usage: FakeUsage): Promise<void> {
  const { response, format, asked, entry } = stage;
  const { fault } = plan;
  const opening = format.opening(asked, usage);
  await write(response, opening.frames);
  entry.reportedUsage = opening.reported;
  await sayPieces(plan, stage);
  if (response.destroyed) return;
  if (fault !== undefined && fault.kind !== 'end-before-last') {
    await breakOff(fault, stage);
    return;
  }
  const calls = (plan.toolCalls ?? []).flatMap((call, index) => format.toolCall(asked, call, index));
  const finish = plan.finish ?? (calls.length > 0 ? 'tool-calls' : 'stop');
  const closing = format.closing(asked, { usage, finish });
  entry.reportedUsage = closing.reported ?? entry.reportedUsage;
  const last = fault === undefined ? closing.frames : closing.frames.slice(0, -1);
  response.end([...calls, ...last].join(''));
}

async function sayPieces(plan: FakePlan, { response, format, asked }: Stage): Promise<void> {
  const pieces = piecesOf(plan).flatMap((piece) => format.piece(asked, piece));
  const frames = [...format.thoughts(asked, plan.reasoning ?? ''), ...pieces];
  const limit = plan.fault !== undefined && 'afterPieces' in plan.fault ? plan.fault.afterPieces : frames.length;
  for (const frame of frames.slice(0, limit)) {
    if (plan.paceMs !== undefined) await delay(plan.paceMs);
    await write(response, [frame]);
  }
}

async function breakOff(fault: FakeFault, { response, format, entry }: Stage): Promise<void> {
  if (fault.kind === 'end') response.end();
  if (fault.kind === 'malformed') response.end(format.broken);
  if (fault.kind === 'error-event') {
    response.end(format.errorFrame({ message: fault.message, ...(fault.code === undefined ? {} : { code: fault.code }) }));
  }
  if (fault.kind === 'cut') {
    entry.ending = 'cut-by-server';
    // What was written must be on its way before the socket goes.
    await new Promise((resolve) => setImmediate(resolve));
    response.socket?.resetAndDestroy();
  }
}

async function endless(plan: FakePlan, { response, format, asked }: Stage, usage: FakeUsage): Promise<void> {
  await write(response, format.opening(asked, usage).frames);
  while (!response.destroyed) {
    await write(response, format.piece(asked, plan.text ?? 'and '));
    await delay(plan.paceMs ?? 1);
  }
}

async function write(response: ServerResponse, frames: readonly string[]): Promise<void> {
  for (const frame of frames) {
    if (response.destroyed) return;
    await new Promise<void>((resolve) => void response.write(frame, () => resolve()));
  }
}

function piecesOf(plan: FakePlan): string[] {
  const length = plan.pieceLength ?? 8;
  const text = plan.text ?? (plan.toolCalls === undefined ? 'Hello from the fake.' : '');
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) => text.slice(index * length, (index + 1) * length));
}

function countedUsage(plan: FakePlan, asked: FakeRequest): FakeUsage {
  const said = (plan.text ?? '').length + (plan.reasoning ?? '').length + JSON.stringify(plan.toolCalls ?? '').length;
  return { input: Math.ceil(asked.prompt.length / 4), output: Math.ceil(said / 4) };
}
