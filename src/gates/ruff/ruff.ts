import { createRequire } from 'node:module';
import * as v from 'valibot';
import type { Fix, TextRange } from '../../core/gate.ts';
import type { GateAssets } from '../assets.ts';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { awaitedAt } from './awaited-errors.ts';
import { ruffRules, type RuffRule } from './rules.ts';

/** The parts of ruff that this product uses: its check of one text in memory. No file and no configuration is read. */
export interface Ruff {
  readonly tool: string;
  syntax(text: string): Analysis;
  /** `isPackage`: the text is a package's `__init__.py`, whose imports are there for others. */
  lint(text: string, isPackage: boolean): Analysis;
}

const place = v.object({ row: v.number(), column: v.number() });
const edit = v.object({ content: v.nullable(v.string()), location: place, end_location: place });
const diagnostics = v.array(
  v.object({
    code: v.nullable(v.string()),
    message: v.string(),
    start_location: place,
    end_location: place,
    fix: v.nullish(v.object({ message: v.nullable(v.string()), edits: v.array(edit) })),
  }),
);
type RuffDiagnostic = v.InferOutput<typeof diagnostics>[number];

function isSyntax(diagnostic: RuffDiagnostic): boolean {
  return diagnostic.code === null || diagnostic.code === 'invalid-syntax' || diagnostic.code.startsWith('E9');
}

type Place = v.InferOutput<typeof place>;

/** ruff counts rows and columns from one; columns are UTF-16 units because the workspace was made so. */
function rangeOf(start: Place, end: Place): TextRange {
  const zeroBased = (value: number): number => Math.max(value - 1, 0);
  return {
    startLine: zeroBased(start.row),
    startColumn: zeroBased(start.column),
    endLine: zeroBased(end.row),
    endColumn: zeroBased(end.column),
  };
}

/** This build of ruff does not say which of its fixes are safe, so the table does. */
function fixOf({ code, fix }: RuffDiagnostic, isPackage: boolean): Fix | undefined {
  const wanted = ruffRules[code ?? '']?.fix;
  if (!fix || wanted === undefined || (isPackage && wanted !== 'everywhere')) return undefined;
  const edits = fix.edits.map(({ content, location, end_location: end }) => ({ range: rangeOf(location, end), text: content ?? '' }));
  return { title: fix.message ?? `Fix ${code ?? 'it'}`, edits };
}

function whyOf(rule: string): Pick<Complaint, 'why'> {
  const why = ruffRules[rule]?.why;
  return why === undefined ? {} : { why };
}

function textIn(text: string, { startLine, startColumn, endLine, endColumn }: TextRange): string {
  const lines = linesOf(text);
  return text.slice(lines.offset(startLine, startColumn), lines.offset(endLine, endColumn));
}

function isBug(rule: RuffRule | undefined, text: string, range: TextRange): boolean {
  return rule?.blocks === true && rule.mayBeMeant?.test(textIn(text, range)) !== true && !isAwaited(rule, text, range);
}

/** Whether the code stands where the error that it raises is awaited. */
function isAwaited({ why, mayRaise }: RuffRule, text: string, { startLine }: TextRange): boolean {
  const awaited = awaitedAt(text, startLine);
  const errors = (why.match(/\b\w+Error\b/gu) ?? []).filter((name) => name !== 'SyntaxError');
  return awaited !== '' && (mayRaise === true || errors.some((name) => awaited.includes(name)));
}

function complaintOf(found: RuffDiagnostic, text: string, isPackage: boolean): Complaint {
  const range = rangeOf(found.start_location, found.end_location);
  const syntax = isSyntax(found);
  const rule = found.code ?? 'invalid-syntax';
  const isUsual = isPackage && ruffRules[rule]?.isUsualInPackage === true;
  const blocks = syntax || (!isUsual && isBug(ruffRules[rule], text, range));
  const fix = fixOf(found, isPackage);
  return {
    rule,
    message: found.message,
    severity: syntax ? 'error' : blocks ? 'warning' : 'information',
    range,
    blocks,
    ...(ruffRules[rule]?.doubtful ? { doubt: found.message } : {}),
    ...(fix && { fix }),
    ...whyOf(rule),
    url: /^[A-Z]+\d+$/u.test(rule) ? `https://docs.astral.sh/ruff/rules/${rule}/` : 'https://docs.astral.sh/ruff/',
  };
}

/** Loads the WebAssembly module; it takes about a third of a second until the first answer. */
export function loadRuff(assets: GateAssets): Ruff {
  const require = createRequire(import.meta.url);
  const module: typeof import('@astral-sh/ruff-wasm-nodejs') = require(assets.ruffModule);
  // Rule codes become names with preview on, and an absent encoding would be UTF-8: both are stated.
  const options = { preview: false, lint: { select: Object.keys(ruffRules) } };
  const workspace = new module.Workspace(options, module.PositionEncoding.Utf16);
  let last: { readonly text: string; readonly found: readonly RuffDiagnostic[] } | undefined;
  const check = (text: string): readonly RuffDiagnostic[] => {
    if (last?.text !== text) last = { text, found: v.parse(diagnostics, workspace.check(text)) };
    return last.found;
  };
  return {
    tool: `ruff ${module.Workspace.version()}`,
    syntax: (text) => ({
      ok: true,
      complaints: check(text)
        .filter(isSyntax)
        .map((one) => complaintOf(one, text, false)),
    }),
    lint: (text, isPackage) => {
      const found = check(text);
      if (found.some((one) => one.code === null || one.code === 'invalid-syntax')) {
        return { ok: false, verdict: 'not-applicable', why: 'the text has syntax errors' };
      }
      return { ok: true, complaints: found.filter((one) => !isSyntax(one)).map((one) => complaintOf(one, text, isPackage)) };
    },
  };
}
