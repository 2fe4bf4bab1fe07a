import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis, Complaint } from '../complaint.ts';
import type { OverlaidFile } from '../jobs.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { importedModules } from './import-statements.ts';
import type { ImportedModule } from './import-statements.ts';
import { createListing } from './listing.ts';
import type { Listing } from './listing.ts';
import { isInProject, surroundingsOf } from './project.ts';
import { resolveImport } from './resolve.ts';
import type { Resolution } from './resolve.ts';
import { inStandardLibrary } from './stdlib.ts';

/** A Python text with its place. */
export interface PythonText {
  readonly uri: string;
  readonly text: string;
  /** Other texts as they are to be seen, in place of those of the disk. */
  readonly overlays: readonly OverlaidFile[];
}

/** A Python text among files. */
interface PlacedText {
  readonly uri: string;
  readonly text: string;
  readonly listing: Listing;
  /** Whether something is put into a folder that is not on the disk. */
  readonly isNew: (folder: string) => boolean;
}

/** The path of a file on the disk; undefined for any other text. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

function isOnDisk(folder: string): boolean {
  const listing = createListing();
  return listing.files(folder).size + listing.folders(folder).size > 0;
}

/** Without a folder only the standard library can be told. */
function withoutFolder({ module, dots }: ImportedModule): Resolution {
  const [top = ''] = module.split('.');
  if (dots === 0 && inStandardLibrary(top, undefined) === 'yes') return { type: 'found' };
  return {
    type: 'doubt',
    why: `\`${'.'.repeat(dots)}${module}\` cannot be looked up: the file is in no folder on the disk. Save it first`,
  };
}

/** What stands over the disk, by its paths. */
export function overDisk(files: readonly OverlaidFile[]): ReadonlyMap<string, string | undefined> {
  return new Map(
    files.flatMap(({ uri, text }) => {
      const path = pathOf(uri);
      return path === undefined ? [] : [[path, text] as const];
    }),
  );
}

function resolver({ uri, listing, isNew }: PlacedText): (wanted: ImportedModule) => Resolution {
  const path = pathOf(uri);
  if (path === undefined) return withoutFolder;
  const around = surroundingsOf(dirname(path), listing);
  const known = (wanted: ImportedModule): Resolution => resolveImport(wanted, around);
  if (isOnDisk(around.folder) || isInProject(around.folder, around.listing)) return known;
  // A new folder of no project has only what the change puts there.
  return (wanted) => {
    const resolution = isNew(around.folder) ? known(wanted) : undefined;
    return resolution?.type === 'found' ? resolution : withoutFolder(wanted);
  };
}

function complaintOf(wanted: ImportedModule, resolution: Resolution, lines: Lines): Complaint | undefined {
  if (resolution.type === 'found') return undefined;
  const place = { range: lines.range(wanted.start, wanted.end), anchor: `${'.'.repeat(wanted.dots)}${wanted.module}` };
  if (resolution.type === 'nowhere') {
    return {
      ...place,
      rule: resolution.lacks === 'name' ? 'missing-name' : 'invented-import',
      message: resolution.message,
      severity: 'error',
      blocks: true,
    };
  }
  return {
    ...place,
    rule: 'unresolved-import',
    message: `${resolution.why}.`,
    severity: 'information',
    blocks: false,
    doubt: resolution.why,
  };
}

/** What lets a text find modules where nobody else looks: https://docs.python.org/3/library/sys.html#sys.path */
const CHANGES_PATH = /\bsys\.path\s*(?:\.\s*(?:insert|append|extend)\b|\+?=(?!=)|\[[^\]]*\]\s*=(?!=))|\bsyspath_prepend\b|\baddsitedir\b/u;

/** What is nowhere may be where the text itself looks for modules. */
function ofOwnPath(wanted: ImportedModule, resolution: Resolution): Resolution {
  if (resolution.type !== 'nowhere' || wanted.dots > 0) return resolution;
  return { type: 'doubt', why: `${resolution.message} The text changes where modules are looked for, so it may be there` };
}

/** The gate `imports` of Python: an import that leads nowhere was invented. Files around are read, never run. */
export async function pythonImports({ uri, text, overlays }: PythonText, grammars: Grammars): Promise<Analysis> {
  if (!/\bimport\b/u.test(text)) return { ok: true, complaints: [] };
  const others = overDisk(overlays);
  const listing = createListing(new Map([...others, ...overDisk([{ uri, text }])]));
  const isNew = (folder: string): boolean => [...others].some(([path, one]) => one !== undefined && dirname(path) === folder);
  return { ok: true, complaints: await importsOf({ uri, text, listing, isNew }, grammars) };
}

/** What there is to say of the imports of one text among many. */
export async function importsOf(subject: PlacedText, grammars: Grammars): Promise<readonly Complaint[]> {
  const { text } = subject;
  const imports = await grammars.withTree('python', text, importedModules);
  if (imports.length === 0) return [];
  const resolve = resolver(subject);
  const lines = linesOf(text);
  const looksElsewhere = CHANGES_PATH.test(text);
  return imports.flatMap((wanted) => {
    const resolution = resolve(wanted);
    return complaintOf(wanted, looksElsewhere ? ofOwnPath(wanted, resolution) : resolution, lines) ?? [];
  });
}
