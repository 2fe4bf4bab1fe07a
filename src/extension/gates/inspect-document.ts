import type * as vscode from 'vscode';

import type { Finding, GateId } from '../../core/gate.ts';
import type { Services } from '../services.ts';

/** So often a text that is edited meanwhile is judged again. */
const MOST_TRIES = 3;

export interface Inspection {
  readonly findings: readonly Finding[];
  /** The document's version that was judged, which it still has. */
  readonly version: number;
}

/** What gates say of a document as it is now. Undefined: it was edited again and again meanwhile, or nothing could be told. */
export async function inspectDocument(
  services: Pick<Services, 'engine'>,
  document: vscode.TextDocument,
  gates: readonly GateId[],
): Promise<Inspection | undefined> {
  const engine = await services.engine();
  const { signal } = new AbortController();
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { version, languageId } = document;
    const results = await engine.inspect(
      { uri: document.uri.toString(), languageId, text: document.getText(), overlays: [], gates },
      signal,
    );
    if (document.version === version) return { findings: results.flatMap(({ findings }) => findings), version };
  }
  return undefined;
}
