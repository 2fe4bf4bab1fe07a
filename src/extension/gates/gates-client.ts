import * as vscode from 'vscode';
import { LanguageClient, State, TransportKind, vsdiag, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';

import type { GateResult, Gates } from '../../core/gate.ts';
import { allUnknown, noneJudged } from '../../gates/none-judged.ts';
import {
  gatesMethods,
  parseFileJudgements,
  parseGateResults,
  parseSecretScan,
  type GatesOptions,
  type InspectRequest,
  type Parsed,
} from '../../protocol/gates.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { withToken } from '../signal.ts';
import { GATED_LANGUAGES, gateLimits, shownGates } from './shown-gates.ts';

export interface GatesClient extends Gates {
  /** One text by itself. Never rejects: what could not be told is `unknown`. */
  inspect(request: InspectRequest, signal: AbortSignal): Promise<readonly GateResult[]>;
  /** Starts the process for the editor's door; otherwise it starts with the first request. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** Both doors to the gates process: diagnostics for people, verdicts for agents. A verdict is never read from diagnostics. */
export function createGatesClient(services: Pick<Services, 'context' | 'log'>): GatesClient {
  const make = (): LanguageClient =>
    new LanguageClient('centuria.gates', 'Centuria Gates', serverOptions(services.context), clientOptions(services));
  let client = make();
  let started: Promise<void> | undefined;
  const start = (): Promise<void> => {
    if (started !== undefined && hasGivenUp(client)) {
      client.dispose().catch((error: unknown) => services.log.error('the gates client that gave up', error));
      client = make();
      started = undefined;
    }
    return (started ??= client.start());
  };
  // A process that is only starting may have been given what was wanted before.
  const tell = async (): Promise<void> => {
    await started?.catch(() => undefined);
    if (!client.isRunning()) return;
    await client.sendNotification(gatesMethods.policy, readSettings().gatePolicy);
    await client.sendNotification(gatesMethods.show, shownGates());
  };
  const watch = vscode.Disposable.from(
    vscode.extensions.onDidChange(() => void tell()),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('centuria.gates') && void tell()),
  );

  const ask: Ask = async (method, params, signal) => {
    try {
      await start();
      const value: unknown = await withToken(signal, (token) => client.sendRequest(method, params, token));
      return { ok: true, value };
    } catch (error) {
      return { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    start,
    ...requestsOf(ask),
    async dispose() {
      watch.dispose();
      await client.dispose();
    },
  };
}

type Ask = (method: string, params: object, signal: AbortSignal | undefined) => Promise<Parsed<unknown>>;

/** What can be asked of the process. What it cannot say is `unknown`. */
function requestsOf(ask: Ask): Pick<GatesClient, 'judge' | 'inspect' | 'scanSecrets'> {
  return {
    async judge(request, signal) {
      const answer = await ask(gatesMethods.judge, request, signal);
      const parsed = answer.ok ? parseFileJudgements(answer.value) : answer;
      return parsed.ok ? parsed.value : noneJudged(request, readSettings().gatePolicy, parsed.why);
    },
    async inspect(request, signal) {
      const answer = await ask(gatesMethods.inspect, request, signal);
      const parsed = answer.ok ? parseGateResults(answer.value) : answer;
      return parsed.ok ? parsed.value : allUnknown(request.languageId, readSettings().gatePolicy, parsed.why);
    },
    async scanSecrets(text, signal) {
      const answer = await ask(gatesMethods.scanSecrets, { text }, signal);
      return answer.ok ? unwrap(parseSecretScan(answer.value)) : answer;
    },
  };
}

function isShown(document: vscode.TextDocument | vscode.Uri): boolean {
  const uri = (document instanceof vscode.Uri ? document : document.uri).toString();
  return vscode.window.visibleTextEditors.some((editor) => editor.document.uri.toString() === uri);
}

/** A client that has started its process in vain too often starts no other: it takes a new client. */
function hasGivenUp({ state }: LanguageClient): boolean {
  return state === State.Stopped || state === State.StartFailed;
}

function unwrap<T>(parsed: Parsed<T>): T | { readonly ok: false; readonly why: string } {
  return parsed.ok ? parsed.value : parsed;
}

function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  const module = context.asAbsolutePath('dist/gates.js');
  return { module, transport: TransportKind.ipc, options: { execArgv: ['--max-old-space-size=2048'] } };
}

function clientOptions(services: Pick<Services, 'log'>): LanguageClientOptions {
  // Asked for at each start of the process, also after one that died.
  const initializationOptions = (): GatesOptions => ({
    trusted: vscode.workspace.isTrusted,
    show: shownGates(),
    limits: gateLimits(),
    policy: readSettings().gatePolicy,
  });
  const schemes = ['file', 'untitled', 'vscode-remote'];
  return {
    documentSelector: GATED_LANGUAGES.flatMap((language) => schemes.map((scheme) => ({ scheme, language }))),
    initializationOptions,
    outputChannel: services.log.channel,
    diagnosticCollectionName: 'centuria-gates',
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
    middleware: {
      // The client asks for documents in the background too, one after the other. What is not shown is asked for once it is.
      provideDiagnostics: (...[document, previous, token, next]) =>
        previous === undefined || isShown(document)
          ? next(document, previous, token)
          : { kind: vsdiag.DocumentDiagnosticReportKind.unChanged, resultId: previous },
    },
  };
}
