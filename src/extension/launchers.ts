/** A file that starts the command line from a terminal. */
export interface Launcher {
  readonly name: string;
  readonly text: string;
}

/** `node`: a program that runs as Node, VS Code's own among them. `cli`: the command line's file. */
export interface Launched {
  readonly node: string;
  readonly cli: string;
}

/** What `centuria` is in a terminal: a shell script, and on Windows a batch file beside it. VS Code's program is Node only if it is told so. */
export function launchers(platform: NodeJS.Platform, { node, cli }: Launched): readonly Launcher[] {
  const shell = { name: 'centuria', text: `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quoted(node)} ${quoted(cli)} "$@"\n` };
  if (platform !== 'win32') return [shell];
  const batch = ['@echo off', 'setlocal', 'set ELECTRON_RUN_AS_NODE=1', `"${inBatch(node)}" "${inBatch(cli)}" %*`, ''].join('\r\n');
  return [shell, { name: 'centuria.cmd', text: batch }];
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** No path of Windows has a quote in it. */
function inBatch(path: string): string {
  return path.replaceAll('%', '%%');
}
