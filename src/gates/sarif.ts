import type { Finding, PathStep, TextRange } from '../core/gate.ts';

/** A finding in a file, named relative to where the check was run, with `/` between its folders. */
export interface FoundInFile {
  readonly file: string;
  readonly finding: Finding;
}

const LEVELS = { error: 'error', warning: 'warning', information: 'note' } as const;

/**
 * Findings as a SARIF 2.1.0 log: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Lines and columns are counted from one
 * in UTF-16 units, the unit that the log names; the way of untrusted data is a code flow.
 */
export function sarifLog(found: readonly FoundInFile[], version: string): object {
  const rules = new Map(found.map(({ finding }) => [finding.rule, finding]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Centuria', version, rules: [...rules.values()].map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { WORKING: { description: { text: 'The folder the check was run in.' } } },
        results: found.map(resultOf),
      },
    ],
  };
}

function ruleOf({ rule, url, cwe, why, gate }: Finding): object {
  return {
    id: rule,
    ...(url === undefined ? {} : { helpUri: url }),
    ...(why === undefined ? {} : { fullDescription: { text: why } }),
    properties: { tags: [gate, ...(cwe === undefined ? [] : [`external/cwe/${cwe.toLowerCase()}`])] },
  };
}

function resultOf({ file, finding }: FoundInFile): object {
  const { rule, severity, message, range, fingerprint, path = [] } = finding;
  const flow =
    path.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: path.map((step) => ({ location: stepOf(file, step) })) }] }] };
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: { text: message },
    locations: [locationOf(file, range)],
    partialFingerprints: { 'centuria/v1': fingerprint },
    ...flow,
  };
}

function stepOf(file: string, { uri, range, message }: PathStep): object {
  const location =
    uri === undefined ? locationOf(file, range) : { physicalLocation: { artifactLocation: { uri }, region: regionOf(range) } };
  return { ...location, message: { text: message } };
}

function regionOf({ startLine, startColumn, endLine, endColumn }: TextRange): object {
  return { startLine: startLine + 1, startColumn: startColumn + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
}

function locationOf(file: string, range: TextRange): object {
  const region = regionOf(range);
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: 'WORKING' }, region } };
}
