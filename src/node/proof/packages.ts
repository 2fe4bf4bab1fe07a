import { basename } from 'node:path';

/** A folder of the machine, at a place of the jail's. */
export interface Mount {
  readonly from: string;
  readonly to: string;
}

/** Installed packages that stand in place of the workspace's own for a change. */
export interface Packages {
  /** The folder of the workspace that they were installed for. */
  readonly folder: string;
  readonly mounts: readonly Mount[];
}

/** What was installed for exactly this text of a manifest; undefined: nothing was. */
export type PackagesFor = (root: string, file: string, text: string) => Packages | undefined;

/** The workspace's own, those of its folder replaced where others were installed. */
export function withPackages(own: readonly Mount[], packages: Packages | undefined): readonly Mount[] {
  if (packages === undefined) return own;
  const { folder, mounts } = packages;
  return [...own.filter(({ to }) => basename(to) !== 'node_modules' || !to.startsWith(`${folder}/`)), ...mounts];
}
