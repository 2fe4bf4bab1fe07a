import { receiptOf, type ReceiptRow } from '../../core/receipt.ts';
import type { Attempt, TaskState } from '../../core/task.ts';
import { taskWords } from '../../core/task-words.ts';
import { NO_USAGE, promptTokens } from '../../core/usage.ts';
import { evidenceOf } from '../../core/verdicts.ts';
import type { PanelDetail, ReceiptRow as PanelReceiptRow, TranscriptEntry } from '../../protocol/panel.ts';

/** A task's conversation, what it points at, and its receipt. */
export function detailOf(state: TaskState, textOf: (reference: string) => string | undefined): PanelDetail {
  const { subject } = state;
  const receipt = receiptOf(state);
  const transcript: TranscriptEntry[] = [...askedIn(state, textOf)];
  transcript.push(...state.attempts.flatMap((attempt) => saidIn(attempt, textOf)));
  if (state.ending !== undefined) transcript.push({ who: 'host', text: taskWords(state), at: state.changedAt });
  return {
    task: state.id,
    title: subject?.title ?? state.id,
    transcript,
    receipt: {
      rows: receipt.rows.map((row, index) => receiptRow(row, state.attempts[index])),
      totalNanos: receipt.totalNanos,
      excluded: receipt.excluded.map(({ label, reason }) => ({
        model: label,
        reason: reason.startsWith(label) ? reason.slice(label.length).trim() : reason,
      })),
    },
    links: subject === undefined || subject.uri === '' ? [] : [{ label: subject.title, uri: subject.uri, line: subject.range.startLine }],
  };
}

/** What the person typed, and before it the answer it is about. */
function askedIn({ subject, createdAt: at }: TaskState, textOf: (reference: string) => string | undefined): readonly TranscriptEntry[] {
  const earlier = subject?.earlier === undefined ? undefined : (textOf(subject.earlier) ?? 'not kept');
  const you: TranscriptEntry = { who: 'you', text: subject?.typed ?? subject?.instruction ?? '', at };
  return earlier === undefined ? [you] : [{ who: 'earlier', text: earlier, at }, you];
}

function saidIn(attempt: Attempt, textOf: (reference: string) => string | undefined): readonly TranscriptEntry[] {
  const { outcome, label } = attempt;
  const at = attempt.endedAt ?? attempt.startedAt;
  const said: TranscriptEntry[] = [];
  if (outcome?.type === 'answer') said.push({ who: 'model', model: label, text: textOf(outcome.text) ?? 'not kept', at });
  if (outcome?.type === 'failure') said.push({ who: 'host', text: `${label}: ${outcome.failure.message}`, at });
  const failed = (attempt.results ?? []).filter(({ verdict, required }) => verdict === 'fail' && required);
  for (const line of evidenceOf(failed)) said.push({ who: 'gates', text: `${label}'s answer was refused by ${line}`, at });
  return said;
}

function receiptRow(row: ReceiptRow, attempt: Attempt | undefined): PanelReceiptRow {
  const { model, reason, at, outcome, gates, nanos, priceKnown, elapsedMs } = row;
  const usage = attempt?.usage ?? NO_USAGE;
  const tokens = { tokensIn: promptTokens(usage), cachedIn: usage.cacheReadTokens, tokensOut: usage.outputTokens };
  return { model, reason, at, outcome, gates, nanos, nanosKnown: priceKnown, ...tokens, ms: elapsedMs ?? 0 };
}
