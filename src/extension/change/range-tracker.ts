import * as vscode from 'vscode';

/** Follows a range of a document through edits elsewhere in it. */
export interface RangeTracker extends vscode.Disposable {
  /** Where the range is now, in offsets. `touched`: someone edited inside it, so it is not the same code any more. */
  now(): { readonly start: number; readonly end: number; readonly touched: boolean };
}

export function trackRange(document: vscode.TextDocument, range: { readonly start: number; readonly end: number }): RangeTracker {
  let { start, end } = range;
  let touched = false;
  const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document) return;
    let shift = 0;
    for (const change of event.contentChanges) {
      const changeEnd = change.rangeOffset + change.rangeLength;
      if (changeEnd <= start && !(change.rangeLength === 0 && change.rangeOffset === start && !change.text.endsWith('\n'))) {
        shift += change.text.length - change.rangeLength;
      } else if (change.rangeOffset < end || changeEnd <= end) touched = true;
    }
    start += shift;
    end += shift;
  });
  return { now: () => ({ start, end, touched }), dispose: () => subscription.dispose() };
}
