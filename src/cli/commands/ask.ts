import { askWork } from '../../core/ask-work.ts';
import { formatMoney } from '../../core/money.ts';
import { receiptOf } from '../../core/receipt.ts';
import { runTask } from '../../core/run-task.ts';
import { masked } from '../../core/secret-check.ts';
import { listModels } from '../cards.ts';
import { print, type CommandContext } from '../command.ts';
import { terminalText } from '../terminal-text.ts';

export async function ask(context: CommandContext, question: string): Promise<number> {
  const { host, json, policy, caps } = context;
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  let answer: string | undefined;
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const kept = await masked(host.world.gates, question);
  const subject = { kind: 'ask', title: kept, instruction: kept, uri: '', range, original: '', seat: 'cli' } as const;
  const { cards } = await listModels(host);
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
      onProgress: () => undefined,
    },
  );
  process.removeListener('SIGINT', interrupt);
  const receipt = receiptOf(state);
  const ending = state.ending?.type === 'proved' ? { type: 'answered' as const } : state.ending;
  const why = ending !== undefined && 'why' in ending ? [`${ending.why}${'nextStep' in ending ? ` ${ending.nextStep}` : ''}`] : [];
  print(context, { answer, ending, receipt }, answer === undefined ? why : [answer]);
  if (!json && receipt.rows.length > 0) {
    const rows = receipt.rows.map(({ model, outcome }) => `${model}: ${outcome}`).join('; ');
    process.stderr.write(`${terminalText(rows)} · ${formatMoney(receipt.totalNanos)}\n`);
  }
  return answer === undefined ? 1 : 0;
}
