/** Programs of ours that run in the jail, beside the tests. As texts, because they are written into it. */

/** A reporter of node:test: a line of JSON for each test that ended. https://nodejs.org/api/test.html#custom-reporters */
const REPORTER = `
const names = new Map();
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      const path = names.get(data.file) ?? [];
      path[data.nesting] = data.name;
      path.length = data.nesting + 1;
      names.set(data.file, path);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const error = data.details?.error;
    if (data.details?.type === 'suite' && error?.failureType !== 'hookFailed') continue;
    if (error?.failureType === 'subtestsFailed') continue;
    const above = (names.get(data.file) ?? []).slice(0, data.nesting);
    const cause = error?.cause ?? error;
    yield JSON.stringify({
      file: data.file,
      name: [...above, data.name].join(' > '),
      outcome: data.skip !== undefined || data.todo !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
      ...(error === undefined ? {} : { message: String(cause?.message ?? cause), stack: String(cause?.stack ?? '') }),
    }) + '\\n';
  }
}
`;

/**
 * Prints what a run left behind: the reports, and of each process's coverage only the changed file's part with the names
 * of the project's other files it loaded; and that file's text with its types blanked out, if Node can do that. All of V8's coverage of a large project would be hundreds of megabytes.
 */
const COLLECTOR = `
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
const [results, root, file] = process.argv.slice(2);
const stripTypeScriptTypes = (text) => (/\\.[cm]?tsx?$/.test(file) ? nodeModule.stripTypeScriptTypes(text) : text);
const read = (name) => (existsSync(join(results, name)) ? readFileSync(join(results, name), 'utf8') : undefined);
const folder = join(results, 'coverage');
const changed = pathToFileURL(join(root, file)).href;
const above = pathToFileURL(root).href + '/';
const processes = [];
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  let report;
  try { report = JSON.parse(readFileSync(join(folder, name), 'utf8')); } catch { continue; }
  const plain = (url) => url.replace(/[?#].*$/, '').replace(/^\\/(?!\\/)/, 'file:///');
  const own = report.result.filter(({ url }) => plain(url).startsWith(above) && !url.includes('/node_modules/'));
  const scripts = own.filter(({ url }) => plain(url) === changed);
  const maps = Object.entries(report['source-map-cache'] ?? {}).filter(([url]) => plain(url) === changed);
  const tests = own.map(({ url }) => plain(url)).filter((url) => url !== changed).map((url) => fileURLToPath(url));
  if (scripts.length > 0) processes.push({ scripts: scripts.map(({ functions }) => functions), map: maps[0]?.[1], files: [...new Set(tests)] });
}
let code;
try { code = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8')); } catch {}
console.log(JSON.stringify({ node: read('node.jsonl'), other: read('tests.json'), processes, code }));
`;

export const JAIL_TOOLS: Readonly<Record<string, string>> = { 'reporter.mjs': REPORTER, 'collector.mjs': COLLECTOR };
