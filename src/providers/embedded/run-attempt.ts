import type { ProviderEvent } from '../../core/provider.ts';
import type { Usage } from '../../core/usage.ts';
import type { Generate } from '../../protocol/model.ts';
import { belongsElsewhere, isLast, translate } from './attempt.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { usageOf } from './failures.ts';
import type { ModelProcess } from './model-process.ts';

/** Runs `run` once after `ms`; returns what calls it off. */
export type After = (ms: number, run: () => void) => () => void;

export interface AttemptOptions {
  readonly entry: CatalogueEntry;
  readonly process: ModelProcess;
  readonly signal: AbortSignal;
  /** Whether the provider has been disposed of. */
  readonly closed: () => boolean;
  readonly after: After;
}

/** A process that has not stopped this long after it was told to, in milliseconds, is killed. */
const ABORT_PATIENCE_MS = 1000;

/**
 * One request to a loaded model. When it is over, also because its reader went away, the process has stopped working
 * on it or is dead.
 */
export async function* runAttempt(request: Generate, options: AttemptOptions): AsyncGenerator<ProviderEvent> {
  const { entry, process, signal } = options;
  let callOffKill: (() => void) | undefined;
  const abort = (): void => {
    process.send({ type: 'abort', id: request.id });
    callOffKill ??= options.after(ABORT_PATIENCE_MS, () => process.kill());
  };
  signal.addEventListener('abort', abort, { once: true });
  let over = false;
  let usage: Usage | undefined;
  try {
    process.send(request);
    while (!over) {
      const said = await process.next();
      over = isLast(said);
      if (belongsElsewhere(said)) process.kill();
      if ('tokens' in said) usage = usageOf(said.tokens);
      if (over && usage !== undefined) yield { type: 'usage', usage };
      yield translate(entry, said, { cancelled: signal.aborted || options.closed(), usage });
    }
  } finally {
    signal.removeEventListener('abort', abort);
    if (!over) abort();
    while (!over) over = isLast(await process.next());
    callOffKill?.();
  }
}
