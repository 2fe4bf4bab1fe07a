import { createRequire } from 'node:module';
import * as v from 'valibot';
import type { GateAssets } from '../assets.ts';
import type { Analysis, Complaint } from '../complaint.ts';
import { ruffRules } from './rules.ts';

/** The parts of ruff that this product uses: its check of one text in memory. No file and no configuration is read. */
export interface Ruff {
  readonly tool: string;
  syntax(text: string): Analysis;
  lint(text: string): Analysis;
}

const place = v.object({ row: v.number(), column: v.number() });
const diagnostics = v.array(
  v.object({ code: v.nullable(v.string()), message: v.string(), start_location: place, end_location: place }),
);
type RuffDiagnostic = v.InferOutput<typeof diagnostics>[number];

function isSyntax(diagnostic: RuffDiagnostic): boolean {
  return diagnostic.code === null || diagnostic.code === 'invalid-syntax' || diagnostic.code.startsWith('E9');
}

function complaintOf(found: RuffDiagnostic): Complaint {
  const syntax = isSyntax(found);
  const rule = found.code ?? 'invalid-syntax';
  const blocks = syntax || ruffRules[rule]?.blocks === true;
  return {
    rule,
    message: found.message,
    severity: syntax ? 'error' : blocks ? 'warning' : 'information',
    // ruff counts rows and columns from one; columns are UTF-16 units because the workspace was made so.
    range: {
      startLine: Math.max(found.start_location.row - 1, 0),
      startColumn: Math.max(found.start_location.column - 1, 0),
      endLine: Math.max(found.end_location.row - 1, 0),
      endColumn: Math.max(found.end_location.column - 1, 0),
    },
    blocks,
    ...(ruffRules[rule]?.doubtful ? { doubt: found.message } : {}),
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
    syntax: (text) => ({ ok: true, complaints: check(text).filter(isSyntax).map(complaintOf) }),
    lint: (text) => {
      const found = check(text);
      if (found.some((one) => one.code === null || one.code === 'invalid-syntax')) {
        return { ok: false, verdict: 'not-applicable', why: 'the text has syntax errors' };
      }
      return { ok: true, complaints: found.filter((one) => !isSyntax(one)).map(complaintOf) };
    },
  };
}
