import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  createConnection,
  DocumentDiagnosticRequest,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type {
  CancellationToken,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  InitializeParams,
  InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { JudgeRequest } from '../core/gate.ts';
import {
  gatesMethods,
  parseGatePolicy,
  parseGatesOptions,
  parseInspectRequest,
  parseJudgeRequest,
  parseScanSecretsParams,
  parseShownGates,
} from '../protocol/gates.ts';
import type { GatesOptions, Parsed, ShownGates } from '../protocol/gates.ts';
import { runsFromSource } from './assets.ts';
import { diagnosticOf } from './diagnostics.ts';
import { gatesOfTier, Latest, tierOptions } from './tiers.ts';
import { createGatesEngine } from './engine.ts';
import type { GatesEngine } from './engine.ts';
import { WorkerPool } from './worker-pool.ts';

/*
 * The gates process: a language server over IPC (`--node-ipc`) or its standard streams (`--stdio`). It holds texts and
 * answers; everything that takes time is done in a thread that can be ended.
 */

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

const defaultCacheBytes = 64 * 1024 * 1024;

/** Threads beside the one that is kept free for what is light: a core is left to the editor. */
function poolSize(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4);
}

/** What the client has said. */
interface Settings {
  shown: ShownGates;
  limits: NonNullable<GatesOptions['limits']>;
  policy: NonNullable<GatesOptions['policy']>;
  cacheBytes: number;
  canRefresh: boolean;
  /** Whether the client takes the two tiers as two sources of diagnostics. */
  hasTiers: boolean;
}

function initialize(params: InitializeParams, settings: Settings): InitializeResult {
  const options = parseGatesOptions(params.initializationOptions);
  if (!options.ok) throw invalid(options.why);
  settings.shown = options.value.show;
  settings.limits = options.value.limits ?? {};
  settings.policy = options.value.policy ?? {};
  settings.cacheBytes = options.value.cacheBytes ?? defaultCacheBytes;
  settings.hasTiers = params.capabilities.textDocument?.diagnostic?.dynamicRegistration === true;
  settings.canRefresh = params.capabilities.workspace?.diagnostics?.refreshSupport === true;
  return {
    serverInfo: { name: 'Centuria gates' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(settings.hasTiers
        ? {}
        : { diagnosticProvider: { identifier: 'centuria', interFileDependencies: true, workspaceDiagnostics: false } }),
    },
  };
}

type Documents = TextDocuments<TextDocument>;

function openTexts(documents: Documents, except?: string): JudgeRequest['overlays'] {
  const others = documents.all().filter((document) => document.uri !== except);
  return others.map((document) => ({ uri: document.uri, text: document.getText() }));
}

interface Door {
  readonly documents: Documents;
  readonly engine: GatesEngine;
  readonly settings: Settings;
  readonly latest: Latest;
}

async function pull(door: Door, params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
  const { documents, engine, settings, latest } = door;
  const document = documents.get(params.textDocument.uri);
  const gates = document && gatesOfTier(settings.shown[document.languageId] ?? [], params.identifier);
  if (!document || !gates || gates.length === 0) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const { uri, languageId } = document;
  const overlays = gates.includes('types') ? openTexts(documents, uri) : [];
  const signal = AbortSignal.any([signalOf(token), latest.begin(`${params.identifier ?? ''} ${uri}`)]);
  const results = await engine.inspect({ uri, languageId, text: document.getText(), gates, overlays }, signal, 'editor');
  // What was shown stays where no gate could say anything.
  if (results.length > 0 && results.every(({ verdict }) => verdict === 'unknown')) {
    if (signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    throw new ResponseError(LSPErrorCodes.ServerCancelled, 'the text could not be analysed', { retriggerRequest: false });
  }
  const items = results.flatMap(({ findings }) => findings).map((finding) => diagnosticOf(finding, uri));
  // What has not changed is told from memory, so the answer itself says whether it is another one.
  const resultId = createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 32);
  return resultId === params.previousResultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

type Connection = ReturnType<typeof createConnection>;

/** The requests of ours, beside the protocol's. */
function answerAgents(connection: Connection, { documents, engine }: Door): void {
  // What the client sends stands over what is open here.
  const withOpen = (overlays: JudgeRequest['overlays'], asked: readonly string[]): JudgeRequest['overlays'] => {
    const sent = new Set([...overlays.map(({ uri }) => uri), ...asked]);
    return [...openTexts(documents).filter(({ uri }) => !sent.has(uri)), ...overlays];
  };
  connection.onRequest(gatesMethods.judge, (params: unknown, token: CancellationToken) => {
    const parsed = parseJudgeRequest(params);
    if (!parsed.ok) return invalid(parsed.why);
    const request = parsed.value;
    const overlays = withOpen(
      request.overlays,
      request.files.map(({ uri }) => uri),
    );
    return engine.judge({ ...request, overlays }, signalOf(token));
  });
  connection.onRequest(gatesMethods.inspect, (params: unknown, token: CancellationToken) => {
    const parsed = parseInspectRequest(params);
    if (!parsed.ok) return invalid(parsed.why);
    const { priority, ...request } = parsed.value;
    return engine.inspect({ ...request, overlays: withOpen(request.overlays, [request.uri]) }, signalOf(token), priority);
  });
  connection.onRequest(gatesMethods.scanSecrets, (params: unknown, token: CancellationToken) => {
    const parsed = parseScanSecretsParams(params);
    return parsed.ok ? engine.scanSecrets(parsed.value.text, signalOf(token)) : invalid(parsed.why);
  });
}

/** Composes the server on this process's own connection. */
function serve(): void {
  const connection = createConnection(ProposedFeatures.all);
  const documents = new TextDocuments(TextDocument);
  const pool = new WorkerPool({ start: startWorker, size: poolSize() });
  const settings: Settings = { shown: {}, limits: {}, policy: {}, cacheBytes: defaultCacheBytes, canRefresh: false, hasTiers: false };
  const engine = createGatesEngine({
    pool,
    limits: () => settings.limits,
    policy: () => settings.policy,
    cacheBytes: () => settings.cacheBytes,
  });

  const door: Door = { documents, engine, settings, latest: new Latest() };

  connection.onInitialize((params) => initialize(params, settings));
  connection.onInitialized(() => {
    if (settings.hasTiers) for (const options of tierOptions) void connection.client.register(DocumentDiagnosticRequest.type, options);
  });
  connection.languages.diagnostics.on((params, token) => pull(door, params, token));
  const take = <T>(parsed: Parsed<T>, set: (value: T) => void): void => {
    if (!parsed.ok) {
      connection.console.error(parsed.why);
      return;
    }
    set(parsed.value);
    if (settings.canRefresh) void connection.languages.diagnostics.refresh();
  };
  connection.onNotification(gatesMethods.show, (params: unknown) => {
    take(parseShownGates(params), (shown) => (settings.shown = shown));
  });
  connection.onNotification(gatesMethods.policy, (params: unknown) => {
    take(parseGatePolicy(params), (policy) => (settings.policy = policy));
  });
  answerAgents(connection, door);
  connection.onShutdown(() => pool.dispose());
  // Over IPC nothing else tells that the host has gone.
  process.once('disconnect', () => process.exit(0));
  documents.listen(connection);
  connection.listen();
}

serve();
