import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

import * as v from 'valibot';

import { RESULTS } from '../proof/jail-places.ts';
import { foldersAbove } from '../proof/plan.ts';
import { findPython } from '../proof/python.ts';
import { quoted } from '../proof/quoted.ts';
import { parseJson } from './parse-json.ts';
import { environmentFor, folderOf, folderSaying, pythonVersion, textOf } from './places-on-disk.ts';
import type { Complaint, FindTool, ToolReport } from './project-tool.ts';

/** https://mypy.readthedocs.io/en/stable/config_file.html */
const CONFIG = { 'mypy.ini': /^/, '.mypy.ini': /^/, 'pyproject.toml': /^\[tool\.mypy\b/m, 'setup.cfg': /^\[mypy\b/m };
const CACHE = '/tmp/mypy';

/** The mypy of the project's environment: https://mypy.readthedocs.io/en/stable/command_line.html */
export const findMypy: FindTool = async (root, name) => {
  const environment = /\.pyi?$/.test(name) ? environmentFor(root, name) : undefined;
  if (environment === undefined || !existsSync(join(root, environment, 'bin/mypy'))) return undefined;
  const tool = await findPython([join(root, folderOf(environment))], root);
  if (tool === undefined) return undefined;
  const folder = folderSaying(root, name, CONFIG) ?? folderOf(environment);
  const program = `${quoted(tool.path)} -m mypy --output json --cache-dir ${CACHE} --no-error-summary --show-error-end`;
  return {
    gate: 'types',
    name: 'mypy',
    version: pythonVersion(join(root, environment), 'mypy'),
    folder,
    tool,
    path: [],
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    command: (files) => `${program} -- ${files.map(quoted).join(' ')} > ${RESULTS.other} || { code=$?; cat ${RESULTS.other}; exit $code; }`,
    collect: `cat ${RESULTS.other} 2>/dev/null`,
    read: ({ report, code }) => (code === 0 || code === 1 ? readReport(report) : undefined),
    isPart: (file) => isPlugin(root, name, basename(file, '.py')),
  };
};

/** A plugin is a program of the project that a configuration names: https://mypy.readthedocs.io/en/stable/extending_mypy.html */
function isPlugin(root: string, name: string, stem: string): boolean {
  const texts = foldersAbove(name).flatMap((folder) => Object.keys(CONFIG).map((config) => textOf(join(root, folder, config))));
  return texts.some((text) => /^\s*plugins\s*=/m.test(text) && text.split(/\W+/).includes(stem));
}

const line = v.object({
  file: v.string(),
  line: v.number(),
  column: v.number(),
  end_line: v.nullish(v.number()),
  end_column: v.nullish(v.number()),
  message: v.string(),
  code: v.nullable(v.string()),
  severity: v.string(),
});

/** A line of JSON for each complaint; none where there is nothing to complain about. */
function readReport(report: string): ToolReport | undefined {
  const lines = report.split('\n').filter((text) => text.trim() !== '');
  const read = lines.map((text) => parseJson(text, line));
  const said = read.filter((one) => one !== undefined);
  if (said.length < lines.length) return undefined;
  return { complaints: said.filter(({ severity }) => severity === 'error').map(complaintOf) };
}

function complaintOf(one: v.InferOutput<typeof line>): Complaint {
  const start = Math.max(one.line, 1) - 1;
  return {
    file: one.file,
    rule: one.code ?? 'mypy',
    message: one.message,
    severity: 'error',
    blocks: true,
    place: {
      startLine: start,
      startColumn: Math.max(one.column, 0),
      endLine: (one.end_line ?? one.line) - 1,
      endColumn: one.end_column ?? one.column,
      unit: 'character',
    },
    ...(one.code === null ? {} : { url: `https://mypy.rtfd.io/en/stable/_refs.html#code-${one.code}` }),
  };
}
