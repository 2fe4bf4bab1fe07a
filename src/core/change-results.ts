import type { FileJudgement, Finding, GateResult } from './gate.ts';

function brokenElsewhere(gate: GateResult['gate'], others: readonly FileJudgement[]): readonly Finding[] {
  return others.flatMap(({ uri, results }) =>
    results
      .filter((one) => one.gate === gate && one.verdict === 'fail')
      .flatMap(({ findings }) => findings.map((finding) => ({ ...finding, uri }))),
  );
}

/** What the gates said of a change of one file, as one list: what it breaks in other files counts against it too. */
export function resultsOfChange(judgements: readonly FileJudgement[], uri: string): readonly GateResult[] {
  const own = judgements.find((one) => one.uri === uri)?.results ?? [];
  const others = judgements.filter((one) => one.uri !== uri);
  return own.map((result) => {
    const broken = brokenElsewhere(result.gate, others);
    return broken.length === 0 ? result : { ...result, verdict: 'fail', findings: [...result.findings, ...broken] };
  });
}
