import * as vscode from 'vscode';

import { GATED_LANGUAGES } from './gates/shown-gates.ts';
import type { TeamPanel } from './panel/register-panel.ts';
import type { createStatusBar } from './status-bar.ts';
import type { Engine, Services } from './services.ts';

interface ViewsDeps {
  readonly services: Services;
  readonly bar: ReturnType<typeof createStatusBar>;
  readonly loaded: () => Engine | undefined;
}

/** How long after the start the store is opened for the status bar and the views, in milliseconds. */
const SETTLE_MS = 1500;

const OPEN_PANEL_COMMAND = 'centuria.panel.open';

/** The views, the receipts and the status bar. They are made when VS Code has started; what they show follows the hub. */
export function startViews(deps: ViewsDeps): vscode.Disposable {
  const made: vscode.Disposable[] = [];
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const timer = setTimeout(start, 0);
  const panel = started.then(() => make(deps, made));
  panel.catch((error: unknown) => deps.services.log.error('the views could not be made', error));
  // At once: it may be the command that started the extension.
  made.push(vscode.commands.registerCommand(OPEN_PANEL_COMMAND, async () => (await panel).open()));
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    for (const one of made) one.dispose();
  });
}

async function make({ services, bar, loaded }: ViewsDeps, made: vscode.Disposable[]): Promise<TeamPanel> {
  const [tasks, gates, explanations, receipts, benchmark, panel, source, today, terminals] = await Promise.all([
    import('./tasks/tasks-view.ts'),
    import('./gates/gates-view.ts'),
    import('./gates/explain-finding.ts'),
    import('./tasks/show-receipt.ts'),
    import('./model-bench/show-benchmark.ts'),
    import('./panel/register-panel.ts'),
    import('./panel-model.ts'),
    import('./draw-today.ts'),
    import('./command-line.ts'),
  ]);
  const panelSource = source.createPanelSource(services, loaded);
  made.push(
    panelSource,
    tasks.registerTasksView(services, loaded),
    gates.registerGatesView(services),
    explanations.registerExplanations(services),
    receipts.registerReceipts(services),
    benchmark.registerBenchmark(services),
    terminals.offerCommandLine(services),
  );
  const team = panel.registerPanel({ context: services.context, source: panelSource, log: services.log.channel });
  made.push(team);

  const draw = today.createTodayDrawer({ services, bar, loaded });
  const refresh = setInterval(draw, 5000);
  refresh.unref();
  made.push(services.hub.onDidChange(draw), new vscode.Disposable(() => clearInterval(refresh)));
  made.push(vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('centuria') && draw()));
  void welcome(services.context);
  setTimeout(() => void openStore(services, made, draw).then(() => made.push(startGates(services))), SETTLE_MS).unref();
  return team;
}

const WELCOMED_KEY = 'centuria.welcomed';

/** VS Code opens a walkthrough when its extension is installed; one that is run from its own folder never is. */
async function welcome({ globalState }: vscode.ExtensionContext): Promise<void> {
  if (process.env['CENTURIA_WELCOME'] !== 'open' || globalState.get(WELCOMED_KEY) === true) return;
  await globalState.update(WELCOMED_KEY, true);
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'centuria.centuria#start');
}

/** Opens the editor's door to the gates once a document of a language they judge is open. */
function startGates(services: Services): vscode.Disposable {
  const isGated = ({ languageId }: vscode.TextDocument): boolean => GATED_LANGUAGES.includes(languageId);
  const start = async (): Promise<void> => {
    opened.dispose();
    try {
      await (await services.engine()).startGates();
    } catch (error) {
      services.log.error('the gates could not be started', error);
    }
  };
  const opened = vscode.workspace.onDidOpenTextDocument((document) => isGated(document) && void start());
  if (vscode.workspace.textDocuments.some(isGated)) void start();
  return opened;
}

/** Opens the store quietly: a failure is shown when something is asked for, and is in the log until then. */
async function openStore(services: Services, made: vscode.Disposable[], draw: () => void): Promise<void> {
  try {
    const engine = await services.engine();
    draw();
    made.push(
      engine.onDidAskCards(({ cards }) => void vscode.commands.executeCommand('setContext', 'centuria.modelReady', cards.length > 0)),
    );
    await engine.cards(true);
  } catch (error) {
    services.log.error('the store could not be opened', error);
  }
}
