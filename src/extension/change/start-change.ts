import * as vscode from 'vscode';

import { formatMoney, nanos } from '../../core/money.ts';
import { refusalNow, worstCase } from '../../core/reservation.ts';
import { describeRoute, type Route } from '../../core/router.ts';
import { planRoute } from '../../core/run-task.ts';
import { sentence } from '../../core/sentence.ts';
import { unreadable } from '../../gates/readable.ts';
import type { CardsReport, Engine, Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { spendToday } from '../spend.ts';
import { optionsFor } from '../run-options.ts';
import { rangeOfInterest, whyNotDocument } from './collect.ts';
import { nameOf } from './name-of.ts';
import { prepareChange, runChange, type PreparedChange } from './run-change.ts';
import { targetWords } from './target-words.ts';
import { whatEnterDoes, type PickRow } from './what-enter-does.ts';

const HISTORY_KEY = 'centuria.instructions';
const HISTORY_LENGTH = 20;

/** Centuria: Change This… Asks what should change, shows what will happen, and starts it. */
export async function startChange(services: Services): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage(whyNoEditor());
    return;
  }
  const whyNot = whyNotDocument(editor.document);
  if (whyNot !== undefined) return void vscode.window.showWarningMessage(whyNot);
  const tooLarge = editor.selection.isEmpty ? whyUnchecked(editor.document) : undefined;
  if (tooLarge !== undefined) {
    return void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'No function is looked for in {0}: {1}. Select the code to change, or split the file first.',
        nameOf(editor.document),
        tooLarge,
      ),
    );
  }
  const asked = await askInstruction(services, editor);
  if (asked === 'no-function') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Select the code to change first, or put the cursor into a function.'));
  } else if (asked !== undefined) await runChange(services, { document: editor.document, ...asked });
}

/** Why no gate will read a document, in words; undefined if they will. */
function whyUnchecked(document: vscode.TextDocument): string | undefined {
  const unread = unreadable(document.getText());
  return unread?.programOnly === false ? unread.why : undefined;
}

/** A binary file has a tab, but no editor. */
function whyNoEditor(): string {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  if (activeTab === undefined) return vscode.l10n.t('Open a file and select the code to change first.');
  return vscode.l10n.t('{0} is not shown as text, so there is no code to select. Open a text file first.', activeTab.label);
}

interface Row extends vscode.QuickPickItem, PickRow {}

/** What the person typed, and what it is about; that there is nothing it could be about; undefined if it was closed. */
type Asked = { readonly instruction: string; readonly range: vscode.Range } | 'no-function' | undefined;

/**
 * A pick that takes typed text: its first row says what will happen before it happens. It is there before the function at
 * the cursor is looked for, so that nothing that is typed meanwhile goes into the file.
 */
async function askInstruction(services: Services, editor: vscode.TextEditor): Promise<Asked> {
  const { document } = editor;
  const pick = vscode.window.createQuickPick<Row>();
  const history = services.context.globalState.get<readonly string[]>(HISTORY_KEY, []);
  let preview: readonly Row[] = [{ label: vscode.l10n.t('$(loading~spin) Looking which models can answer…'), alwaysShow: true }];
  const rows = (): readonly Row[] => {
    const typed = pick.value.trim();
    const go: Row[] =
      typed === '' ? [] : [{ label: typed, description: vscode.l10n.t('Enter to start'), instruction: typed, alwaysShow: true }];
    const earlier = history.map((label) => ({ label, instruction: label, iconPath: new vscode.ThemeIcon('history') }));
    return [...go, ...preview, ...earlier.filter(({ label }) => label !== typed)];
  };
  pick.title = vscode.l10n.t('Centuria: Change This…');
  pick.placeholder = vscode.l10n.t('What should change? (e.g. "handle an empty list")');
  pick.ignoreFocusOut = true;
  const closed = accepted(pick, rows);
  pick.show();
  const looking = rangeOfInterest(editor);
  void looking.then(
    async (range) => {
      if (range === undefined) return pick.hide();
      const target = targetWords({ first: range.start.line, last: range.end.line, head: document.lineAt(range.start.line).text });
      pick.title = vscode.l10n.t('Centuria: Change This… · {0}', target);
      preview = await previewRows(services, document, range);
      closed.draw();
    },
    () => pick.hide(),
  );
  const [instruction, range] = await Promise.all([closed.instruction, looking]);
  if (instruction !== undefined) void remember(services, instruction, history);
  if (range === undefined) return 'no-function';
  return instruction === undefined ? undefined : { instruction, range };
}

