import { realpathSync } from 'node:fs';

import * as vscode from 'vscode';

import { localOnlyByName } from '../../core/privacy.ts';
import { localOnlyGlobs, warnOnce } from '../settings.ts';
import { matchesLocalOnly, placeIn } from './local-only-pattern.ts';
import { nameOf } from './name-of.ts';

/** Why the text of a file may not leave the machine, in words; undefined if it may. A link is what it leads to, too. */
export function localOnlyReason(uri: vscode.Uri): string | undefined {
  const own = reasonFor(uri);
  if (own !== undefined) return own;
  const target = targetOf(uri);
  const reason = target && reasonFor(target);
  return reason && `${nameOf({ uri })} leads to another file: ${reason}`;
}

function reasonFor(uri: vscode.Uri): string | undefined {
  const byName = localOnlyByName(uri.path);
  if (byName !== undefined) return byName;
  const place = placeIn(
    (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.path),
    uri.path,
  );
  for (const pattern of localOnlyGlobs(uri)) {
    const match = matchesLocalOnly(pattern, place);
    if (match === 'yes') return `${nameOf({ uri })} is local-only by your pattern ${pattern}`;
    if (match === 'invalid') {
      warnOnce(
        vscode.l10n.t(
          '{0} in centuria.privacy.localOnly is no pattern that Centuria knows, so every file is taken for local-only.',
          JSON.stringify(pattern),
        ),
      );
      return `${nameOf({ uri })} is taken for local-only: ${JSON.stringify(pattern)} in centuria.privacy.localOnly is no pattern`;
    }
  }
  return undefined;
}

/** Where a link on the disk leads; undefined if it is none, or not on this disk. */
function targetOf(uri: vscode.Uri): vscode.Uri | undefined {
  if (uri.scheme !== 'file') return undefined;
  try {
    const target = vscode.Uri.file(realpathSync.native(uri.fsPath));
    return target.path === uri.path ? undefined : target;
  } catch {
    // Not saved yet, or gone: it leads nowhere.
    return undefined;
  }
}
