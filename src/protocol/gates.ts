import * as v from 'valibot';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { ChangedFile, FileJudgement, Finding, GateId, GateResult, JudgeRequest, SecretScan, TextRange } from '../core/gate.ts';

/** Names of the gates server's own requests and notifications, beside those of the Language Server Protocol. */
export const gatesMethods = {
  /** Request: `JudgeRequest` to `FileJudgement[]`: of each changed file, then of each that the change breaks. */
  judge: 'centuria/judge',
  /** Request: `InspectRequest` to `GateResult[]`. */
  inspect: 'centuria/inspect',
  /** Request: `ScanSecretsParams` to `SecretScan`. */
  scanSecrets: 'centuria/scanSecrets',
  /** Notification: `ShownGates`, which replaces what was shown before. */
  show: 'centuria/show',
  /** Notification: `GatePolicy`, which replaces the one before. What is asked from then on is judged by it. */
  policy: 'centuria/policy',
} as const;

/** Which gates the editor's door publishes for each language id. A language that is not named gets none. */
export type ShownGates = Readonly<Record<string, readonly GateId[]>>;

/** What each gate may take for one text, in milliseconds from its start; what takes longer is `unknown`. */
export type GateLimits = Readonly<Partial<Record<GateId, number>>>;

/** What the client sends as `initializationOptions`. */
export interface GatesOptions {
  /** Whether the workspace is trusted. The gates of this version run no code of the workspace in either case. */
  readonly trusted: boolean;
  readonly show: ShownGates;
  /** Where it is not the gate's own default. */
  readonly limits?: GateLimits;
  /** Absent: every gate as the plan of a language has it. */
  readonly policy?: GatePolicy;
  /** Of answers that are kept in memory. 64 MB when absent; 0: none. */
  readonly cacheBytes?: number;
}

/** One text to be looked at by itself: no base, and what a person has silenced stays silent. */
export interface InspectRequest {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly overlays: JudgeRequest['overlays'];
  /** Absent: all of the language. */
  readonly gates?: readonly GateId[];
  /** `agent`: nobody waits for it. `person` when absent. */
  readonly priority?: JudgeRequest['priority'];
}

/** What travels with a diagnostic of the editor's door, as its `data`. */
export interface FindingData {
  readonly gate: GateId;
  readonly fingerprint: string;
  readonly blocks: boolean;
  readonly cwe?: string;
  readonly why?: string;
  /** The title of the fix that its gate has for it. What it changes is asked for when it is made. */
  readonly fix?: string;
}

/** The parameters of `centuria/scanSecrets`. */
export interface ScanSecretsParams {
  readonly text: string;
}

