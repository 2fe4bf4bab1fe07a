import { dirname, join } from 'node:path';

import * as v from 'valibot';

import { RESULTS } from '../proof/jail-places.ts';
import { quoted } from '../proof/quoted.ts';
import { findNode } from '../proof/toolchain.ts';
import { parseJson } from './parse-json.ts';
import { folderWith, npmVersion } from './places-on-disk.ts';
import type { Complaint, FindTool, ToolReport } from './project-tool.ts';

const INSTALLED = 'node_modules/@biomejs/biome';
const CONFIG = ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'];

/** The Biome of the project, where it is set up. Its `json` reporter may change with each patch; this one is another format's: https://biomejs.dev/reference/reporters/ */
export const findBiome: FindTool = (root, name) => Promise.resolve(biomeFor(root, name));

function biomeFor(root: string, name: string): Awaited<ReturnType<FindTool>> {
  const home = folderWith(root, name, [`${INSTALLED}/bin/biome`]);
  const folder = folderWith(root, name, CONFIG);
  const tool = findNode(root);
  if (home === undefined || folder === undefined || tool === undefined || !/\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(name))
    return undefined;
  const program = `${quoted(tool.path)} ${quoted(join(root, home, INSTALLED, 'bin/biome'))}`;
  return {
    gate: 'lint',
    name: 'Biome',
    version: npmVersion(join(root, home, INSTALLED)),
    folder,
    tool,
    path: [dirname(tool.path)],
    env: {},
    command: (files) =>
      `${program} lint --reporter=rdjson --max-diagnostics=none --colors=off --no-errors-on-unmatched ${files.map((one) => quoted(`./${one}`)).join(' ')} > ${RESULTS.other}`,
    collect: `cat ${RESULTS.other} 2>/dev/null`,
    read: ({ report }) => readReport(report),
  };
}

const point = v.object({ line: v.number(), column: v.number() });
/** https://github.com/reviewdog/reviewdog/tree/master/proto/rdf */
const results = v.object({
  diagnostics: v.array(
    v.object({
      code: v.optional(v.object({ value: v.string(), url: v.optional(v.string()) })),
      location: v.object({ path: v.string(), range: v.optional(v.object({ start: point, end: v.optional(point) })) }),
      message: v.string(),
      severity: v.string(),
    }),
  ),
});

function readReport(report: string): ToolReport | undefined {
  const read = parseJson(report, results);
  return read === undefined ? undefined : { complaints: read.diagnostics.map(complaintOf) };
}

function complaintOf({
  code,
  location: { path, range },
  message,
  severity,
}: v.InferOutput<typeof results>['diagnostics'][number]): Complaint {
  const start = range?.start ?? { line: 1, column: 1 };
  const end = range?.end ?? start;
  const rule = code?.value ?? 'biome';
  return {
    file: path,
    rule,
    message,
    severity: severity === 'ERROR' ? 'error' : severity === 'WARNING' ? 'warning' : 'information',
    blocks: severity === 'ERROR',
    place: {
      startLine: start.line - 1,
      startColumn: start.column - 1,
      endLine: end.line - 1,
      endColumn: end.column - 1,
      unit: 'character',
    },
    ...(code?.url === undefined ? {} : { url: code.url }),
    ...(rule === 'parse' ? { unreadable: true } : {}),
  };
}
