import * as vscode from 'vscode';

import type { Log } from './log.ts';
import { keyDoubt, keyHint, VENDORS } from './vendors.ts';

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

/** For whom a key may be set, beside the vendors. */
export interface KeyTakers {
  readonly servers: readonly string[];
  /** Asked at another address than the vendor's own: who answers there may have keys of any shape. */
  readonly redirected: readonly string[];
}

/** Asks for a vendor and its key. Returns the vendor once the key is stored. */
export async function askForKey(keys: Keys, { servers, redirected }: KeyTakers, wanted?: string): Promise<Vendor | undefined> {
  const vendors = vendorsWith(servers);
  const vendor = vendors.find(({ id }) => id === wanted) ?? (await pickVendor(vendors));
  if (vendor === undefined) return undefined;
  const doubt = (text: string): string | undefined => (redirected.includes(vendor.id) ? undefined : keyDoubt(vendor.id, text.trim()));
  const key = await typedKey(vendor, doubt);
  if (key === undefined || key === '') return undefined;
  const why = doubt(key);
  if (why !== undefined) {
    const another = vscode.l10n.t('Type Another');
    const answer = await askDoubted(why, another);
    if (answer === another) return askForKey(keys, { servers, redirected }, vendor.id);
    if (answer === undefined) return undefined;
  }
  await keys.set(vendor.id, key);
  return vendor;
}

async function typedKey(vendor: Vendor, doubt: (text: string) => string | undefined): Promise<string | undefined> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for {0}', vendor.label),
    prompt: vscode.l10n.t('It is kept in VS Code’s secret storage on this machine and sent to {0} only.', vendor.label),
    placeHolder: keyHint(vendor.id),
    password: true,
    ignoreFocusOut: true,
    validateInput(text) {
      if (/\s/.test(text.trim())) return vscode.l10n.t('A key has no spaces.');
      const message = doubt(text);
      return message && { message, severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
  return key?.trim();
}

/** Shapes of keys change: the person decides. Undefined: closed. */
function askDoubted(why: string, another: string): Thenable<string | undefined> {
  const detail = vscode.l10n.t('Nothing is set yet. If it is a key of a newer kind, set it: the vendor is asked whether it accepts it.');
  return vscode.window.showWarningMessage(why, { modal: true, detail }, another, vscode.l10n.t('Set It All the Same'));
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

function vendorsWith(servers: readonly string[]): readonly Vendor[] {
  return [...VENDORS, ...servers.map((name) => ({ id: name, label: name }))];
}

function pickVendor(vendors: ReturnType<typeof vendorsWith>) {
  return vscode.window.showQuickPick(
    vendors.map((vendor) => ({ ...vendor, description: keyHint(vendor.id) })),
    { title: vscode.l10n.t('Whose key?') },
  );
}
