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

/** Whose key it is. */
export interface Vendor {
  readonly id: string;
  readonly label: string;
}

/** Asks for a vendor and its key. Returns the vendor once the key is stored. */
export async function askForKey(keys: Keys, servers: readonly string[], wanted?: string): Promise<Vendor | undefined> {
  const vendors = vendorsWith(servers);
  const vendor = vendors.find(({ id }) => id === wanted) ?? (await pickVendor(vendors));
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
  return vendor;
}

/** Asks whose key to remove, of those that are set. */
export async function removeKey(keys: Keys, servers: readonly string[]): Promise<void> {
  const vendors = vendorsWith(servers);
  const stored = await Promise.all(vendors.map(async ({ id }) => (await keys.get(id)) !== undefined));
  const set = vendors.filter((_, index) => stored[index]);
  if (set.length === 0) return void vscode.window.showInformationMessage(vscode.l10n.t('No key is set.'));
  const vendor = await pickVendor(set);
  if (vendor === undefined) return;
  await keys.remove(vendor.id);
  void vscode.window.showInformationMessage(vscode.l10n.t('The key for {0} is removed.', vendor.label));
}

function vendorsWith(servers: readonly string[]): readonly (Vendor & { readonly hint: string })[] {
  return [...VENDORS, ...servers.map((name) => ({ id: name, label: name, hint: '' }))];
}

function pickVendor(vendors: ReturnType<typeof vendorsWith>) {
  return vscode.window.showQuickPick(
    vendors.map((vendor) => ({ ...vendor, description: vendor.hint })),
    { title: vscode.l10n.t('Whose key?') },
  );
}
