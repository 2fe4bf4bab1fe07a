import { isDeadEnd, lacksTrust } from '../../core/cascade.ts';
import { sentence } from '../../core/sentence.ts';
import type { TaskState } from '../../core/task.ts';
import { isCutOff, isParked, resultAttempt, taskWords } from '../../core/task-words.ts';
import type { PanelAction, PanelNeed } from '../../protocol/panel.ts';
import { answeredAttempt } from '../tasks/answered-attempt.ts';

const RECEIPT: PanelAction = { label: 'Receipt', command: 'centuria.task.receipt' };
const RETRY_WITH: PanelAction = { label: 'Retry with…', command: 'centuria.task.retryWith' };
const DOWNLOAD: PanelAction = { label: 'Download a model', command: 'centuria.model.download' };
const SET_KEY: PanelAction = { label: 'Set API key', command: 'centuria.key.set' };

/** What a task that waits for the person needs, in words, with the buttons that do it. */
export function needOf(state: TaskState): PanelNeed {
  const { nextStep, actions } = waysOn(state);
  return {
    task: state.id,
    title: state.subject?.title ?? state.id,
    what: `${sentence(taskWords(state))} ${sentence(nextStep)}`,
    actions: [...actions, RECEIPT],
  };
}

interface WaysOn {
  readonly nextStep: string;
  readonly actions: readonly PanelAction[];
}

function waysOn(state: TaskState): WaysOn {
  if (state.ending?.type === 'parked' && isParked(state)) {
    const { nextStep } = state.ending;
    const actions: readonly PanelAction[] = [
      { label: 'Continue', command: 'centuria.task.continue' },
      { label: 'Raise the budget', command: 'centuria.budget.set' },
      { label: 'Discard', command: 'centuria.task.discard' },
    ];
    return { nextStep, actions };
  }
  if (isCutOff(state) && answeredAttempt(state) === undefined) {
    const actions: readonly PanelAction[] = [
      { label: 'Retry', command: 'centuria.task.retry' },
      { label: 'Dismiss', command: 'centuria.task.dismiss' },
    ];
    return { nextStep: 'The window that ran it ended. Retry or dismiss it.', actions };
  }
  if (resultAttempt(state) !== undefined) {
    return { nextStep: 'Accept or discard the result.', actions: [{ label: 'Show result', command: 'centuria.task.open' }] };
  }
  return afterBest(state);
}

/** No answer passed, or none was judged to the end. Where no other model may be asked, a retry is no way on. */
function afterBest(state: TaskState): WaysOn {
  const { ending } = state;
  const best: PanelAction = { label: 'Show best attempt', command: 'centuria.task.showBest' };
  if (ending?.type !== 'failed') return { nextStep: 'Look at the best attempt, or retry with another model.', actions: [best, RETRY_WITH] };
  const setUp = lacksTrust(state) ? [DOWNLOAD] : [DOWNLOAD, SET_KEY];
  return { nextStep: ending.nextStep, actions: [best, ...(isDeadEnd(state) ? setUp : [RETRY_WITH])] };
}
