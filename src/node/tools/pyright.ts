import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import * as v from 'valibot';

import { RESULTS } from '../proof/jail-places.ts';
import { findPython } from '../proof/python.ts';
import { quoted } from '../proof/quoted.ts';
import { findNode } from '../proof/toolchain.ts';
import { parseJson } from './parse-json.ts';
import { environmentFor, folderOf, folderSaying, folderWith, npmVersion, pythonVersion } from './places-on-disk.ts';
import type { Complaint, FindTool, ProjectTool, ToolReport } from './project-tool.ts';

/** https://microsoft.github.io/pyright/#/configuration */
const CONFIG = { 'pyrightconfig.json': /^/, 'pyproject.toml': /^\[tool\.pyright\b/m };
const INSTALLED = 'node_modules/pyright';

/** The pyright of the project, from npm or from its environment: https://microsoft.github.io/pyright/#/command-line */
export const findPyright: FindTool = async (root, name) => {
  if (!/\.pyi?$/.test(name)) return undefined;
  const environment = environmentFor(root, name);
  const python = environment === undefined ? undefined : await findPython([join(root, folderOf(environment))], root);
  const folder = folderSaying(root, name, CONFIG);
  const found = fromNpm(root, name) ?? fromEnvironment(root, environment, python?.path);
  if (found === undefined) return undefined;
  const { program, version, home, tool } = found;
  const interpreter = python === undefined ? '' : ` --pythonpath ${quoted(python.path)}`;
  return {
    gate: 'types',
    name: 'pyright',
    version,
    folder: folder ?? home,
    tool: { ...tool, mounts: [...tool.mounts, ...(python?.mounts ?? [])] },
    path: [dirname(tool.path)],
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    command: (files) => `${program} --outputjson${interpreter} ${files.map((one) => quoted(`./${one}`)).join(' ')} > ${RESULTS.other}`,
    collect: `cat ${RESULTS.other} 2>/dev/null`,
    read: ({ report, code }) => (code === 0 || code === 1 ? readReport(report) : undefined),
  };
};

interface Found extends Pick<ProjectTool, 'version' | 'tool'> {
  /** Shell text. */
  readonly program: string;
  /** The folder that it is installed in. */
  readonly home: string;
}

function fromNpm(root: string, name: string): Found | undefined {
  const home = folderWith(root, name, [`${INSTALLED}/index.js`]);
  const tool = findNode(root);
  if (home === undefined || tool === undefined) return undefined;
  const program = `${quoted(tool.path)} ${quoted(join(root, home, INSTALLED, 'index.js'))}`;
  return { program, home, tool, version: npmVersion(join(root, home, INSTALLED)) };
}

function fromEnvironment(root: string, environment: string | undefined, python: string | undefined): Found | undefined {
  if (environment === undefined || python === undefined || !existsSync(join(root, environment, 'bin/pyright'))) return undefined;
  const version = pythonVersion(join(root, environment), 'pyright');
  return { program: `${quoted(python)} -m pyright`, home: folderOf(environment), tool: { path: python, mounts: [] }, version };
}

const point = v.object({ line: v.number(), character: v.number() });
/** https://microsoft.github.io/pyright/#/command-line?id=json-output */
const results = v.object({
  generalDiagnostics: v.array(
    v.object({
      file: v.string(),
      severity: v.string(),
      message: v.string(),
      range: v.optional(v.object({ start: point, end: point })),
      rule: v.optional(v.string()),
    }),
  ),
});

function readReport(report: string): ToolReport | undefined {
  const read = parseJson(report, results);
  return read === undefined ? undefined : { complaints: read.generalDiagnostics.map(complaintOf) };
}

function complaintOf({ file, severity, message, range, rule }: v.InferOutput<typeof results>['generalDiagnostics'][number]): Complaint {
  const { start, end } = range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    file,
    rule: rule ?? 'pyright',
    message,
    severity: severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'information',
    blocks: severity === 'error',
    place: { startLine: start.line, startColumn: start.character, endLine: end.line, endColumn: end.character, unit: 'utf16' },
    ...(rule === undefined ? {} : { url: `https://github.com/microsoft/pyright/blob/main/docs/configuration.md#${rule}` }),
  };
}
