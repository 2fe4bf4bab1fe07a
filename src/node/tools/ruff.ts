import { join } from 'node:path';
import { existsSync } from 'node:fs';

import * as v from 'valibot';

import { RESULTS } from '../proof/jail-places.ts';
import { quoted } from '../proof/quoted.ts';
import { parseJson } from './parse-json.ts';
import { environmentFor, folderOf, pythonVersion } from './places-on-disk.ts';
import type { Complaint, FindTool, ToolReport } from './project-tool.ts';

/** The ruff of the project's environment: https://docs.astral.sh/ruff/configuration/#command-line-interface */
export const findRuff: FindTool = (root, name) => Promise.resolve(ruffFor(root, name));

function ruffFor(root: string, name: string): Awaited<ReturnType<FindTool>> {
  const environment = /\.pyi?$/.test(name) ? environmentFor(root, name) : undefined;
  const program = environment === undefined ? undefined : join(root, environment, 'bin/ruff');
  if (environment === undefined || program === undefined || !existsSync(program)) return undefined;
  return {
    gate: 'lint',
    name: 'ruff',
    version: pythonVersion(join(root, environment), 'ruff'),
    folder: folderOf(environment),
    tool: { path: program, mounts: [] },
    path: [],
    env: {},
    command: (files) =>
      `${quoted(program)} check --output-format json --no-cache --force-exclude -- ${files.map(quoted).join(' ')} > ${RESULTS.other}`,
    collect: `cat ${RESULTS.other} 2>/dev/null`,
    read: ({ report, output, code }) => (code === 0 || code === 1 ? readReport(report, output) : undefined),
  };
}

const point = v.object({ row: v.number(), column: v.number() });
const results = v.array(
  v.object({
    filename: v.string(),
    code: v.nullable(v.string()),
    message: v.string(),
    location: point,
    end_location: point,
    url: v.nullish(v.string()),
  }),
);

function readReport(report: string, output: string): ToolReport | undefined {
  const read = parseJson(report, results);
  if (read === undefined) return undefined;
  const isNothingRead = output.includes('No Python files found');
  return { complaints: read.map(complaintOf), ...(isNothingRead ? { ignored: 'all' as const } : {}) };
}

/** Whatever the project has chosen counts. */
function complaintOf({ filename, code, message, location, end_location: end, url }: v.InferOutput<typeof results>[number]): Complaint {
  const isSyntax = code === null || code === 'invalid-syntax';
  return {
    file: filename,
    rule: code ?? 'invalid-syntax',
    message,
    severity: 'error',
    blocks: true,
    place: {
      startLine: location.row - 1,
      startColumn: location.column - 1,
      endLine: end.row - 1,
      endColumn: end.column - 1,
      unit: 'character',
    },
    ...(url === null || url === undefined ? {} : { url }),
    ...(isSyntax ? { unreadable: true } : {}),
  };
}
