import type { Failure } from '../../core/failure.ts';
import type { Message, ModelRequest, ProviderEvent, ProviderFailure } from '../../core/provider.ts';
import type { Usage } from '../../core/usage.ts';
import type { FromModel, Generate } from '../../protocol/model.ts';
import type { CatalogueEntry } from './catalogue.ts';
import * as failures from './failures.ts';
import type { ModelExit } from './model-process.ts';

/** What comes from the model process. */
export type Said = FromModel | ModelExit;

/** What the process said of an attempt, as an event of it. `usage` is the last one it reported. */
export function translate(
  entry: CatalogueEntry,
  said: Said,
  { cancelled, usage }: { readonly cancelled: boolean; readonly usage: Usage | undefined },
): ProviderEvent {
  const sent = (failure: Failure): ProviderFailure => ({
    type: 'failure',
    failure,
    sent: true,
    ...(usage === undefined ? {} : { usage }),
  });
  switch (said.type) {
    case 'text':
      return { type: 'text-delta', text: said.text };
    case 'reasoning':
      return { type: 'reasoning-delta', text: said.text };
    case 'prompt':
      return { type: 'usage', usage: failures.usageOf(said.tokens) };
    case 'finished':
      return { type: 'finish', reason: said.reason, usage: failures.usageOf(said.tokens), servedModel: entry.id };
    case 'aborted':
      return sent(failures.aborted());
    case 'too-long':
      return unsent(failures.tooLong(entry, said.promptTokens, said.contextSize));
    case 'failed':
      return sent(failures.generationFailed(entry, said.detail));
    case 'exit':
      return sent(cancelled ? failures.aborted() : failures.crashed(entry, said.why));
    default:
      return sent(failures.crashed(entry, `it said ${said.type} while answering`));
  }
}

/** Whether the process says nothing more of this attempt. What has no place in one ends it too. */
export function isLast(said: Said): boolean {
  return said.type !== 'text' && said.type !== 'reasoning' && said.type !== 'prompt';
}

/** Whether it has no place in an attempt: then the process is not to be trusted further. */
export function belongsElsewhere({ type }: Said): boolean {
  return type === 'loading' || type === 'loaded' || type === 'load-failed';
}

/** The request as the process gets it; it must not use tools. */
export function generateMessage(id: number, request: ModelRequest): Generate {
  return {
    type: 'generate',
    id,
    system: request.system,
    turns: request.messages.flatMap((message) => (message.role === 'tool' ? [] : [{ role: message.role, text: message.text }])),
    maxOutputTokens: request.maxOutputTokens,
    ...(request.answerPrefix === undefined ? {} : { answerPrefix: request.answerPrefix }),
    ...(request.stop === undefined || request.stop === '' ? {} : { stop: request.stop }),
  };
}

export function usesTools(request: ModelRequest): boolean {
  const withTools = (message: Message): boolean =>
    message.role === 'tool' || (message.role === 'assistant' && (message.toolCalls?.length ?? 0) > 0);
  return request.tools.length > 0 || request.messages.some(withTools);
}

/** A failure before anything reached the model. */
export function unsent(failure: Failure): ProviderFailure {
  return { type: 'failure', failure, sent: false };
}
