import { join } from 'node:path';
import { cacheDir } from '../../scripts/lib/cache-dir.mjs';
import { run } from '../../scripts/lib/processes.mjs';

/** Written in Rust, and on the registry only as a Python package. */
const TENSORZERO = '2026.6.0';

/** A Python that has TensorZero, in an environment of its own in the cache. Undefined where it cannot be installed. */
export async function tensorZeroPython(report) {
  const folder = join(cacheDir(), `tensorzero-${TENSORZERO}`);
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  if (await imports(python)) return python;
  report(`installing TensorZero ${TENSORZERO} into a Python environment in the cache`);
  for (const name of ['python3', 'python']) {
    const made = await run(name, ['-m', 'venv', '--clear', folder], { quiet: true });
    if (made.code !== 0) continue;
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', `tensorzero==${TENSORZERO}`], { quiet: true });
    if (await imports(python)) return python;
  }
  return undefined;
}

async function imports(python) {
  const { code } = await run(python, ['-c', 'import tensorzero'], { quiet: true });
  return code === 0;
}
