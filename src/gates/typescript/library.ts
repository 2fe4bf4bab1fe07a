import ts from 'typescript';
import { readSourceText } from './regular-file.ts';

/** Of so many different settings the syntax trees outlive their project: as many as there are warm projects. */
const mostSettings = 2;

/**
 * TypeScript's own declarations, such as `lib.dom.d.ts`. To read and parse them takes longer than all else of a small project, so
 * they are kept for the next one.
 */
export interface Library {
  /** With forward slashes. */
  readonly folder: string;
  /** What all projects get their syntax trees from. */
  readonly registry: ts.DocumentRegistry;
  holds(path: string): boolean;
  snapshot(path: string): ts.IScriptSnapshot | undefined;
}

type Release = ts.DocumentRegistry['releaseDocumentWithKey'];

/** A registry that keeps what a project gives back of some files, once for each of its settings, until others have been used since. */
function keeping(registry: ts.DocumentRegistry, isKept: (path: string) => boolean): ts.DocumentRegistry {
  const kept = new Map<string, Map<string, () => void>>();
  const releaseDocumentWithKey = (...given: Parameters<Release>): void => {
    const [path, key] = given;
    const release = (): void => {
      registry.releaseDocumentWithKey(...given);
    };
    if (!isKept(path)) {
      release();
      return;
    }
    const own = kept.get(key) ?? new Map<string, () => void>();
    kept.delete(key);
    kept.set(key, own);
    if (own.has(path)) release();
    else own.set(path, release);
    for (const [oldest, releases] of kept) {
      if (kept.size <= mostSettings) break;
      kept.delete(oldest);
      for (const late of releases.values()) late();
    }
  };
  return Object.assign({}, registry, { releaseDocumentWithKey });
}

/** Nothing is read yet. */
export function createLibrary(libFolder: string): Library {
  const folder = libFolder.replaceAll('\\', '/');
  const keyOf = (path: string): string => (ts.sys.useCaseSensitiveFileNames ? path : path.toLowerCase());
  const start = keyOf(`${folder}/`);
  const holds = (path: string): boolean => keyOf(path).startsWith(start);
  const snapshots = new Map<string, ts.IScriptSnapshot>();
  return {
    folder,
    registry: keeping(ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames), holds),
    holds,
    snapshot: (path) => {
      const known = snapshots.get(path);
      if (known !== undefined) return known;
      const text = readSourceText(path);
      if (text === undefined) return undefined;
      const snapshot = ts.ScriptSnapshot.fromString(text);
      snapshots.set(path, snapshot);
      return snapshot;
    },
  };
}
