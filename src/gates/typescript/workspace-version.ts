import type { Disk } from './disk.ts';

/** Whether the workspace's TypeScript is strict unless told otherwise, as it is from version 6 on. No TypeScript there: yes. */
export function strictByDefault(folder: string, disk: Disk): boolean {
  for (let at = folder; at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) {
    const text = disk.configText(`${at}/node_modules/typescript/package.json`);
    if (text === undefined) continue;
    const major = /"version"\s*:\s*"(\d+)\./u.exec(text)?.[1];
    return major === undefined || Number(major) >= 6;
  }
  return true;
}
