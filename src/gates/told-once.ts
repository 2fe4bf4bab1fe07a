import type { Finding, GateResult } from '../core/gate.ts';

/** Gates that see the trouble of an import too, and say less of it than the gate `imports`. */
const GIVE_WAY: ReadonlySet<GateResult['gate']> = new Set(['types', 'lint']);

const QUOTED = /[`"']([\w.]+)[`"']/gu;

function quotedIn(message: string): readonly string[] {
  return [...message.matchAll(QUOTED)].flatMap(([, name]) => name ?? []);
}

function isAbout({ range, message }: Finding, line: number, name: string): boolean {
  return range.startLine === line && quotedIn(message).includes(name);
}

/** One import that is wrong is told once, by the gate `imports`. For people only: no verdict changes. */
export function toldOnce(results: readonly GateResult[]): readonly GateResult[] {
  const told = results.filter(({ gate }) => gate === 'imports').flatMap(({ findings }) => findings);
  if (told.length === 0) return results;
  const isTold = (finding: Finding): boolean =>
    told.some(({ range, message, uri }) => uri === finding.uri && isAbout(finding, range.startLine, quotedIn(message)[0] ?? ''));
  return results.map((result) =>
    GIVE_WAY.has(result.gate) ? { ...result, findings: result.findings.filter((one) => !isTold(one)) } : result,
  );
}
