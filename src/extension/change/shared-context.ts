import type { ChangeInput } from '../../core/change/change-prompt.ts';

/** What the editor says of a name that the selection uses, and the files in which it is declared. */
export interface FoundSignature {
  readonly name: string;
  readonly text: string;
  /** Empty: the editor does not know. */
  readonly declaredIn: readonly string[];
}

export interface FoundDiagnostic {
  readonly line: string;
  /** The files it refers to. */
  readonly about: readonly string[];
}

export interface FoundContext {
  readonly signatures: readonly FoundSignature[];
  readonly diagnostics: readonly FoundDiagnostic[];
  /** The files that the document imports, and those of the names in the selection. */
  readonly imported: readonly string[];
}

/**
 * What of the editor's knowledge goes into a prompt. A hover shows the type of a name, which may be the very text of the
 * file it is declared in, and a complaint may quote it: neither does where that file is local-only, or not known.
 */
export function sharedContext(
  found: FoundContext,
  reasonOf: (file: string) => string | undefined,
): Pick<ChangeInput, 'diagnostics' | 'signatures' | 'leftOut'> {
  const kept = found.signatures.map((one) => ({ ...one, why: whyKept(one, reasonOf) }));
  const reasons = [...found.imported, ...found.diagnostics.flatMap(({ about }) => about)].map(reasonOf).filter((why) => why !== undefined);
  const [reason] = reasons;
  const silent = reason !== undefined && found.diagnostics.length > 0;
  return {
    signatures: kept.flatMap(({ name, text, why }) => (why === undefined ? [{ label: labelOf(name), text }] : [])),
    diagnostics: silent ? [] : found.diagnostics.map(({ line }) => line),
    leftOut: [
      ...kept.flatMap(({ name, why }) => (why === undefined ? [] : [`${labelOf(name)}: ${why}`])),
      ...(silent ? [`the problems reported in the selection: they may quote an imported file (${reason})`] : []),
    ],
  };
}

function whyKept({ declaredIn }: FoundSignature, reasonOf: (file: string) => string | undefined): string | undefined {
  if (declaredIn.length === 0) return 'the editor does not know the file it is in';
  return declaredIn.map(reasonOf).find((why) => why !== undefined);
}

function labelOf(name: string): string {
  return `the declaration of ${name}`;
}
