import { join } from 'node:path';

import * as vscode from 'vscode';

import { withMeasures } from '../core/model-bench/fingerprint.ts';
import type { World } from '../core/ports.ts';
import { NO_USAGE } from '../core/usage.ts';
import { atLevels } from '../core/workspace-tools.ts';
import type { Proof } from '../core/proof.ts';
import type { Provider } from '../core/provider.ts';
import { createTraffic } from '../core/traffic/create-traffic.ts';
import type { Limits } from '../core/traffic/rate-window.ts';
import type { Traffic } from '../core/traffic/traffic.ts';
import { timedIds } from '../node/ids.ts';
import { createPrices } from '../node/prices.ts';
import { openProof } from '../node/proof/open-proof.ts';
import { openTools } from '../node/tools/open-tools.ts';
import { queuedSlots } from '../node/queued-slots.ts';
import { runLog } from '../node/run-log.ts';
import { openStore, type Store } from '../node/store.ts';
import { systemClock as clock } from '../node/system-clock.ts';
import { writtenPrice } from '../providers/openai/server-rules.ts';
import { untrustedAbsence } from './absences.ts';
import { dataFolder } from './data-folder.ts';
import { createGatesClient } from './gates/gates-client.ts';
import { isHere } from './is-here.ts';
import { createProviders, type Providers } from './providers.ts';
import type { Absence, CardsReport, Engine, Services } from './services.ts';
import type { RefusedServer } from './server-settings.ts';
import { areWorkspaceToolsOn, isOllamaAddressSet, readSettings, testsLevel } from './settings.ts';

const CARDS_KEPT_MS = 20_000;
/** Calls a local model server is given at once. */
const LOCAL_CAPACITY = 1;

/** Composes the product for this window. Loaded on first use; this function is the picture of how it hangs together. */
export function createEngine(services: Pick<Services, 'context' | 'log' | 'keys'>): Engine {
  const folder = dataFolder();
  const modelsFolder = readSettings().modelsDir || (process.env['CENTURIA_MODELS'] ?? join(folder, 'models'));
  const store = openStore({
    dataDir: folder,
    onExpired: (dead) => services.log.warn(`booked at worst case, their process died: ${dead.length} owner(s)`),
    onTrouble: (error) => services.log.error('the store', error),
  });
  // Asked at every price of every route: the settings are read when they change only.
  const prices = createPrices((provider, model) => writtenPrice(providers.servers(), provider, model));
  const isPriceKnown = (provider: string, model: string): boolean => prices.cost(provider, model, NO_USAGE, Date.now()).known;
  const gates = createGatesClient(services);
  const providers: Providers = createProviders({ ...services, modelsFolder, isPriceKnown });
  const jailed = openJailed();
  const world: World = {
    clock,
    ids: timedIds,
    ledger: store.ledger,
    prices,
    gates,
    ...jailed.judges,
    slots: queuedSlots({ table: store.slots, clock, capacity: () => LOCAL_CAPACITY }),
    traffic: createTraffic({ clock, random: Math.random, label: (id) => providers.find(id)?.label ?? id, limits: limitsOf }),
    log: runLog(store.log),
    together: store.together,
    provider: (id) => providers.find(id),
  };
  const cards = createCards(services, providers, store);
  const watch = resetOnChange(services, world.traffic);
  return {
    world,
    store,
    installs: jailed.installs,
    startGates: () => gates.start(),
    inspect: (request, signal) => gates.inspect(request, signal),
    modelsFolder,
    cards: (fresh) => cards.get(fresh === true),
    onDidAskCards: cards.onDidAsk,
    async dispose() {
      watch.dispose();
      cards.dispose();
      providers.dispose();
      jailed.dispose();
      // At once: a window that closes gives little time, and the gates' process may take all of it.
      store.dispose();
      await gates.dispose();
    },
  };
}

/** The person's limits for a provider, without what is no limit at all. */
function limitsOf(provider: string): Limits {
  const { provider: _, ...limits } = readSettings().limits.find((one) => one.provider === provider) ?? { provider };
  return Object.fromEntries(Object.entries(limits).filter(([, most]) => Number.isFinite(most) && most >= 1));
}

const ADDRESSES = ['ollama.baseUrl', 'openai.baseUrl', 'anthropic.baseUrl', 'gemini.baseUrl', 'servers'].map((name) => `centuria.${name}`);

