import * as vscode from 'vscode';

import type { ModelList } from '../core/provider.ts';
import { isHere } from './is-here.ts';
import { keyVerdict, unchecked, type KeyVerdict } from './key-words.ts';
import { askForKey, type Vendor } from './keys.ts';
import type { Services } from './services.ts';
import { readSettings } from './settings.ts';
import { signalOf } from './signal.ts';

/** Centuria: Set API Key. Keeps the key, asks the vendor whether it accepts it, and says so. */
export async function setKey(services: Services, wanted?: string): Promise<void> {
  const settings = readSettings();
  const addresses = { anthropic: settings.anthropicBaseUrl, openai: settings.openaiBaseUrl, gemini: settings.geminiBaseUrl };
  const redirected = Object.entries(addresses).flatMap(([id, address]) => (address === '' ? [] : [id]));
  const vendor = await askForKey(services.keys, { servers: settings.servers.map(({ name }) => name), redirected }, wanted);
  if (vendor === undefined) return;
  const { is, words } = await checkKey(services, vendor);
  if (is === 'accepted') return void vscode.window.showInformationMessage(words);
  if (is === 'unknown') return void vscode.window.showWarningMessage(words);
  const another = vscode.l10n.t('Set Another Key');
  if ((await vscode.window.showWarningMessage(words, another)) === another) await setKey(services, vendor.id);
}

const CHECK_LIMIT_MS = 15_000;

/** By the vendor's list of models, which costs nothing and holds no code. */
async function checkKey(services: Services, { id, label }: Vendor): Promise<KeyVerdict> {
  if (!vscode.workspace.isTrusted && !isHere(id)) return unchecked(label, 'this workspace is not trusted, so no cloud is asked');
  const engine = await services.engine();
  const provider = engine.world.provider(id);
  if (provider === undefined) return unchecked(label, 'it is not in the settings any more');
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('{0} is asked whether it accepts the key', label),
  };
  const limit = AbortSignal.timeout(CHECK_LIMIT_MS);
  const list = await vscode.window.withProgress(options, (_progress, token): Promise<ModelList> =>
    provider.models(AbortSignal.any([signalOf(token), limit])),
  );
  return !list.ok && limit.aborted ? unchecked(label, `${label} did not answer in ${CHECK_LIMIT_MS / 1000} s`) : keyVerdict(label, list);
}
