import type { Call, Engine } from './engine/engine.ts';
import { taintedPiece, textOf } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { arriveAt } from './sink.ts';
import type { SinkRow } from './sink.ts';

/*
 * Commands and code: https://nodejs.org/api/child_process.html, https://nodejs.org/api/vm.html,
 * https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/eval.
 */

function usesShell(call: Call): boolean {
  return call.args.some((value) => {
    const shell = value.fields?.get('shell');
    return shell?.literal ? Boolean(shell.literal.value) : shell !== undefined && shell.shape === 'string';
  });
}

const shells = /(?:^|[\\/])(?:sh|bash|zsh|dash|ksh|cmd|cmd\.exe|powershell|powershell\.exe|pwsh)$/iu;

/** `sh -c`, `cmd /c`: what follows is a command line. */
function startsShell(call: Call): boolean {
  const program = call.args[0]?.literal?.value;
  if (typeof program !== 'string' || !shells.test(program)) return false;
  const list = call.args[1];
  return [...(list?.fields?.values() ?? [])].some((one) => /^(?:-\w*c|\/c|-command)$/iu.test(textOf(one)));
}

const spawners =
  'child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync cross-spawn cross-spawn.sync cross-spawn.spawn execa execa.execa execa.execaSync';

const isSpawner: ReadonlySet<string> = new Set(spawners.split(' '));

export const processSinks: readonly SinkRow[] = [
  {
    kind: 'command',
    calls:
      'child_process.exec child_process.execSync execa.execaCommand execa.execaCommandSync execa.command shelljs.exec node-cmd.run node-cmd.runSync node-cmd.get',
    slots: [0],
  },
  { kind: 'command', calls: `${spawners} child_process.fork node-pty.spawn`, slots: [0] },
  { kind: 'command', calls: spawners, slots: [{ deep: 1 }], when: (call) => usesShell(call) || startsShell(call) },
  { kind: 'command', calls: 'ssh2.Client().exec', slots: [0] },
  // https://code.visualstudio.com/api/references/vscode-api#Terminal
  { kind: 'command', methods: 'sendText', on: /term/iu, slots: [0] },
  { kind: 'command', calls: 'vscode.window.createTerminal().sendText', slots: [0] },
  { kind: 'command', methods: 'execCommand', on: /ssh/iu, slots: [0] },
  { kind: 'command', methods: 'exec', on: /ssh/iu, slots: [0] },
  { kind: 'code', calls: 'eval Function Function.prototype.constructor execScript AsyncFunction GeneratorFunction', slots: ['all'] },
  {
    kind: 'code',
    calls: 'setTimeout setInterval setImmediate timers.setTimeout timers.setInterval',
    slots: [0],
    when: (call) => !call.args[0]?.closure,
  },
  {
    kind: 'code',
    calls:
      'vm.runInContext vm.runInNewContext vm.runInThisContext vm.compileFunction vm.Script vm.SourceTextModule vm2.VM().run vm2.NodeVM().run vm2.VMScript isolated-vm.Isolate().compileScript',
    slots: [0],
  },
  { kind: 'code', methods: 'runInContext runInNewContext runInThisContext', slots: [0] },
  { kind: 'code', calls: 'require import', slots: [0], doubtful: true },
  { kind: 'code', calls: 'safe-eval static-eval notevil expr-eval', slots: [0], doubtful: true },
  { kind: 'code', methods: 'evaluate evaluateHandle', on: /^(?:page|frame|browser)$/u, slots: [0] },
  // https://www.electronjs.org/docs/latest/api/web-contents#contentsexecutejavascriptcode-usergesture
  { kind: 'code', methods: 'executeJavaScript executeJavaScriptInIsolatedWorld', slots: ['all'] },
];

/** Programs with options that write files or run others. */
const powerful =
  /(?:^|[\\/])(?:git|hg|svn|ssh|scp|sftp|rsync|curl|wget|tar|zip|unzip|find|xargs|man|less|mysql|psql|sendmail|mail|ffmpeg|convert|magick|youtube-dl|yt-dlp)(?:\.exe)?$/iu;

/** The arguments before the `--` that ends the options; git has a name of its own for it: https://git-scm.com/docs/gitcli. */
function mayBeOptions(list: Value): readonly Value[] {
  const values = [...(list.fields?.values() ?? [])];
  const end = values.findIndex(({ literal }) => literal?.value === '--' || literal?.value === '--end-of-options');
  return end < 0 ? values : values.slice(0, end);
}

/** Notes data that a program may take for one of its options: CWE-88. */
export function checkOptionsOfProgram(call: Call, engine: Engine): void {
  const [first, list] = call.args;
  const program = String(first?.literal?.value);
  if (!isSpawner.has(call.api ?? '') || !powerful.test(program) || list?.closed !== true) return;
  for (const value of mayBeOptions(list)) {
    if (textOf(value).startsWith(taintedPiece))
      arriveAt(engine, { value, node: call.argNodes[1] ?? call.node }, { kind: 'option', message: `passed to ${program}` });
  }
}