/** A message of the other side that is not what the protocol says. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

const gateId = v.picklist(['format', 'syntax', 'types', 'lint', 'security', 'secrets', 'imports', 'complexity', 'documentation', 'tests']);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const textRange: v.GenericSchema<unknown, TextRange> = v.object({
  startLine: count,
  startColumn: count,
  endLine: count,
  endColumn: count,
});

const finding: v.GenericSchema<unknown, Finding> = v.object({
  gate: gateId,
  rule: v.string(),
  message: v.string(),
  severity: v.picklist(['error', 'warning', 'information']),
  range: textRange,
  blocks: v.boolean(),
  url: v.exactOptional(v.string()),
  cwe: v.exactOptional(v.string()),
  why: v.exactOptional(v.string()),
  path: v.exactOptional(v.array(v.object({ uri: v.exactOptional(v.string()), range: textRange, message: v.string() }))),
  fingerprint: v.string(),
  fix: v.exactOptional(
    v.object({
      title: v.string(),
      edits: v.array(v.object({ range: textRange, text: v.string() })),
      single: v.exactOptional(v.literal(true)),
    }),
  ),
  uri: v.exactOptional(v.string()),
});

const gateResult: v.GenericSchema<unknown, GateResult> = v.object({
  gate: gateId,
  verdict: v.picklist(['pass', 'fail', 'not-applicable', 'unknown']),
  required: v.boolean(),
  findings: v.array(finding),
  known: count,
  remaining: v.exactOptional(count),
  why: v.exactOptional(v.string()),
  off: v.exactOptional(v.literal(true)),
  ignored: v.exactOptional(count),
  tool: v.string(),
  elapsedMs: v.pipe(v.number(), v.minValue(0)),
});

const changedFile: v.GenericSchema<unknown, ChangedFile> = v.pipe(
  v.object({
    uri: v.pipe(v.string(), v.minLength(1)),
    languageId: v.string(),
    base: v.exactOptional(v.string()),
    result: v.exactOptional(v.string()),
  }),
  v.check(({ base, result }) => base !== undefined || result !== undefined, 'a file needs a base or a result'),
);

const judgeRequest: v.GenericSchema<unknown, JudgeRequest> = v.object({
  files: v.pipe(
    v.array(changedFile),
    v.minLength(1),
    v.check((files) => new Set(files.map(({ uri }) => uri)).size === files.length, 'each file is named once'),
  ),
  overlays: v.array(v.object({ uri: v.string(), text: v.string() })),
  trusted: v.boolean(),
  priority: v.exactOptional(v.picklist(['person', 'agent'])),
  agent: v.exactOptional(v.string()),
});

const fileJudgements: v.GenericSchema<unknown, FileJudgement[]> = v.array(v.object({ uri: v.string(), results: v.array(gateResult) }));

const inspectRequest: v.GenericSchema<unknown, InspectRequest> = v.object({
  uri: v.pipe(v.string(), v.minLength(1)),
  languageId: v.string(),
  text: v.string(),
  overlays: v.array(v.object({ uri: v.string(), text: v.string() })),
  gates: v.exactOptional(v.array(gateId)),
  priority: v.exactOptional(v.picklist(['person', 'agent'])),
});

const secretScan: v.GenericSchema<unknown, SecretScan> = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    findings: v.array(v.object({ rule: v.string(), message: v.string(), start: count, end: count, line: count })),
  }),
  v.object({ ok: v.literal(false), why: v.string() }),
]);

const policy: v.GenericSchema<unknown, GatePolicy> = v.object({
  levels: v.exactOptional(v.record(gateId, v.picklist(['required', 'advisory', 'off']))),
  rulesOff: v.exactOptional(v.array(v.string())),
  complexity: v.exactOptional(
    v.object({
      cognitive: v.exactOptional(count),
      cyclomatic: v.exactOptional(count),
      lines: v.exactOptional(count),
      nesting: v.exactOptional(count),
    }),
  ),
});

const shownGates: v.GenericSchema<unknown, ShownGates> = v.record(v.string(), v.array(gateId));

const gatesOptions: v.GenericSchema<unknown, GatesOptions> = v.object({
  trusted: v.boolean(),
  show: shownGates,
  limits: v.exactOptional(v.record(gateId, v.pipe(v.number(), v.minValue(1)))),
  policy: v.exactOptional(policy),
  cacheBytes: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
});

const scanParams: v.GenericSchema<unknown, ScanSecretsParams> = v.object({ text: v.string() });

function parser<T>(schema: v.GenericSchema<unknown, T>, what: string): (value: unknown) => Parsed<T> {
  return (value) => {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return { ok: true, value: parsed.output };
    const issue = parsed.issues[0];
    return { ok: false, why: `${what} is not valid at "${v.getDotPath(issue) ?? 'the top'}": ${issue.message}` };
  };
}

/** Client to server. */
export const parseJudgeRequest = parser(judgeRequest, 'the judge request');
/** Client to server. */
export const parseInspectRequest = parser(inspectRequest, 'the inspect request');
/** Server to client. */
export const parseFileJudgements = parser(fileJudgements, 'the answer to the judge request');
/** Server to client. */
export const parseGateResults = parser(v.array(gateResult), 'the answer to the inspect request');
/** Client to server. */
export const parseScanSecretsParams = parser(scanParams, 'the request for a secret scan');
/** Server to client. */
export const parseSecretScan = parser(secretScan, 'the secret scan');
/** Client to server. */
export const parseShownGates = parser(shownGates, 'the list of shown gates');
/** Client to server. */
export const parseGatePolicy = parser(policy, 'the policy of the gates');
/** Client to server, at initialization. */
export const parseGatesOptions = parser(gatesOptions, 'the initialization of the gates server');
