import { dirname, join, relative, sep } from 'node:path';
import { createListing } from '../python-imports/listing.ts';
import { surroundingsOf } from '../python-imports/project.ts';
import { reported } from './rules.ts';

/** A project as pyright is told of it. */
export interface PyrightProject {
  readonly root: string;
  /** Where its modules may be. */
  readonly roots: readonly string[];
  /** A `pyrightconfig.json` of ours. */
  readonly settings: string;
}

/**
 * Our own settings for the project that a file is in; those of the workspace are not read. Its environment is only looked into. No
 * platform is assumed, so that code for another one is checked too.
 */
export function projectOf(path: string): PyrightProject {
  const { top, roots, environments } = surroundingsOf(dirname(path), createListing());
  const [environment] = environments;
  const settings = {
    // Only what is asked about and what that imports is read.
    include: ['.centuria-nothing'],
    extraPaths: roots.filter((root) => root !== top),
    ...(environment && { venvPath: dirname(environment.folder), venv: environment.folder.slice(dirname(environment.folder).length + 1) }),
    ...(environment?.version && { pythonVersion: environment.version }),
    pythonPlatform: 'All',
    typeCheckingMode: 'off',
    strictParameterNoneValue: false,
    disableBytesTypePromotions: false,
    analyzeUnannotatedFunctions: true,
    enableTypeIgnoreComments: true,
    useLibraryCodeForTypes: true,
    ...reported,
  };
  return { root: top, roots, settings: JSON.stringify(settings) };
}

/** The files of the library's types for a module. */
export function libraryFiles(folder: string, module: string): readonly string[] {
  const place = join(folder, 'typeshed-fallback', 'stdlib', ...module.split('.'));
  return [`${place}.pyi`, join(place, '__init__.pyi')];
}

/** The outermost module that a file of the library's types is of. */
export function libraryModule(file: string, folder: string): string {
  const [top = ''] = relative(join(folder, 'typeshed-fallback', 'stdlib'), file).split(sep);
  return top.replace(/\.pyi$/u, '');
}
