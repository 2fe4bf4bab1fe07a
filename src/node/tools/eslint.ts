import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { PLACES, RESULTS } from '../proof/jail-places.ts';
import { quoted } from '../proof/quoted.ts';
import { findNode } from '../proof/toolchain.ts';
import { parseJson } from './parse-json.ts';
import { folderSaying, folderWith, npmVersion } from './places-on-disk.ts';
import type { Complaint, FindTool, ToolReport } from './project-tool.ts';

/** https://eslint.org/docs/latest/use/configure/configuration-files */
const FLAT = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`);
/** https://eslint.org/docs/v8.x/use/configure/configuration-files */
const BEFORE_9 = ['.eslintrc', ...['js', 'cjs', 'yaml', 'yml', 'json'].map((extension) => `.eslintrc.${extension}`)];
const INSTALLED = 'node_modules/eslint';

/** The ESLint of the project, where it is set up: https://eslint.org/docs/latest/use/command-line-interface */
export const findEslint: FindTool = (root, name) => Promise.resolve(eslintFor(root, name));

function eslintFor(root: string, name: string): Awaited<ReturnType<FindTool>> {
  const home = folderWith(root, name, [`${INSTALLED}/bin/eslint.js`]);
  const tool = findNode(root);
  if (home === undefined || tool === undefined || !/\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(name)) return undefined;
  const version = npmVersion(join(root, home, INSTALLED));
  const flat = folderWith(root, name, FLAT);
  // The older kind is found from each file's own folder, and its plugins from where it is run.
  const folder = flat ?? (Number(version?.split('.')[0]) < 9 && hasOldConfig(root, name) ? home : undefined);
  if (folder === undefined) return undefined;
  const program = `${quoted(tool.path)} --require ${PLACES.tools}/loaded.cjs ${quoted(join(root, home, INSTALLED, 'bin/eslint.js'))}`;
  return {
    gate: 'lint',
    name: 'ESLint',
    version,
    folder,
    tool,
    path: [join(root, home, 'node_modules/.bin'), dirname(tool.path)],
    env: { CENTURIA_LOADED: RESULTS.loaded },
    command: (files) => `${program} --no-color --format json --output-file ${RESULTS.other} -- ${files.map(quoted).join(' ')}`,
    collect: `cat ${RESULTS.other} ${RESULTS.loaded} 2>/dev/null`,
    read: ({ report }) => readReport(report),
  };
}

function hasOldConfig(root: string, name: string): boolean {
  return folderWith(root, name, BEFORE_9) !== undefined || folderSaying(root, name, { 'package.json': /"eslintConfig"\s*:/ }) !== undefined;
}

const message = v.object({
  ruleId: v.nullable(v.string()),
  severity: v.number(),
  message: v.string(),
  fatal: v.optional(v.boolean()),
  line: v.nullish(v.number(), 1),
  column: v.nullish(v.number(), 1),
  endLine: v.nullish(v.number()),
  endColumn: v.nullish(v.number()),
});
type Message = v.InferOutput<typeof message>;

/** https://eslint.org/docs/latest/use/formatters/#json */
const results = v.array(
  v.object({ filePath: v.string(), messages: v.array(message), suppressedMessages: v.optional(v.array(message), []) }),
);

/** The formatter's one line, then the list of what was loaded. */
function readReport(report: string): ToolReport | undefined {
  const [said = '', loaded = ''] = report.split('\n');
  const read = parseJson(said, results);
  const urls = parseJson(loaded, v.array(v.string()));
  if (read === undefined || urls === undefined) return undefined;
  return {
    complaints: read.flatMap(({ filePath, messages }) =>
      messages.filter((one) => !isLeftOut(one)).map((one) => complaintOf(filePath, one)),
    ),
    silenced: read.flatMap(({ filePath, suppressedMessages }) => suppressedMessages.map((one) => complaintOf(filePath, one))),
    ignored: read.filter(({ messages }) => messages.some(isLeftOut)).map(({ filePath }) => filePath),
    loaded: urls.flatMap(pathOf),
  };
}

/** "File ignored because …", which is all that is said of it. */
function isLeftOut({ ruleId, fatal, severity, message: words }: Message): boolean {
  return ruleId === null && fatal !== true && severity === 1 && words.startsWith('File ignored ');
}

function complaintOf(file: string, one: Message): Complaint {
  const [line, column] = [Math.max(one.line ?? 1, 1) - 1, Math.max(one.column ?? 1, 1) - 1];
  const { ruleId } = one;
  return {
    file,
    rule: ruleId ?? (one.fatal === true ? 'parse-error' : 'eslint'),
    message: one.message,
    severity: one.severity === 2 ? 'error' : 'warning',
    blocks: one.severity === 2,
    place: {
      startLine: line,
      startColumn: column,
      endLine: (one.endLine ?? line + 1) - 1,
      endColumn: (one.endColumn ?? column + 1) - 1,
      unit: 'utf16',
    },
    ...(ruleId === null || ruleId.includes('/') ? {} : { url: `https://eslint.org/docs/latest/rules/${ruleId}` }),
    ...(one.fatal === true ? { unreadable: true } : {}),
  };
}

function pathOf(url: string): readonly string[] {
  const plain = url.replace(/[?#].*$/, '');
  if (plain.startsWith('/')) return [plain];
  return plain.startsWith('file:') ? [fileURLToPath(plain)] : [];
}
