import { PYTEST_PLUGIN } from './jail-python.ts';

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
 * Goes before everything in a process of vitest's: lets a worker that is told to end write its coverage first, and keeps the
 * changed file's text as vite has transpiled it, since offsets of the coverage are into that.
 */
const PRELOAD = `
const { writeFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const vm = require('node:vm');
const { fileURLToPath } = require('node:url');
if (process.send) process.once('SIGTERM', () => process.exit());
const { CENTURIA_CHANGED: changed, CENTURIA_RESULTS: results } = process.env;
for (const name of ['runInThisContext', 'runInContext']) {
  const original = vm[name];
  vm[name] = function (code, ...rest) {
    const options = rest.at(-1) ?? {};
    const file = String(options.filename ?? '').replace(/[?#].*$/, '');
    if ((file.startsWith('file:') ? fileURLToPath(file) : file) === changed) {
      writeFileSync(results + '/ran-' + process.pid + '.json', JSON.stringify({ code, column: -(options.columnOffset ?? 0) }));
    }
    return original.call(this, code, ...rest);
  };
}
syncBuiltinESMExports();
`;

/**
 * Prints what a run left behind: the reports, and of each process's coverage only the changed file's part with the names
 * of the project's other files it loaded; and that file's text with its types blanked out, if Node can do that. All of
 * V8's coverage of a large project would be hundreds of megabytes. A file that no process has loaded is parsed, since that
 * may be why.
 */
const COLLECTOR = `
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
const [results, root, file] = process.argv.slice(2);
const read = (name) => (existsSync(join(results, name)) ? readFileSync(join(results, name), 'utf8') : undefined);
const plain = (url) => {
  const bare = url.replace(/[?#].*$/, '');
  try { return bare.startsWith('file:') ? fileURLToPath(bare) : bare; } catch { return bare; }
};
const changed = join(root, file);
const inline = /[/][/]# sourceMappingURL=data:[^,]*;base64,([A-Za-z0-9+/=]+)/g;

function generated(pid, cached) {
  const ran = read('ran-' + pid + '.json');
  if (ran !== undefined) {
    const { code, column } = JSON.parse(ran);
    const map = [...code.matchAll(inline)].at(-1)?.[1];
    if (map === undefined) return { lineLengths: [], column, map: null };
    return { lineLengths: code.split('\\n').map(({ length }) => length), column, map: JSON.parse(Buffer.from(map, 'base64').toString()) };
  }
  return cached && { lineLengths: cached.lineLengths, column: 0, map: cached.data };
}

const processes = [];
const folder = join(results, 'coverage');
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  let report;
  try { report = JSON.parse(readFileSync(join(folder, name), 'utf8')); } catch { continue; }
  const own = (report.result ?? []).map((script) => ({ ...script, path: plain(script.url) })).filter(({ path }) => path.startsWith(root + '/') && !path.includes('/node_modules/'));
  const scripts = own.filter(({ path }) => path === changed).map(({ functions }) => functions);
  const cached = Object.entries(report['source-map-cache'] ?? {}).find(([url]) => plain(url) === changed)?.[1];
  processes.push({ scripts, generated: generated(name.split('-')[1], cached), files: [...new Set(own.map(({ path }) => path).filter((path) => path !== changed))] });
}
let code;
let isBroken = false;
try {
  const text = readFileSync(changed, 'utf8');
  code = /[.][cm]?tsx?$/.test(file) ? nodeModule.stripTypeScriptTypes(text) : text;
} catch (error) {
  isBroken = error.code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' && !file.endsWith('x');
}
if (/[.][cm]?js$/.test(file) && !processes.some(({ scripts }) => scripts.length > 0)) isBroken = spawnSync(process.execPath, ['--check', changed]).status === 1;
console.log(JSON.stringify({ node: read('node.jsonl'), other: read('tests.json'), processes, code, isBroken }));
`;

/** Goes before everything in a process of Node's: which programs it has loaded is written down when it ends. https://nodejs.org/api/inspector.html */
const LOADED = `
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const urls = new Set();
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }) => urls.add(params.url));
session.post('Debugger.enable');
session.post('Debugger.setSkipAllPauses', { skip: true });
process.once('exit', () => writeFileSync(process.env.CENTURIA_LOADED, '\\n' + JSON.stringify([...urls])));
`;

export const JAIL_TOOLS: Readonly<Record<string, string>> = {
  'reporter.mjs': REPORTER,
  'preload.cjs': PRELOAD,
  'collector.mjs': COLLECTOR,
  'loaded.cjs': LOADED,
  'centuria_pytest.py': PYTEST_PLUGIN,
};
