import * as vscode from 'vscode';

import type { Finding } from '../core/gate.ts';
import type { OpenResult } from './change/open-results.ts';
import { removeKey } from './keys.ts';
import type { Services } from './services.ts';
import { readSettings } from './settings.ts';

type Handler = (...args: readonly unknown[]) => Promise<void> | void;

/** Every command, by its id without the prefix. What a command needs is loaded when it is first called. */
function handlers(services: Services): Readonly<Record<string, Handler>> {
  return {
    'change.start': async () => (await import('./change/offer-file.ts')).changeOrOfferFile(services),
    'change.startHere': async () => (await import('./change/start-change.ts')).startChange(services),
    'change.fix': async (uri, range, message) => {
      const document = uri instanceof vscode.Uri ? await vscode.workspace.openTextDocument(uri) : undefined;
      if (document === undefined || !(range instanceof vscode.Range) || typeof message !== 'string') return;
      await (await import('./change/start-fix.ts')).startFix(services, document, { range, message });
    },
    ...resultHandlers(services),
    'task.receipt': async (task) => (await import('./tasks/show-receipt.ts')).showReceipt(services, taskId(task)),
    'task.cancel': (task) => cancelTask(services, taskId(task)),
    'task.cancelHere': () => {
      const document = vscode.window.activeTextEditor?.document;
      cancelTask(services, document && services.inline.taskIn(document));
    },
    'task.open': (task) => withTask(services, task, async (id) => (await import('./tasks/open-task.ts')).openTask(services, id)),
    'task.showBest': (task) => withTask(services, task, async (id) => (await import('./tasks/open-task.ts')).openResult(services, id)),
    'task.showResult': (task) => withTask(services, task, async (id) => (await import('./tasks/open-task.ts')).openTask(services, id)),
    'task.retry': (task) => withTask(services, task, async (id) => (await import('./tasks/retry-task.ts')).retryTask(services, id)),
    'task.retryWith': (task) => withTask(services, task, async (id) => (await import('./tasks/retry-task.ts')).retryTaskWith(services, id)),
    'task.dismiss': (task) =>
      withTask(services, task, async (id) => (await import('./tasks/decide-task.ts')).decideTask(services, id, 'dismissed')),
    'task.continue': (task) =>
      withTask(services, task, async (id) => (await import('./tasks/continue-task.ts')).continueTask(services, id)),
    'task.discard': (task) =>
      withTask(services, task, async (id) => (await import('./tasks/continue-task.ts')).discardParked(services, id)),
    'analyse.start': async () => (await import('./analyse/start-analyse.ts')).startAnalyse(services),
    'analyse.startHere': async () => (await import('./analyse/start-analyse.ts')).startAnalyse(services),
    'finding.dismiss': (uri, diagnostic) => {
      if (uri instanceof vscode.Uri && diagnostic instanceof vscode.Diagnostic) services.findings.dismiss(uri, diagnostic);
    },
    ...gateHandlers(services),
    'automate.start': async () => (await import('./automate.ts')).explainAutomation(services),
    ...modelHandlers(services),
    'key.set': async (provider) => (await import('./set-key.ts')).setKey(services, typeof provider === 'string' ? provider : undefined),
    'key.remove': async () =>
      removeKey(
        services.keys,
        readSettings().servers.map(({ name }) => name),
      ),
    'budget.set': async (task) => (await import('./set-budget.ts')).setBudget(services, taskId(task)),
    'settings.open': async () => void (await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:centuria.centuria')),
    'walkthrough.open': async () =>
      void (await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'centuria.centuria#start')),
    'log.show': () => services.log.show(),
  };
}

/** What is done with a result that is open. */
function resultHandlers(services: Services): Readonly<Record<string, Handler>> {
  return {
    'change.accept': (task) =>
      withResult(services, task, async (result) => {
        await (await import('./change/decide-result.ts')).acceptResult(services, result);
      }),
    // Commands of their own: where a word in the title bar has keys, VS Code writes them below it, where there is no room.
    'change.acceptByKey': () => void vscode.commands.executeCommand('centuria.change.accept'),
    'change.discardByKey': () => void vscode.commands.executeCommand('centuria.change.discard'),
    'change.discard': (task) =>
      withResult(services, task, async (result) => {
        await (await import('./change/decide-result.ts')).discardResult(services, result);
      }),
    'change.revise': (task) =>
      withResult(services, task, async (result) => {
        await (await import('./change/revise-result.ts')).reviseResult(services, result);
      }),
    'change.installDependencies': (task) =>
      withResult(services, task, async (result) => {
        await (await import('./change/install-dependencies.ts')).installDependencies(services, result);
      }),
  };
}

