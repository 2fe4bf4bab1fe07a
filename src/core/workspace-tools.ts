import type { FileJudgement, GateResult, JudgeRequest } from './gate.ts';
import type { GatePolicy } from './gate-policy.ts';

/** A change to be judged by the workspace's own linter and type checker. */
export type ToolsRequest = Pick<JudgeRequest, 'files' | 'overlays' | 'trusted'>;

/**
 * Runs the workspace's own linter and type checker on a change and on its base, on a copy and where they can do no harm, with
 * the base's configuration. Never rejects. A gate for which the workspace has no tool is not in the answer. `pass` and `fail`
 * are required results; `unknown` and `not-applicable` are not: what cannot be run is told, never required.
 */
export interface WorkspaceTools {
  judge(request: ToolsRequest, signal: AbortSignal): Promise<readonly FileJudgement[]>;
}

/** The same tools for a person who wants less of a gate: of what is off nothing is said, and what is advice refuses nothing. */
export function atLevels(tools: WorkspaceTools, levelsNow: () => GatePolicy['levels']): WorkspaceTools {
  return {
    async judge(request, signal) {
      const levels = levelsNow() ?? {};
      const wanted = ({ gate }: GateResult): boolean => levels[gate] !== 'off';
      const atLevel = (result: GateResult): GateResult => (levels[result.gate] === 'advisory' ? { ...result, required: false } : result);
      const judged = await tools.judge(request, signal);
      return judged.map(({ uri, results }) => ({ uri, results: results.filter(wanted).map(atLevel) }));
    },
  };
}

/**
 * The results of the gates with those of the workspace's tools: what a tool has decided stands in place of ours; where it
 * could not be run ours stays, with the reason beside it.
 */
export function withTools(own: readonly GateResult[], tools: readonly GateResult[]): readonly GateResult[] {
  const replaced = own.map((result) => {
    const tool = tools.find(({ gate }) => gate === result.gate);
    return tool === undefined ? result : merged(result, tool);
  });
  const isDecided = ({ gate, verdict }: GateResult): boolean =>
    (verdict === 'pass' || verdict === 'fail') && !own.some((one) => one.gate === gate);
  return [...replaced, ...tools.filter(isDecided)];
}

function merged(own: GateResult, tool: GateResult): GateResult {
  const isOurs = own.tool !== 'none';
  // Where we have no tool of our own, nobody has said yet whether the gate decides.
  if (tool.verdict === 'pass' || tool.verdict === 'fail') return { ...tool, required: isOurs ? own.required : tool.required };
  if (tool.verdict === 'not-applicable' || tool.why === undefined) return own;
  const why = own.why === undefined || !isOurs ? tool.why : `${own.why}; ${tool.why}`;
  return { ...own, why };
}
