import type { TaskKind } from '../../core/model-card.ts';
import { isLoopback } from '../is-loopback.ts';
import type { ProviderDeps } from '../provider-deps.ts';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** A model of an OpenAI-compatible server, as the settings describe it. */
export interface CompatibleModel {
  readonly id: string;
  readonly label?: string;
  /** Absent: 8,192 tokens, which every server of this kind can hold. */
  readonly contextWindow?: number;
  /** Absent: a quarter of the window. */
  readonly maxOutputTokens?: number;
  /** Absent: false. */
  readonly tools?: boolean;
  /** Absent: false. */
  readonly reasoning?: boolean;
  /** Absent: edits, analysis and questions. */
  readonly serves?: readonly TaskKind[];
}

export interface OpenAiDeps extends ProviderDeps {
  /**
   * Models of a compatible server. Absent or empty: all that the server lists, with careful defaults. Not used for
   * OpenAI itself.
   */
  readonly compatibleModels?: readonly CompatibleModel[];
  /**
   * Whether the person says that the models of a compatible server run on this machine. Its address alone proves
   * nothing: a proxy or a tunnel listens here and passes prompts on. Absent: the address was not set as a server.
   */
  readonly runsHere?: boolean;
}

/** The person says so, and the address allows it. */
export function isLocal(deps: OpenAiDeps): boolean {
  const server = compatibleServer(deps);
  return deps.runsHere === true && server !== undefined && isLoopback(server);
}

/** The server's address, if it is not OpenAI's own. */
export function compatibleServer(deps: ProviderDeps): string | undefined {
  const url = deps.baseUrl?.replace(/\/+$/, '');
  return url === undefined || url === OPENAI_BASE_URL ? undefined : url;
}
