import { run } from './processes.mjs';

/** What npm tells its scripts about the package they belong to would mislead an npm that works elsewhere. */
const misleading = /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global_prefix)$)/;

/** Runs npm in `cwd`; its output is shown only if it fails. */
export async function npm(args, { cwd, env = {} }) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const options = { cwd, env: { ...clean, ...env }, quiet: true, shell: command === 'npm' && process.platform === 'win32' };
  const { code, output } = await run(command, [...first, ...args], options);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with ${code} in ${cwd}:\n${output.trim()}`);
}
