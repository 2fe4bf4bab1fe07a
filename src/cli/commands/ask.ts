import { text } from 'node:stream/consumers';

import { askWork } from '../../core/ask-work.ts';
import { formatMoney } from '../../core/money.ts';
import { receiptOf } from '../../core/receipt.ts';
import { runTask } from '../../core/run-task.ts';
import type { Progress } from '../../core/work.ts';
import { masked } from '../../core/secret-check.ts';
import type { TaskState } from '../../core/task.ts';
import { listModels, NO_MODEL } from '../cards.ts';
import { print, told, type CommandContext } from '../command.ts';
import { createProgressLine } from '../progress-line.ts';
import { terminalText } from '../terminal-text.ts';

/** `input`: standard input is part of the question, below the words. */
export async function ask(context: CommandContext, { words, input }: { readonly words: string; readonly input: boolean }): Promise<number> {
  const { host, json, policy, caps } = context;
  const question = await questionOf(words, input);
  if (question === '') return told('There is no question: standard input was empty.', 2);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  let answer: string | undefined;
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const [title, instruction] = await Promise.all([words || 'standard input', question].map((part) => masked(host.world.gates, part)));
  const subject = { kind: 'ask', title: title ?? '', instruction: instruction ?? '', uri: '', range, original: '', seat: 'cli' } as const;
  const { cards } = await listModels(host);
  const waiting = tellWhoAnswers();
  const state = await runTask(
    host.world,
    askWork(subject, question, (text) => (answer = text)),
    {
      id: host.world.ids.next(),
      cards,
      policy,
      caps,
      localOnly: undefined,
      signal: controller.signal,
      onProgress: waiting.onProgress,
    },
  ).finally(waiting.end);
  process.removeListener('SIGINT', interrupt);
  const receipt = receiptOf(state);
  const ending = state.ending?.type === 'proved' ? { type: 'answered' as const } : state.ending;
  print(context, { answer, ending, receipt }, answer === undefined ? whyWords(ending, cards.length) : [answer]);
  if (!json && receipt.rows.length > 0) {
    const rows = receipt.rows.map(({ model, outcome }) => `${model}: ${outcome}`).join('; ');
    process.stderr.write(`${terminalText(rows)} · ${formatMoney(receipt.totalNanos)}\n`);
  }
  return answer === undefined ? 1 : 0;
}

async function questionOf(words: string, input: boolean): Promise<string> {
  const piped = input ? await text(process.stdin) : '';
  return [words, piped].filter((part) => part.trim() !== '').join('\n\n');
}

function whyWords(ending: TaskState['ending'] | { readonly type: 'answered' }, models: number): readonly string[] {
  if (models === 0) return [NO_MODEL];
  if (ending === undefined || !('why' in ending)) return [];
  return [`${ending.why}${'nextStep' in ending ? ` ${ending.nextStep}` : ''}`];
}

const DOING: Readonly<Record<Exclude<Progress['type'], 'state'>, string>> = {
  waiting: 'waits for its turn',
  loading: 'is loading',
  thinking: 'is thinking',
  text: 'is writing',
  judging: 'answered, its answer is checked',
  testing: 'answered, its answer is checked',
};

const REFRESH_MS = 500;

/** On a terminal, who is at it and since when: a model of this machine can take a minute. */
function tellWhoAnswers(): { onProgress(progress: Progress): void; end(): void } {
  const line = createProgressLine(process.stderr, () => performance.now());
  const started = performance.now();
  let who = 'the question is being routed';
  const timer = setInterval(() => line.show(`${who}, ${Math.round((performance.now() - started) / 1_000)} s`), REFRESH_MS);
  return {
    onProgress(progress) {
      const label = progress.type === 'state' ? progress.state.attempts.at(-1)?.label : progress.label;
      if (label !== undefined) who = `${label} ${progress.type === 'state' ? 'has been asked' : DOING[progress.type]}`;
    },
    end() {
      clearInterval(timer);
      line.clear();
    },
  };
}
