import { existsSync } from 'node:fs';
import { run } from './processes.mjs';

/** Whether packages can be installed without asking: root on Debian or a relative of it. */
export function canApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

export async function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=180', ...args], { quiet: true, env });
  if (code !== 0) throw new Error(`apt-get ${args.join(' ')} failed with ${code}:\n${output.trim()}`);
}
