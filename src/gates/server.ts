import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import {
  createConnection,
  DiagnosticSeverity,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  InitializeParams,
  InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, GateId, JudgeRequest, TextRange } from '../core/gate.ts';
import { gatesMethods, parseGatesOptions, parseInspectRequest, parseJudgeRequest, parseScanSecretsParams, parseShownGates } from '../protocol/gates.ts';
import type { ShownGates } from '../protocol/gates.ts';
import { AnalysisThread } from './analysis-thread.ts';
import { runsFromSource } from './assets.ts';
import { createGatesEngine, defaultJudgeLimitMs } from './engine.ts';
import type { GatesEngine } from './engine.ts';

/*
 * The gates process: a language server over IPC (`--node-ipc`) or its standard streams (`--stdio`). It holds texts and
 * answers; everything that takes time is done in a thread that can be ended.
 */

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** Gates with rules of our own. */
const OWN: ReadonlySet<GateId> = new Set(['secrets', 'security', 'imports', 'complexity', 'documentation']);

/** The tool as people know it. Findings of our own rules name the gate. */
function toolName(finding: Finding): string {
  if (OWN.has(finding.gate) || finding.rule.startsWith('centuria/')) return finding.gate;
  if (/^TS\d/u.test(finding.rule)) return 'TypeScript';
  if (finding.rule === 'json-syntax' || finding.rule === 'json-repeated-name') return 'JSON';
  if (finding.rule.endsWith('-syntax')) return finding.gate;
  return finding.url?.startsWith('https://docs.astral.sh/ruff') === true ? 'ruff' : 'ESLint';
}

function lspRange(range: TextRange): Diagnostic['range'] {
  const { startLine, startColumn, endLine, endColumn } = range;
  return { start: { line: startLine, character: startColumn }, end: { line: endLine, character: endColumn } };
}

/** The way of untrusted data, so that a person can walk it in the editor. */
function relatedOf(finding: Finding, uri: string): Pick<Diagnostic, 'relatedInformation'> {
  if (!finding.path) return {};
  return { relatedInformation: finding.path.map(({ range, message }) => ({ location: { uri, range: lspRange(range) }, message })) };
}

function diagnosticOf(finding: Finding, uri: string): Diagnostic {
  return {
    range: lspRange(finding.range),
    severity: severities[finding.severity],
    code: finding.rule,
    source: `Centuria · ${toolName(finding)}`,
    message: finding.why === undefined ? finding.message : `${finding.message} ${finding.why}`,
    ...(finding.url === undefined ? {} : { codeDescription: { href: finding.url } }),
    ...relatedOf(finding, uri),
  };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}

function invalid(why: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, why);
}

/** Megabytes of heap; a thread that needs more dies, and its job is not judged. */
const heapLimit = 1_536;

function startWorker(): Worker {
  // Only the entry knows its folder: a bundler may move what it imports.
  const file = runsFromSource(import.meta.url) ? './worker.ts' : './gates-worker.js';
  return new Worker(new URL(file, import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: heapLimit } });
}

/** What the client has said. */
interface Settings {
  shown: ShownGates;
  judgeLimitMs: number;
  canRefresh: boolean;
}

function initialize(params: InitializeParams, settings: Settings): InitializeResult {
  const options = parseGatesOptions(params.initializationOptions);
  if (!options.ok) throw invalid(options.why);
  settings.shown = options.value.show;
  settings.judgeLimitMs = options.value.judgeLimitMs ?? defaultJudgeLimitMs;
  settings.canRefresh = params.capabilities.workspace?.diagnostics?.refreshSupport === true;
  return {
    serverInfo: { name: 'Centuria gates' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: { identifier: 'centuria', interFileDependencies: true, workspaceDiagnostics: false },
    },
  };
}

type Documents = TextDocuments<TextDocument>;

function openTexts(documents: Documents, except: string): JudgeRequest['overlays'] {
  const others = documents.all().filter((document) => document.uri !== except);
  return others.map((document) => ({ uri: document.uri, text: document.getText() }));
}

/** The same for the same text under the same settings; with types shown, under the same other open texts too. */
function resultIdOf(document: TextDocument, gates: readonly GateId[], documents: Documents): string {
  const hash = createHash('sha256').update(`${document.languageId}\0${gates.join()}\0${document.getText()}`);
  if (gates.includes('types')) {
    for (const other of documents.all()) if (other.uri !== document.uri) hash.update(`\0${other.uri}@${other.version}`);
  }
  return hash.digest('hex').slice(0, 32);
}

interface Door {
  readonly documents: Documents;
  readonly engine: GatesEngine;
  readonly settings: Settings;
}

async function pull(door: Door, params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
  const { documents, engine, settings } = door;
  const document = documents.get(params.textDocument.uri);
  const gates = document && settings.shown[document.languageId];
  if (!document || !gates || gates.length === 0) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const resultId = resultIdOf(document, gates, documents);
  if (resultId === params.previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  const { uri, languageId } = document;
  const overlays = gates.includes('types') ? openTexts(documents, uri) : [];
  const results = await engine.inspect({ uri, languageId, text: document.getText(), gates, overlays }, signalOf(token));
  const items = results.flatMap(({ findings }) => findings).map((finding) => diagnosticOf(finding, uri));
  // What was shown stays where no gate could say anything.
  if (!results.every(({ verdict }) => verdict === 'unknown')) return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  throw new ResponseError(LSPErrorCodes.ServerCancelled, 'the text could not be analysed', { retriggerRequest: false });
}

/** Composes the server on this process's own connection. */
function serve(): void {
  const connection = createConnection(ProposedFeatures.all);
  const documents = new TextDocuments(TextDocument);
  const thread = new AnalysisThread(startWorker);
  const settings: Settings = { shown: {}, judgeLimitMs: defaultJudgeLimitMs, canRefresh: false };
  const engine = createGatesEngine(thread, () => settings.judgeLimitMs);

  connection.onInitialize((params) => initialize(params, settings));
  connection.languages.diagnostics.on((params, token) => pull({ documents, engine, settings }, params, token));
  connection.onNotification(gatesMethods.show, (params: unknown) => {
    const parsed = parseShownGates(params);
    if (!parsed.ok) {
      connection.console.error(parsed.why);
      return;
    }
    settings.shown = parsed.value;
    if (settings.canRefresh) void connection.languages.diagnostics.refresh();
  });
  connection.onRequest(gatesMethods.judge, (params: unknown, token: CancellationToken) => {
    const parsed = parseJudgeRequest(params);
    if (!parsed.ok) return invalid(parsed.why);
    const request = parsed.value;
    // What the client sends stands over what is open here.
    const sent = new Set(request.overlays.map((overlay) => overlay.uri));
    const open = openTexts(documents, request.uri).filter(({ uri }) => !sent.has(uri));
    return engine.judge({ ...request, overlays: [...open, ...request.overlays] }, signalOf(token));
  });
  connection.onRequest(gatesMethods.inspect, (params: unknown, token: CancellationToken) => {
    const parsed = parseInspectRequest(params);
    return parsed.ok ? engine.inspect(parsed.value, signalOf(token)) : invalid(parsed.why);
  });
  connection.onRequest(gatesMethods.scanSecrets, (params: unknown, token: CancellationToken) => {
    const parsed = parseScanSecretsParams(params);
    return parsed.ok ? engine.scanSecrets(parsed.value.text, signalOf(token)) : invalid(parsed.why);
  });
  connection.onShutdown(() => thread.dispose());
  // Over IPC nothing else tells that the host has gone.
  process.once('disconnect', () => process.exit(0));
  documents.listen(connection);
  connection.listen();
}

serve();
