import * as vscode from 'vscode';

interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Follows a range of a document through edits. Whether it still holds the same text is for the caller to compare. */
export interface RangeTracker extends vscode.Disposable {
  /** Where the range is now, in offsets. `lost`: the document was closed, so it may have changed unseen. */
  now(): OffsetRange & { readonly lost: boolean };
  /** The range was found at `range` again. */
  moveTo(range: OffsetRange): void;
}

/** By address, not by object: a document that is closed and opened again is another object. */
export function trackRange(uri: vscode.Uri, range: OffsetRange): RangeTracker {
  let place: OffsetRange = range;
  let lost = false;
  const isIt = (document: vscode.TextDocument): boolean => document.uri.toString() === uri.toString();
  const subscriptions = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (isIt(document)) for (const change of contentChanges) place = moved(place, change);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isIt(document)) lost = true;
    }),
  );
  return {
    now: () => ({ ...place, lost }),
    moveTo(found) {
      place = found;
      lost = false;
    },
    dispose: () => subscriptions.dispose(),
  };
}

/** Text typed directly at an end of the range belongs to it, unless it is whole lines. */
function moved({ start, end }: OffsetRange, change: vscode.TextDocumentContentChangeEvent): OffsetRange {
  const { rangeOffset, rangeLength, text } = change;
  const changeEnd = rangeOffset + rangeLength;
  const shift = text.length - rangeLength;
  const typed = rangeLength === 0;
  if (changeEnd <= start && !(typed && changeEnd === start && !text.endsWith('\n'))) return { start: start + shift, end: end + shift };
  if (rangeOffset >= end && !(typed && rangeOffset === end && !/^[\r\n]/.test(text))) return { start, end };
  return { start: Math.min(start, rangeOffset), end: Math.max(end, changeEnd) + shift };
}
