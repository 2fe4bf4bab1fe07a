import * as vscode from 'vscode';

import type { Log } from './log.ts';
import { VENDORS } from './vendors.ts';

/** API keys, in VS Code's SecretStorage and nowhere else. */
export interface Keys {
  get(provider: string): Promise<string | undefined>;
  set(provider: string, key: string): Promise<void>;
  remove(provider: string): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createKeys(context: vscode.ExtensionContext, log: Log): Keys {
  const changed = new vscode.EventEmitter<void>();
  const name = (provider: string): string => `centuria.key.${provider}`;
  context.subscriptions.push(
    changed,
    context.secrets.onDidChange(() => changed.fire()),
  );
  return {
    async get(provider) {
      const key = await context.secrets.get(name(provider));
      if (key !== undefined) log.redact(key);
      return key;
    },
    async set(provider, key) {
      log.redact(key);
      await context.secrets.store(name(provider), key);
    },
    remove: async (provider) => context.secrets.delete(name(provider)),
    onDidChange: changed.event,
  };
}

/** Asks for a vendor and its key. Returns the vendor's id once the key is stored. */
export async function askForKey(keys: Keys, servers: readonly string[], wanted?: string): Promise<string | undefined> {
  const vendor = await pickVendor(servers, wanted);
  if (vendor === undefined) return undefined;
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for {0}', vendor.label),
    prompt: vscode.l10n.t('It is kept in VS Code’s secret storage on this machine and sent to {0} only.', vendor.label),
    placeHolder: vendor.hint,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? vscode.l10n.t('A key has no spaces.') : undefined),
  });
  if (key === undefined || key.trim() === '') return undefined;
  await keys.set(vendor.id, key.trim());
  void vscode.window.showInformationMessage(vscode.l10n.t('The key for {0} is set.', vendor.label));
  return vendor.id;
}

export async function removeKey(keys: Keys, servers: readonly string[]): Promise<void> {
  const vendor = await pickVendor(servers, undefined);
  if (vendor === undefined) return;
  await keys.remove(vendor.id);
  void vscode.window.showInformationMessage(vscode.l10n.t('The key for {0} is removed.', vendor.label));
}

async function pickVendor(servers: readonly string[], wanted: string | undefined) {
  const vendors = [...VENDORS, ...servers.map((name) => ({ id: name, label: name, hint: '' }))];
  const known = vendors.find(({ id }) => id === wanted);
  if (known !== undefined) return known;
  return vscode.window.showQuickPick(
    vendors.map((vendor) => ({ ...vendor, description: vendor.hint })),
    { title: vscode.l10n.t('Whose key?') },
  );
}
