import * as vscode from 'vscode';

import { originalOf } from '../../core/change/change-work.ts';
import { BLOT } from '../../core/secret-check.ts';
import type { OpenResult } from './open-results.ts';

/** Where a result would go in its document as that is now, in offsets. */
export interface Place {
  readonly document: vscode.TextDocument;
  readonly start: number;
  readonly end: number;
}

/** Undefined if the code that the result replaces is not there any more: edited, or gone with its file. */
export async function placeOfResult(result: OpenResult): Promise<Place | undefined> {
  const document = await openDocument(result.source);
  if (document === undefined) return undefined;
  const original = originalOf(result.job);
  const text = document.getText();
  const { start, end, lost } = result.tracker.now();
  if (text.slice(start, end) === original) return { document, start, end };
  // Only after a close: while it was open, every edit was seen, and a copy elsewhere is another piece of code.
  const found = lost ? onlyIndexOf(text, original) : undefined;
  if (found === undefined) return undefined;
  const place = { start: found, end: found + original.length };
  result.tracker.moveTo(place);
  return { document, ...place };
}

/** The document, also if it is not shown; undefined if there is no such file any more. */
export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** Where the remembered code stands now: at its old place, else at the only place where its text is found. */
export function placeOf(document: vscode.TextDocument, remembered: vscode.Range, original: string | undefined): vscode.Range | undefined {
  if (original === undefined || original === '') return document.validateRange(remembered);
  const isIt = patternOf(original);
  const there = document.getText(remembered);
  if (isIt.exec(there)?.[0] === there) return remembered;
  const text = document.getText();
  const match = isIt.exec(text);
  if (match === null || isIt.test(text.slice(match.index + 1))) return undefined;
  return new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + match[0].length));
}

/** A stored text has its secrets blotted out: they may be anything on their line. */
function patternOf(stored: string): RegExp {
  const literal = (part: string): string => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(stored.split(BLOT).map(literal).join('[^\\r\\n]*'));
}

function onlyIndexOf(text: string, part: string): number | undefined {
  const first = text.indexOf(part);
  return first >= 0 && text.indexOf(part, first + 1) < 0 ? first : undefined;
}
