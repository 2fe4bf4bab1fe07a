import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Finding, GateId, TextRange } from '../core/gate.ts';
import type { FindingData } from '../protocol/gates.ts';

/** As on the command line: an error is what refuses a change. */
function severityOf({ blocks, severity }: Finding): DiagnosticSeverity {
  if (blocks) return DiagnosticSeverity.Error;
  return severity === 'information' ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning;
}

/** Gates with rules of our own. */
const OWN: ReadonlySet<GateId> = new Set(['secrets', 'security', 'imports', 'complexity', 'documentation']);

/** The tool as people know it. Findings of our own rules name the gate. */
function toolName(finding: Finding): string {
  if (finding.gate === 'tests') return 'ignore comments';
  if (OWN.has(finding.gate) || finding.rule.startsWith('centuria/')) return finding.gate;
  if (/^TS\d/u.test(finding.rule)) return 'TypeScript';
  if (finding.rule === 'json-syntax' || finding.rule === 'json-repeated-name') return 'JSON';
  if (finding.rule.endsWith('-syntax')) return finding.gate;
  if (finding.url?.startsWith('https://docs.astral.sh/ruff') === true) return 'ruff';
  return finding.gate === 'types' ? 'pyright' : 'ESLint';
}

function lspRange(range: TextRange): Diagnostic['range'] {
  const { startLine, startColumn, endLine, endColumn } = range;
  return { start: { line: startLine, character: startColumn }, end: { line: endLine, character: endColumn } };
}

/** The way of untrusted data, so that a person can walk it in the editor. */
function relatedOf(finding: Finding, uri: string): Pick<Diagnostic, 'relatedInformation'> {
  if (!finding.path) return {};
  return {
    relatedInformation: finding.path.map((step) => ({
      location: { uri: step.uri ?? uri, range: lspRange(step.range) },
      message: step.message,
    })),
  };
}

/** What the editor needs beside what it shows, to explain the finding and to offer its fix. */
function dataOf({ gate, fingerprint, blocks, cwe, why, fix }: Finding): FindingData {
  return {
    gate,
    fingerprint,
    blocks,
    ...(cwe === undefined ? {} : { cwe }),
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix: fix.title }),
  };
}

/** A finding as the editor shows it. */
export function diagnosticOf(finding: Finding, uri: string): Diagnostic {
  return {
    range: lspRange(finding.range),
    severity: severityOf(finding),
    code: finding.rule,
    source: `Centuria · ${toolName(finding)}`,
    // What else a rule has to say is in the hover.
    message: finding.why === undefined || finding.gate !== 'security' ? finding.message : `${finding.message} ${finding.why}`,
    ...(finding.url === undefined ? {} : { codeDescription: { href: finding.url } }),
    ...relatedOf(finding, uri),
    data: dataOf(finding),
  };
}
