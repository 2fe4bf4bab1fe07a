import type { WorkspaceTools } from '../../core/workspace-tools.ts';
import { openInJail, type JailedOptions } from '../proof/open-in-jail.ts';
import { createTools } from './create-tools.ts';

export interface OpenTools extends WorkspaceTools {
  /** Removes what was left of the copies. */
  dispose(): void;
}

/** The workspace's own linter and type checker on this machine. */
export function openTools(options: JailedOptions): OpenTools {
  const tools = openInJail(options, createTools);
  return { judge: (request, signal) => tools.get().judge(request, signal), dispose: () => tools.dispose() };
}
