import { join } from 'node:path';
import { cacheDir } from '../../scripts/lib/cache-dir.mjs';
import { run } from '../../scripts/lib/processes.mjs';

/** Peers that are on Python's registry: what is installed, and a program that ends well where it is. */
const PEERS = {
  /** Written in Rust, and on the registry only as a Python package. */
  tensorzero: { label: 'TensorZero', version: '2026.6.0', extra: '', proof: 'import tensorzero' },
  /** To import it takes half a minute the first time. */
  litellm: {
    label: 'LiteLLM',
    version: '1.108.7',
    extra: '[proxy]',
    proof: 'from importlib.metadata import version; version("litellm"); version("uvicorn")',
  },
};

/** A Python that has the peer, in an environment of its own in the cache. Undefined where it cannot be installed. */
export async function pythonWith(name, report) {
  const { label, version, extra, proof } = PEERS[name];
  const folder = join(cacheDir(), `${name}-${version}`);
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const isThere = async () => (await run(python, ['-c', proof], { quiet: true })).code === 0;
  if (await isThere()) return python;
  report(`installing ${label} ${version} into a Python environment in the cache`);
  for (const command of ['python3', 'python']) {
    const made = await run(command, ['-m', 'venv', '--clear', folder], { quiet: true });
    if (made.code !== 0) continue;
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', `${name}${extra}==${version}`], { quiet: true });
    if (await isThere()) return python;
  }
  return undefined;
}
