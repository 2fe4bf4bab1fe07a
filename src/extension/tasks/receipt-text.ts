import type { NotAsked } from '../../core/exclusion.ts';
import type { GateResult } from '../../core/gate.ts';
import { formatMoney } from '../../core/money.ts';
import { fenced } from '../../core/prompt.ts';
import { receiptOf, type ReceiptRow } from '../../core/receipt.ts';
import { sentence } from '../../core/sentence.ts';
import type { Attempt, TaskState } from '../../core/task.ts';
import { taskWords } from '../../core/task-words.ts';
import { evidenceOf } from '../../core/verdicts.ts';
import { escapeMarkdown as escape } from '../markdown.ts';

/** A task's receipt as Markdown: the attempts as a table, the evidence, who was not asked, and exactly what was sent. */
export function receiptText(state: TaskState, textOf: (reference: string) => string | undefined): string {
  const receipt = receiptOf(state);
  const head =
    '| model | asked at | why it was asked | outcome | gates | tokens | took | cost |\n| --- | --- | --- | --- | --- | ---: | ---: | ---: |';
  const sections = [
    `# Receipt: ${escape(state.subject?.title ?? state.id)}`,
    endingWords(state),
    receipt.rows.length === 0 ? 'No model was asked, and nothing was sent.' : [head, ...receipt.rows.map(tableRow)].join('\n'),
    `Total: **${formatMoney(receipt.totalNanos)}**`,
    ...state.attempts.flatMap((attempt) => evidenceSection(attempt)),
    receipt.excluded.length === 0 ? '' : `## Not asked\n\n${receipt.excluded.map(notAskedRow).join('\n')}`,
    ...state.attempts.map((attempt) => sentSection(attempt, textOf)),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function endingWords(state: TaskState): string {
  const { ending, decision, interrupted } = state;
  const decided = decision === undefined ? '' : ` The result was ${decision === 'undone' ? 'accepted and then undone' : decision}.`;
  if (ending === undefined) return interrupted ? 'Interrupted: the window that ran it ended.' : 'Under way.';
  if (ending.type === 'failed' || ending.type === 'refused' || ending.type === 'parked')
    return `${escape(`${sentence(ending.why)} ${sentence(ending.nextStep)}`)}${decided}`;
  const words = taskWords({ ...state, decision: undefined });
  return `${escape(sentence(`${words.charAt(0).toUpperCase()}${words.slice(1)}`))}${decided}`;
}

/** As the person writes date and time: `26/11/2026, 14:05:09`. */
function momentText(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' });
}

/** The name once, where the reason begins with it. */
function notAskedRow({ label, reason }: NotAsked): string {
  return reason.startsWith(label)
    ? `- **${escape(label)}**${escape(reason.slice(label.length))}`
    : `- **${escape(label)}**: ${escape(reason)}`;
}

/** A number and its unit stay on one line. */
function tableRow(row: ReceiptRow): string {
  const cost = row.priceKnown ? formatMoney(row.nanos) : `? (booked at ${formatMoney(row.nanos)})`;
  const time = row.elapsedMs === undefined ? '' : `${(row.elapsedMs / 1000).toFixed(1)}\u00a0s`;
  const cells = [
    row.model,
    momentText(row.at),
    row.reason,
    row.outcome,
    row.gates,
    `${row.tokens}${row.estimated ? ' (estimated)' : ''}`,
    time,
    cost,
  ];
  return `| ${cells.map(escape).join(' | ')} |`;
}

function evidenceSection(attempt: Attempt): readonly string[] {
  const failed = (attempt.results ?? []).filter(({ verdict, required }) => required && verdict === 'fail');
  const lines = [...evidenceOf(failed), ...(attempt.results ?? []).flatMap(remarkOn)];
  return lines.length === 0
    ? []
    : [`## What the gates said of ${escape(attempt.label)}'s answer\n\n${lines.map((line) => `- ${escape(line)}`).join('\n')}`];
}

/**
 * That a gate is not for this language goes without saying; what tests prove, which tool of the workspace could not be run, what
 * does not count, and what is off, does not.
 */
function remarkOn({ gate, verdict, why, off, ignored = 0 }: GateResult): readonly string[] {
  if (verdict === 'unknown') return [`${gate} could not be judged: ${why ?? 'it did not run'}`];
  const known =
    ignored === 0
      ? []
      : [
          `${gate}: ${ignored} ${ignored === 1 ? 'finding does' : 'findings do'} not count, by a rule that is turned off or a comment that ignores it`,
        ];
  const isTold = gate === 'tests' || off === true || verdict !== 'not-applicable';
  return isTold && why !== undefined ? [`${gate}: ${why}`, ...known] : known;
}

function sentSection(attempt: Attempt, textOf: (reference: string) => string | undefined): string {
  const sent = textOf(attempt.prompt) ?? 'not kept';
  const answer = attempt.outcome?.type === 'answer' || attempt.outcome?.type === 'failure' ? attempt.outcome.text : undefined;
  const left = attempt.leftOut.length === 0 ? '' : `\n\nLeft out: ${escape(attempt.leftOut.join('; '))}.`;
  const got = answer === undefined ? '' : `\n\nWhat came back:\n\n${fenced(textOf(answer) ?? 'not kept', '')}`;
  return `## Exactly what was sent to ${escape(attempt.label)}\n\n${fenced(sent, '')}${left}${got}`;
}
