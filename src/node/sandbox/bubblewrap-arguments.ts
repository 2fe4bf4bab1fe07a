import type { SandboxCommand, SandboxLimits } from './sandbox.ts';

export const JAIL_HOME = '/home/test';

/** What is there of the machine, and must be known to build a jail on it. */
export interface Machine {
  /** Whether we are root: then the program is made someone else, as the kernel puts no limit on root's processes. */
  readonly isRoot: boolean;
  /** Who a program of root's becomes; no account of the machine. */
  readonly uid: number;
  /** Folders of the root that hold the system's programs and libraries; a link gives its target. */
  readonly system: readonly { readonly path: string; readonly link?: string }[];
  /** Folder with the `passwd`, `group` and `hosts` that the jail shows. */
  readonly etc: string;
}

const SPARE_SECONDS = 10;
const MEGABYTE = 1024 * 1024;
const SYSTEM_FILES = ['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/alternatives', '/etc/localtime'];

/** Arguments of `bwrap`, see its manual page: each mount is made in the order given, over what was there before. */
export function bubblewrapArguments(machine: Machine, command: SandboxCommand, limits: SandboxLimits): readonly string[] {
  const { readOnly } = command.mounts;
  const isWithin = (path: string): boolean => readOnly.some(({ to }) => path.startsWith(`${to}/`));
  const memory = command.mounts.memory.filter(({ path }) => !isWithin(path));
  const onTop = command.mounts.memory.filter(({ path }) => isWithin(path));
  const places = [...memory.map(({ path }) => path), ...readOnly.map(({ to }) => to)];
  return [
    ...isolation(machine),
    ...Object.entries(command.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...machine.system.flatMap(({ path, link }) => (link === undefined ? ['--ro-bind', path, path] : ['--symlink', link, path])),
    ...['--perms', '0755', '--dir', '/etc'],
    ...SYSTEM_FILES.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['passwd', 'group', 'hosts'].flatMap((name) => ['--ro-bind', `${machine.etc}/${name}`, `/etc/${name}`]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...[
      { path: '/dev/shm', mb: 64 },
      { path: '/tmp', mb: 256 },
      { path: JAIL_HOME, mb: 64 },
    ].flatMap(memoryFolder),
    ...parentsOf([...memory.map(({ path }) => path)]).flatMap((path) => ['--perms', '0755', '--dir', path]),
    ...memory.flatMap(memoryFolder),
    // Made by hand: those that bwrap makes for a mount could not be entered, or not be written beside it.
    ...parentsOf(places).flatMap((path) => [
      '--perms',
      memory.some((folder) => path.startsWith(`${folder.path}/`)) ? '0777' : '0755',
      '--dir',
      path,
    ]),
    ...readOnly.flatMap(({ from, to }) => ['--ro-bind-try', from, to]),
    ...onTop.flatMap(memoryFolder),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', command.cwd, '--'],
    ...asSomeoneElse(machine),
    ...['prlimit', `--nproc=${limits.processes}`, '--core=0', '--'],
    // Should we be killed before bubblewrap has bound its life to ours.
    ...['timeout', '--foreground', '-s', 'KILL', String(Math.ceil(limits.wallMs / 1000) + SPARE_SECONDS)],
    ...command.argv,
  ];
}

function isolation({ isRoot }: Machine): readonly string[] {
  const always = ['--die-with-parent', '--new-session', '--clearenv', '--hostname', 'jail', '--cap-drop', 'ALL'];
  if (!isRoot) return ['--unshare-all', '--unshare-user', ...always];
  const spaces = ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'];
  // Only to become someone else with; `setpriv` gives them up with the rest.
  return [...spaces, ...always, ...['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name])];
}

function asSomeoneElse({ isRoot, uid }: Machine): readonly string[] {
  if (!isRoot) return [];
  const nothing = ['--clear-groups', '--inh-caps=-all', '--bounding-set=-all', '--no-new-privs'];
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, ...nothing, '--'];
}

function memoryFolder({ path, mb }: { readonly path: string; readonly mb: number }): readonly string[] {
  return ['--perms', '0777', '--size', String(mb * MEGABYTE), '--tmpfs', path];
}

/** Every folder above the paths, outermost first. */
function parentsOf(paths: readonly string[]): readonly string[] {
  const parents = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(1, -1);
    parts.forEach((_, index) => parents.add(`/${parts.slice(0, index + 1).join('/')}`));
  }
  return [...parents].toSorted((a, b) => a.length - b.length);
}
