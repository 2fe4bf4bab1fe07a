import { readdirSync, readFileSync } from 'node:fs';

/** The process and all it has started, as Linux tells it. A process that ends meanwhile is left out. */
export function processTree(root: number): readonly number[] {
  const found = [root];
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
}

function childrenOf(pid: number): readonly number[] {
  const threads = orElse(() => readdirSync(`/proc/${pid}/task`), []);
  const lists = threads.map((thread) => orElse(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'), ''));
  return lists.flatMap((list) =>
    list
      .split(' ')
      .filter((one) => one !== '')
      .map(Number),
  );
}

/** Bytes of memory that the processes have for themselves: without what is mapped from files, which they share. */
export function ownMemoryOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    const status = orElse(() => readFileSync(`/proc/${pid}/status`, 'utf8'), '');
    return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) * 1024;
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