/** What the person starts; undefined if the pick was closed. A row of the preview may run a command instead. `draw` draws its rows anew. */
function accepted(
  pick: vscode.QuickPick<Row>,
  rows: () => readonly Row[],
): { readonly instruction: Promise<string | undefined>; draw(): void } {
  let drawn = false;
  const draw = (): void => {
    drawn = false;
    pick.items = rows();
  };
  draw();
  pick.onDidChangeValue(draw);
  // VS Code goes to the first row once it has drawn the rows: from then on a row that is chosen is one that was moved to.
  pick.onDidChangeActive(([row]) => (drawn ||= row?.instruction === pick.value.trim()));
  const instruction = new Promise<string | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const does = whatEnterDoes({ value: pick.value, chosen: pick.selectedItems[0], drawn });
      if (does.do === 'nothing') return;
      if (does.do === 'fill') {
        pick.value = does.instruction;
        return draw();
      }
      if (does.do === 'start') resolve(does.instruction);
      else void vscode.commands.executeCommand(does.command);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
  });
  return { instruction, draw };
}

/** An instruction with a secret in it is not kept, nor is any while the secrets gate cannot run. */
async function remember(services: Services, instruction: string, history: readonly string[]): Promise<void> {
  const { world } = await services.engine();
  const scan = await world.gates.scanSecrets(instruction);
  if (!scan.ok || scan.findings.length > 0) return;
  const rows = [instruction, ...history.filter((one) => one !== instruction)].slice(0, HISTORY_LENGTH);
  await services.context.globalState.update(HISTORY_KEY, rows);
}

async function previewRows(services: Services, document: vscode.TextDocument, range: vscode.Range): Promise<readonly Row[]> {
  try {
    const engine = await services.engine();
    const [report, prepared] = await Promise.all([engine.cards(), prepareChange(services, { document, range, instruction: '' })]);
    return [...uncheckedRows(document), ...routeRows(engine, report, prepared)];
  } catch (error) {
    services.log.error('no preview of the route', error);
    return [{ label: vscode.l10n.t('$(warning) {0}', error instanceof Error ? error.message : String(error)), alwaysShow: true }];
  }
}

function uncheckedRows(document: vscode.TextDocument): readonly Row[] {
  const why = whyUnchecked(document);
  if (why === undefined) return [];
  return [{ label: vscode.l10n.t('$(warning) No result can be checked: {0}', why), alwaysShow: true }];
}

function routeRows(engine: Engine, report: CardsReport, prepared: PreparedChange): readonly Row[] {
  const options = optionsFor(report.cards, prepared.localOnly);
  const route = planRoute(engine.world, prepared.work, options);
  const problems: Row[] = report.failures.map(({ failure }) => ({
    label: `$(warning) ${failure.message}`,
    detail: failure.nextStep,
    alwaysShow: true,
  }));
  if (route.candidates.length === 0) {
    const reasons = route.excluded.map(({ card, reason }) => `${card.label}: ${reason}`).join('; ');
    return [
      { label: vscode.l10n.t('$(warning) No model can answer this yet'), detail: reasons, alwaysShow: true },
      { label: vscode.l10n.t('$(cloud-download) Download a local model…'), command: 'centuria.model.download', alwaysShow: true },
      { label: vscode.l10n.t('$(key) Set an API key…'), command: 'centuria.key.set', alwaysShow: true },
      ...problems,
    ];
  }
  const restricted = !vscode.workspace.isTrusted && route.excluded.some(({ card }) => !card.local);
  const first = route.candidates[0];
  const proof = first?.card.measured === undefined ? [] : [`${first.card.label}: ${first.reason}.`];
  const notes = [...(restricted ? [vscode.l10n.t('This workspace is not trusted: nothing is sent to a cloud.')] : []), ...proof];
  const why = notes.length === 0 ? {} : { detail: notes.join(' ') };
  const refused = refusedRow(engine, prepared, route);
  return [
    ...(refused === undefined ? [] : [refused]),
    { label: `$(info) ${describeRoute(route)}`, description: budgetLeft(engine), ...why, alwaysShow: true },
    ...problems,
  ];
}

function budgetLeft(engine: Engine): string {
  const spend = spendToday(engine);
  return vscode.l10n.t(
    'budget left today {0}',
    formatMoney(nanos(Math.max(0, readSettings().dayCap - spend.settledNanos - spend.heldNanos))),
  );
}

/** Which models of the route a budget has no room for: why the first of them, and what that means. */
function refusedRow({ world }: Engine, { work }: PreparedChange, { candidates }: Route): Row | undefined {
  const { caps } = readSettings();
  const refused = candidates.flatMap(({ card }) => {
    const why = refusalNow(world, caps, worstCase(world, card, work.prompt(card, undefined)));
    return why === undefined ? [] : [{ label: card.label, why }];
  });
  const [first, ...others] = refused;
  if (first === undefined) return undefined;
  return {
    label: `$(warning) ${first.label}: ${sentence(first.why)}`,
    detail: refused.length < candidates.length ? passedOver(others) : noneAsked(),
    alwaysShow: true,
  };
}

function noneAsked(): string {
  return vscode.l10n.t('No model will be asked. Raise the budget in the settings (centuria.budget).');
}

function passedOver(others: readonly { readonly label: string }[]): string {
  if (others.length === 0) return vscode.l10n.t('It will not be asked.');
  return vscode.l10n.t('It will not be asked, nor will {0}.', others.map(({ label }) => label).join(', '));
}
