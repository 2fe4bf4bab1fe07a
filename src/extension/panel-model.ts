import * as vscode from 'vscode';

import { ZERO, type Nanos } from '../core/money.ts';
import { spentNanos } from '../core/receipt.ts';
import type { PanelModel, PanelSpend, PanelSpendView } from '../protocol/panel.ts';
import { whyNobody } from './absences.ts';
import type { PanelSource } from './panel/panel-source.ts';
import { detailOf } from './panel/panel-detail.ts';
import { needOf } from './panel/panel-needs.ts';
import { recentRows } from './panel/panel-recent.ts';
import { PanelReports } from './panel/panel-reports.ts';
import { panelRoutes, panelSeats } from './panel/panel-seats.ts';
import type { CardsReport, Engine, Services } from './services.ts';
import { readSettings } from './settings.ts';
import { dayNow, spendToday } from './spend.ts';
import { needsYou } from './tasks/tasks-view.ts';
import { troubles } from './troubles.ts';

const DAY_MS = 24 * 3_600_000;
const LOOK_AGAIN_MS = 5000;

/** What the panel shows, made from the hub and the ledger. Before the engine is loaded it shows no money. */
export function createPanelSource(services: Services, engine: () => Engine | undefined): PanelSource & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let report: CardsReport | undefined;
  let listening: { readonly to: Engine; readonly reports: PanelReports; dispose(): void } | undefined;
  const show = (fresh: CardsReport): void => {
    report = fresh;
    changed.fire();
  };
  const ask = (now: Engine, fresh: boolean): Promise<void> =>
    now.cards(fresh).then(show, (error: unknown) => services.log.error('the providers could not be asked', error));
  const listen = (now: Engine): void => {
    listening?.dispose();
    const [events, reports] = [now.onDidAskCards(show), reportsOf(now, () => changed.fire(), services)];
    listening = { to: now, reports, dispose: () => [events, reports].forEach((one) => one.dispose()) };
    void ask(now, false);
  };
  const again = lookAgain(() => changed.fire());
  const refresh = async (): Promise<void> => {
    // The engine hears of the same change, maybe after this.
    await Promise.resolve();
    const now = engine();
    if (now === undefined) changed.fire();
    else await ask(now, true);
  };
  const watch = vscode.Disposable.from(
    services.hub.onDidChange(() => changed.fire()),
    services.keys.onDidChange(() => void refresh()),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('centuria') && void refresh()),
  );
  return {
    onDidChange: changed.event,
    snapshot(view) {
      const now = engine();
      if (now !== undefined && listening?.to !== now) listen(now);
      const model = modelOf(services, now, { report, view, ...listening });
      if (model.notices.length > 0) again.request();
      return model;
    },
    detail: async (task) => {
      const loaded = await services.engine();
      const state = services.hub.find(task);
      return state && detailOf(state, (reference) => loaded.store.log.text(reference));
    },
    dispose() {
      again.dispose();
      listening?.dispose();
      watch.dispose();
      changed.dispose();
    },
  };
}

/** A wait that a provider asked for ends without a word: whoever shows one looks again. */
function lookAgain(look: () => void): vscode.Disposable & { request(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    request() {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, LOOK_AGAIN_MS).unref();
    },
    dispose: () => clearTimeout(timer),
  };
}

function reportsOf(engine: Engine, onChange: () => void, { log }: Pick<Services, 'log'>): PanelReports {
  return new PanelReports({
    onChange,
    onTrouble: (error) => log.error('the spending could not be added up', error),
    books: engine.store.spend,
    cost: (...call) => engine.world.prices.cost(...call),
    today: () => dayNow(engine),
    now: () => performance.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms).unref();
      return () => clearTimeout(timer);
    },
  });
}

interface Seen {
  readonly report: CardsReport | undefined;
  readonly reports?: PanelReports;
  readonly view: PanelSpendView;
}

function modelOf(services: Services, engine: Engine | undefined, { report, reports, view }: Seen): PanelModel {
  const ended = services.hub.ended();
  const working = services.hub.live().map((task) => ({
    task: task.id,
    seat: task.seat,
    title: task.title,
    model: task.label,
    startedAt: task.startedAt,
    nanos: task.state === undefined ? ZERO : spentNanos(task.state),
    lastLine: task.lastLine,
  }));
  const empty = emptyState(services, report);
  const spent = engine === undefined ? undefined : reports?.read(view);
  return {
    spend: { ...spendOf(engine), ...(spent?.savedToday === undefined ? {} : { saved: spent.savedToday }) },
    notices: engine === undefined ? [] : troubles(engine),
    routes: engine === undefined || report === undefined ? [] : panelRoutes(engine, report),
    hours: hoursOf(engine),
    ...(spent?.report === undefined ? {} : { report: spent.report }),
    seats: panelSeats(services, report),
    working,
    needsYou: ended.filter((state) => needsYou(services, state)).map(needOf),
    recent: recentRows(ended.filter((state) => !needsYou(services, state))),
    ...(empty === undefined ? {} : { emptyState: empty }),
  };
}

function spendOf(engine: Engine | undefined): PanelSpend {
  const settings = readSettings();
  const totals = engine === undefined ? { settledNanos: ZERO, heldNanos: ZERO, settledTokens: 0, heldTokens: 0 } : spendToday(engine);
  const cap = settings.caps.day?.tokens;
  const tokens = cap === undefined ? {} : { tokens: { used: totals.settledTokens + totals.heldTokens, cap } };
  const base = {
    todayNanos: totals.settledNanos,
    capNanos: settings.dayCap,
    heldNanos: totals.heldNanos,
    ...tokens,
    neverPay: settings.neverPay,
  };
  if (engine === undefined) return base;
  const share = engine.store.spend.localShare(dayNow(engine));
  return share.all === 0 ? base : { ...base, localShare: share.local / share.all };
}

function hoursOf(engine: Engine | undefined): PanelModel['hours'] {
  if (engine === undefined) return [];
  const hours = new Map<number, { provider: string; nanos: Nanos }[]>();
  for (const { at, provider, settledNanos } of engine.store.spend.byHour(engine.world.clock.now() - DAY_MS)) {
    hours.set(at, [...(hours.get(at) ?? []), { provider, nanos: settledNanos }]);
  }
  return [...hours].map(([startsAt, byProvider]) => ({ startsAt, byProvider }));
}

function emptyState(services: Services, report: CardsReport | undefined): PanelModel['emptyState'] {
  if (report !== undefined && report.cards.length === 0) {
    return {
      text: report.failures.length === 0 ? 'No model can answer yet.' : `No model can answer yet. ${whyNobody(report, 'edit') ?? ''}`,
      actions: [
        { label: 'Download a local model', command: 'centuria.model.download' },
        { label: 'Set an API key', command: 'centuria.key.set' },
      ],
    };
  }
  if (services.hub.live().length + services.hub.ended().length > 0) return undefined;
  return {
    text: 'Nothing has been asked yet. Select a function and choose what to change.',
    actions: [
      { label: 'Change This…', command: 'centuria.change.start' },
      { label: 'Get started', command: 'centuria.walkthrough.open' },
    ],
  };
}
