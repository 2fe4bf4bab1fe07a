import * as vscode from 'vscode';

import type { Services } from '../services.ts';
import { decideTask } from './decide-task.ts';

/** Records of an accepted change that it was undone, or redone, in this window. */
export function followUndo(services: Services): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document }) => {
    for (const { task, decision } of services.results.accepted.follow(document.uri.toString(), () => document.getText())) {
      decideTask(services, task, decision).catch((error: unknown) =>
        services.log.error('that a change was undone could not be recorded', error),
      );
    }
  });
}