/** Another key or address may heal what was learned of the old one. */
function resetOnChange({ keys }: Pick<Services, 'keys'>, traffic: Traffic): vscode.Disposable {
  const reset = (): void => traffic.states().forEach(({ provider }) => traffic.reset(provider));
  return vscode.Disposable.from(
    keys.onDidChange(reset),
    vscode.workspace.onDidChangeConfiguration((event) => ADDRESSES.some((name) => event.affectsConfiguration(name)) && reset()),
  );
}

/** What runs code of the workspace, in the jail, at the levels the person wants. */
function openJailed() {
  const ownTools = openTools({ rootOf, isOn: (uri) => areWorkspaceToolsOn(vscode.Uri.parse(uri)) });
  const ownProof = openProof({ rootOf, isOn: (uri) => testsLevel(vscode.Uri.parse(uri)) !== 'off' });
  const tools = atLevels(ownTools, () => readSettings().gatePolicy.levels);
  const proof: Proof = {
    async run(request, signal) {
      const level = testsLevel(vscode.Uri.parse(request.uri));
      const result = await ownProof.run(request, signal);
      return level === 'required' ? result : { ...result, required: false };
    },
  };
  const dispose = (): void => [ownTools, ownProof].forEach((one) => one.dispose());
  return { judges: { tools, proof }, installs: ownProof.installs, dispose };
}

/** Only files on this machine's disk can be copied. */
function rootOf(uri: string): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
  return folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
}

/** What the providers said last, kept for a while; forgotten when a key or a setting changes. */
function createCards(services: Pick<Services, 'keys'>, providers: Providers, { measured }: Pick<Store, 'measured'>) {
  const asked = new vscode.EventEmitter<CardsReport>();
  const kept = keptFor(CARDS_KEPT_MS, async () => {
    const answered = await askCards(await providers.current(), providers.refused());
    const report = { ...answered, cards: withMeasures(answered.cards, measured.all()) };
    asked.fire(report);
    return report;
  });
  const watch = vscode.Disposable.from(
    asked,
    services.keys.onDidChange(() => kept.forget()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void kept.get(true).catch(() => undefined)),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('centuria') && kept.forget()),
  );
  return { get: kept.get, onDidAsk: asked.event, dispose: () => watch.dispose() };
}

const CARDS_LIMIT_MS = 8000;

/** While the workspace is not trusted no cloud is contacted, not even for its list of models. */
async function askCards(providers: readonly Provider[], refused: readonly RefusedServer[]): Promise<CardsReport> {
  const signal = AbortSignal.timeout(CARDS_LIMIT_MS);
  const askable = providers.filter(({ id }) => vscode.workspace.isTrusted || isHere(id));
  const lists = await Promise.all(
    askable.map(async (provider) => ({ provider: provider.id, label: provider.label, list: await provider.models(signal) })),
  );
  const silent = lists.flatMap(({ provider, label, list }) =>
    list.ok ? [] : [{ provider, label, here: isHere(provider), failure: list.failure }],
  );
  const notRunning = silent.filter(isAbsence);
  const failures = silent.filter((one) => !notRunning.includes(one));
  const withheld = providers.filter((provider) => !askable.includes(provider)).map(({ id, label }) => untrustedAbsence(id, label));
  const cards = lists.flatMap(({ list }) => (list.ok ? list.cards : []));
  return { cards, failures: [...refused.map(refusedFailure), ...failures, ...withheld], notRunning };
}

function refusedFailure({ label, why }: RefusedServer): CardsReport['failures'][number] {
  const message = `${label} of centuria.servers is not used: ${why}.`;
  const nextStep = 'Correct it in the setting centuria.servers.';
  return { provider: 'centuria.servers', label, here: false, failure: { kind: 'bad-request', message, nextStep } };
}

/** No Ollama running is a state, not a problem, unless the person has said where one is. */
function isAbsence({ provider, failure }: Absence): boolean {
  return provider === 'ollama' && failure.kind === 'unreachable' && !isOllamaAddressSet();
}

function keptFor<T>(ms: number, make: () => Promise<T>): { get(fresh: boolean): Promise<T>; forget(): void } {
  let kept: { readonly at: number; readonly value: Promise<T> } | undefined;
  return {
    get(fresh) {
      if (fresh || kept === undefined || Date.now() - kept.at > ms) kept = { at: Date.now(), value: make() };
      return kept.value;
    },
    forget: () => (kept = undefined),
  };
}
