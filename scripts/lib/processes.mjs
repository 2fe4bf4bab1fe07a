import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

const posix = process.platform !== 'win32';
const running = new Set();
const cleanups = new Set();
let interrupted = false;

/** Ends a process and everything it started. On POSIX the child must lead its own group, as `start` makes it do. */
export function killTree(child, signal = 'SIGTERM') {
  if (child.pid === undefined) return;
  try {
    if (posix) process.kill(-child.pid, signal);
    else spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Starts a child that ends with this process, on Ctrl+C too. */
export function start(command, args, options = {}) {
  handleInterrupt();
  const child = spawn(command, args, { windowsHide: true, ...options, detached: posix });
  running.add(child);
  child.once('error', () => running.delete(child));
  child.once('exit', () => running.delete(child));
  return child;
}

/**
 * Runs a child to its end. Its output is passed through, or gathered and returned with `quiet`.
 * Never rejects: a program that cannot be started has the code 127 and the reason as its output.
 */
export function run(command, args, { quiet = false, onLine, ...options } = {}) {
  if (interrupted) return new Promise(() => {});
  const stdio = quiet || onLine ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
  const child = start(command, args, { stdio, ...options });
  let output = '';
  let rest = '';
  const take = (chunk) => {
    output += chunk;
    if (!onLine) return;
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach((line) => onLine(line));
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', take);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.once('close', (code, signal) => {
      if (interrupted) return;
      if (rest && onLine) onLine(rest);
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), output });
    });
  });
}

export function wasInterrupted() {
  return interrupted;
}

/** Registers work to be done when this process is interrupted. Returns a function that takes it back. */
export function onInterrupt(cleanup) {
  handleInterrupt();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

let handling = false;
function handleInterrupt() {
  if (handling) return;
  handling = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void interrupt(signal));
  process.on('exit', () => running.forEach((child) => killTree(child, 'SIGKILL')));
}

async function interrupt(signal) {
  if (interrupted) return;
  interrupted = true;
  const children = [...running];
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  children.forEach((child) => killTree(child));
  await Promise.race([Promise.all(ended), new Promise((resolve) => setTimeout(resolve, 3_000))]);
  children.forEach((child) => killTree(child, 'SIGKILL'));
  for (const cleanup of cleanups) await cleanup();
  process.exit(128 + constants.signals[signal]);
}
