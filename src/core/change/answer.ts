import type { Finding, GateResult } from '../gate.ts';
import { UNCHANGED } from '../verdicts.ts';
import { leavesOut } from './elision.ts';
import { exportPrefix, losesExport } from './export-prefix.ts';
import { commonIndent, reindent, withUnitOf } from './indent.ts';

/** The part of a document that is to be replaced: whole lines, without the last line's end. */
export interface Selected {
  readonly text: string;
  readonly languageId: string;
  /** How the document ends its lines. */
  readonly eol: '\n' | '\r\n';
  /** `restore`: the model was not shown a leading `export`, so it is put back. `keep`: dropping it fails. `free`: the person's words are about it. */
  readonly exported: 'restore' | 'keep' | 'free';
}

export type ReadAnswer =
  | { readonly ok: true; /** Ready to stand in the document. */ readonly replacement: string; readonly result: GateResult }
  | { readonly ok: false; readonly result: GateResult };

interface Fence {
  readonly body: string;
  readonly closed: boolean;
}

/**
 * The gate `format`: the answer must be the whole replacement of the selection in exactly one fence. The host puts the
 * indentation and the line ends right; everything outside the selection is unchanged by construction.
 */
export function readAnswer(answer: string, truncated: boolean, selected: Selected): ReadAnswer {
  if (truncated) return failed('truncated', 'The answer was cut at its length limit before it was whole.');
  const fences = findFences(answer.replaceAll('\r\n', '\n'));
  const [fence, second] = fences;
  if (fence === undefined) return failed('no-fence', 'The answer has no fenced code block.');
  if (second !== undefined) return failed('two-fences', `The answer has ${fences.length} fenced code blocks, not one.`);
  if (!fence.closed) return failed('open-fence', 'The fenced code block does not end: the answer is not whole.');
  if (fence.body.trim() === '') return failed('empty', 'The fenced code block is empty.');
  const original = selected.text.replaceAll('\r\n', '\n');
  if (leavesOut(fence.body, original)) {
    return failed('elision', 'The answer leaves code out with a comment instead of giving the whole replacement.');
  }
  const { languageId } = selected;
  const written = withUnitOf(withoutBlankEdges(fence.body), original, languageId);
  const lost = losesExport(written, original);
  if (lost && selected.exported === 'keep') {
    return failed(
      'lost-export',
      `The answer drops "${exportPrefix(original).trim()}" from the declaration: whoever imports it would break.`,
    );
  }
  const body = lost && selected.exported === 'restore' ? exportPrefix(original) + written.trimStart() : written;
  const indent = commonIndent(original, languageId);
  const replacement = reindent(body, indent, languageId);
  if (replacement === reindent(withoutBlankEdges(original), indent, languageId))
    return failed(UNCHANGED, 'The answer is the same as the selection.');
  return { ok: true, replacement: replacement.replaceAll('\n', selected.eol), result: formatResult([]) };
}

/** Without the blank lines before it and the white space after it. */
function withoutBlankEdges(text: string): string {
  return text.trimEnd().replace(/^\n+/, '');
}

function findFences(text: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { readonly mark: string; readonly lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (open === undefined) {
      // A line such as ```a``` is code in a sentence, no fence.
      if (mark !== undefined && !line.trim().slice(mark.length).includes('`')) open = { mark, lines: [] };
    } else if (mark !== undefined && mark.startsWith(open.mark) && line.trim() === mark) {
      fences.push({ body: open.lines.join('\n'), closed: true });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) fences.push({ body: open.lines.join('\n'), closed: false });
  return fences;
}

function failed(rule: string, message: string): ReadAnswer {
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const fingerprint = `format:${rule}`;
  return { ok: false, result: formatResult([{ gate: 'format', rule, message, severity: 'error', range, blocks: true, fingerprint }]) };
}

function formatResult(findings: readonly Finding[]): GateResult {
  const verdict = findings.length === 0 ? 'pass' : 'fail';
  return { gate: 'format', verdict, required: true, findings, known: 0, tool: 'Centuria', elapsedMs: 0 };
}
