import type { Call, SinkRule } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';
import { beginningOf } from '../engine/value.ts';
import { takesNoValue } from './program-switches.ts';
import { words } from './words.ts';

export function isTrue(value: Value | undefined): boolean {
  return value?.constant === true || value?.constant === 1;
}

const shells =
  /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k|c|tc|fi)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$|^python[\d.]*$|^(?:perl|ruby|node|env|ssh|sudo)$/u;

/** The program itself, or a script given to a shell, is untrusted. */
function choosesProgram(call: Call): boolean {
  const command = call.argument(0, 'args') ?? call.argument(0, 'popenargs');
  if (command === undefined) return false;
  const items = call.items(command);
  if (items === undefined) return command.object === undefined && !/\s/u.test(beginningOf(command));
  const program = items[0];
  if (program === undefined) return false;
  if (call.taints(program).some(({ confidence }) => confidence !== 'parameter')) return true;
  return (
    typeof program.constant === 'string' &&
    shells.test(program.constant) &&
    items
      .slice(1)
      .some(
        (item) =>
          call.taints(item).length > 0 &&
          items.some(({ constant }) => constant === '-c' || constant === '/c' || constant === '-Command' || constant === '-e'),
      )
  );
}

/** A shell is given untrusted text as its script, whatever the words are called with. */
function scriptsShell(call: Call): boolean {
  const items = call.items(call.positional[1]) ?? call.positional;
  return (
    items.some(({ constant }) => typeof constant === 'string' && shells.test(constant)) &&
    items.some(
      ({ constant }, index) =>
        /^(?:-\w*c|\/c|-Command|-e)$/u.test(String(constant)) &&
        items[index + 1] !== undefined &&
        call.taints(items[index + 1] ?? { taints: [] }).length > 0,
    )
  );
}

/** Programs with options that write fileSinks or run others. */
const powerful =
  /^(?:\S*\/)?(?:git|hg|svn|curl|wget|tar|rsync|ssh|scp|sftp|find|zip|unzip|sort|man|sed|awk|xargs|sendmail|ffmpeg|exiftool|pip|npm|docker|mysqldump|pg_dump|openssl)$/u;

/** Whether a text behind another one is the value of an option. */
function isOptionValue(program: Value | undefined, before: Value | undefined): boolean {
  const name = String(program?.constant).replace(/^.*\//u, '');
  const option = String(before?.constant);
  return /^-(?:\w|-[\w-]+)$/u.test(option) && !takesNoValue(name, option);
}

/** Untrusted text stands where a program looks for options. */
function mayBeOption(call: Call): boolean {
  const items = call.items(call.argument(0, 'args')) ?? call.positional;
  const end = items.findIndex(({ constant }) => constant === '--');
  const looked = end < 0 ? items : items.slice(0, end);
  const isValue = (index: number): boolean => isOptionValue(items[0], looked[index - 1]);
  return (
    powerful.test(String(items[0]?.constant)) &&
    looked.some(
      (item, index) =>
        index > 0 &&
        !isValue(index) &&
        item.resolved !== true &&
        beginningOf(item) === '' &&
        item.taints.some((taint) => taint.kind === 'untrusted' && taint.confidence === 'high' && !call.proved(taint, 'argument-injection')),
    )
  );
}

const processes = words('subprocess.run subprocess.call subprocess.Popen subprocess.check_call subprocess.check_output');

export const commandSinks: readonly SinkRule[] = [
  {
    rule: 'command-injection',
    callees: words(`
      os.system os.popen subprocess.getoutput subprocess.getstatusoutput commands.getoutput commands.getstatusoutput
      asyncio.create_subprocess_shell popen2.popen2 pty.spawn invoke.run fabric.api.run fabric.api.local
      fabric.api.sudo os.popen2 os.popen3
    `),
    arguments: [0, 'command', 'cmd'],
  },
  { rule: 'command-injection', callees: processes, arguments: [0, 'args'], when: (call) => isTrue(call.keywords.get('shell')) },
  {
    rule: 'command-injection',
    callees: processes,
    arguments: [0, 'args'],
    when: (call) => !isTrue(call.keywords.get('shell')) && choosesProgram(call),
  },
  {
    rule: 'command-injection',
    callees: words('os.execl os.execle os.execlp os.execv os.execve os.execvp os.execvpe asyncio.create_subprocess_exec os.startfile'),
    arguments: [0],
    deep: false,
  },
  {
    rule: 'command-injection',
    callees: words('os.execl os.execle os.execlp os.execv os.execve os.execvp os.execvpe asyncio.create_subprocess_exec'),
    arguments: 'all',
    when: scriptsShell,
  },
  { rule: 'command-injection', callees: words('asyncssh.connect().run asyncssh.connect().create_process'), arguments: [0, 'command'] },
  {
    rule: 'command-injection',
    callees: words('os.spawnl os.spawnle os.spawnlp os.spawnv os.spawnve os.spawnvp os.posix_spawn os.posix_spawnp'),
    arguments: [1],
  },
  {
    rule: 'command-injection',
    callees: [
      'paramiko.SSHClient().exec_command',
      '.exec_command',
      'fabric.Connection().run',
      'fabric.Connection().sudo',
      'fabric.Connection().local',
    ],
    arguments: [0, 'command'],
  },
  {
    rule: 'argument-injection',
    callees: processes,
    arguments: [0, 'args'],
    most: 'medium',
    when: (call) => !isTrue(call.keywords.get('shell')) && mayBeOption(call),
  },
  { rule: 'argument-injection', callees: ['asyncio.create_subprocess_exec'], arguments: 'all', most: 'medium', when: mayBeOption },
  { rule: 'command-injection', callees: ['asyncio.get_event_loop().subprocess_shell', '.subprocess_shell'], arguments: [1] },
];
