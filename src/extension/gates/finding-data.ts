import type { Diagnostic } from 'vscode';

import type { FindingData } from '../../protocol/gates.ts';

/** A finding of the gates, as the editor shows it. */
export interface ShownFinding extends FindingData {
  readonly rule: string;
}

/** What the gates said with a diagnostic; undefined where it is not one of theirs. */
export function shownFinding(diagnostic: Diagnostic): ShownFinding | undefined {
  // The client of the language server leaves it on the object, of which VS Code's type knows nothing.
  const data = 'data' in diagnostic ? diagnostic.data : undefined;
  const rule = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
  return isFindingData(data) && typeof rule === 'string' ? { ...data, rule } : undefined;
}

function isFindingData(value: unknown): value is FindingData {
  return (
    typeof value === 'object' &&
    value !== null &&
    'gate' in value &&
    typeof value.gate === 'string' &&
    'fingerprint' in value &&
    typeof value.fingerprint === 'string'
  );
}