/** What is done with findings of the gates. A finding is named by a row of the Gates view, or as a code action names it. */
function gateHandlers(services: Services): Readonly<Record<string, Handler>> {
  return {
    'finding.fix': async (node) => {
      const row = findingRow(node);
      if (row !== undefined) await (await import('./gates/fix-finding.ts')).fixFinding(services, row.uri, row.finding);
    },
    'finding.ignore': async (uri, wanted, reason) => {
      const row = findingRow({ uri, finding: wanted });
      if (row === undefined) return;
      const document = await vscode.workspace.openTextDocument(row.uri);
      const given = typeof reason === 'string' ? { given: reason } : {};
      await (await import('./gates/ignore-finding.ts')).ignoreFinding(services, document, { wanted: row.finding, ...given });
    },
    'finding.explain': async (node) => (await import('./gates/explain-finding.ts')).explainFinding(services, findingRow(node)),
    'gates.checkWorkspace': async () => (await import('./gates/check-workspace.ts')).checkWorkspace(services),
    'gates.exportSarif': async (target) =>
      (await import('./gates/export-sarif.ts')).exportSarif(services, target instanceof vscode.Uri ? target : undefined),
  };
}

/** A finding in a file, from a command's argument. */
function findingRow(argument: unknown): { readonly uri: vscode.Uri; readonly finding: Finding } | undefined {
  if (typeof argument !== 'object' || argument === null || !('uri' in argument) || !('finding' in argument)) return undefined;
  const { uri, finding } = argument;
  return uri instanceof vscode.Uri && isFinding(finding) ? { uri, finding } : undefined;
}

/** Only this extension's own views and code actions call the commands that take one. */
function isFinding(value: unknown): value is Finding {
  return typeof value === 'object' && value !== null && 'gate' in value && 'fingerprint' in value && 'rule' in value;
}

/** What is taken along, and what is deleted. */
function dataHandlers(services: Services): Readonly<Record<string, Handler>> {
  return {
    'task.exportReceipt': async (task, target) => {
      await (
        await import('./tasks/export-receipt.ts')
      ).exportReceipt(services, taskId(task), target instanceof vscode.Uri ? target : undefined);
    },
    'ledger.export': async () => (await import('./export-ledger.ts')).exportLedger(services),
    'diagnostics.export': async () => (await import('./data.ts')).exportDiagnostics(services),
    'data.delete': async () => (await import('./data.ts')).deleteAllData(services),
  };
}

function modelHandlers(services: Services): Readonly<Record<string, Handler>> {
  return {
    'model.download': async () => (await import('./models.ts')).downloadLocalModel(services),
    'model.list': async () => (await import('./models.ts')).showModels(services),
    'model.benchmark': async () => (await import('./model-bench/benchmark-models.ts')).benchmarkModels(services),
    'model.showBenchmark': async () => (await import('./model-bench/show-benchmark.ts')).showBenchmark(services),
  };
}

export function registerCommands(services: Services): vscode.Disposable {
  const registrations = Object.entries({ ...handlers(services), ...dataHandlers(services) }).map(([name, handler]) =>
    vscode.commands.registerCommand(`centuria.${name}`, async (...args: unknown[]) => {
      try {
        await handler(...args);
      } catch (error) {
        await report(services, name, error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** The edge where what went wrong becomes a message with cause and next step. */
async function report(services: Services, command: string, error: unknown): Promise<void> {
  services.log.error(`centuria.${command}`, error);
  const message = error instanceof Error ? error.message : String(error);
  const next = error instanceof Error && 'nextStep' in error && typeof error.nextStep === 'string' ? ` ${error.nextStep}` : '';
  const showLog = vscode.l10n.t('Show Log');
  const mend = isDamagedStore(error) ? [vscode.l10n.t('Start With Empty Books…')] : [];
  const chosen = await vscode.window.showErrorMessage(`${message}${next}`, ...mend, showLog);
  if (chosen === showLog) await services.log.show();
  else if (chosen !== undefined) await (await import('./empty-books.ts')).startEmptyBooks(services);
}

/** By its shape: the class is loaded with the engine. */
function isDamagedStore(error: unknown): boolean {
  return error instanceof Error && error.name === 'StoreError' && 'kind' in error && error.kind === 'damaged';
}

/** A task's id from a command's argument: the id itself, or a node of the Tasks view. */
function taskId(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const node: { readonly task?: unknown; readonly state?: unknown } = argument;
  const held = node.task ?? node.state;
  return typeof held === 'object' && held !== null && 'id' in held && typeof held.id === 'string' ? held.id : undefined;
}

/** The named task, else the newest one. */
async function withTask(services: Services, argument: unknown, run: (id: string) => Promise<void>): Promise<void> {
  await services.engine();
  const id = taskId(argument) ?? services.hub.ended()[0]?.id;
  if (id === undefined)
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no task yet. Select a function and choose Centuria: Change This…'));
  else await run(id);
}

async function withResult(services: Services, argument: unknown, run: (result: OpenResult) => Promise<void>): Promise<void> {
  const id = taskId(argument);
  const result = id === undefined ? services.results.active() : services.results.get(id);
  if (result === undefined)
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a result of Centuria first: it is listed under Tasks, Needs you.'));
  else await run(result);
}

function cancelTask(services: Services, id: string | undefined): void {
  const live = services.hub.live();
  (live.find((task) => task.id === id) ?? (id === undefined ? live.at(-1) : undefined))?.cancel();
}
