import * as vscode from 'vscode';

/** The scheme of results that are not on disk: the right side of a diff. */
export const RESULT_SCHEME = 'centuria';

/**
 * Results as writable documents of our own, so that VS Code's revert arrows can drop hunks of one before it is accepted.
 * They live in memory; what a model answered is in the task's log.
 */
export interface ResultFiles extends vscode.Disposable {
  put(task: string, name: string, text: string): vscode.Uri;
  text(uri: vscode.Uri): string | undefined;
  /** Saves what the person edited in it, so that nothing asks about unsaved changes. */
  settle(uri: vscode.Uri): Promise<void>;
  remove(uri: vscode.Uri): void;
}

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions('Results are made by Centuria.');
}

/** There are no folders, and only we make and remove files. */
const UNCHANGEABLE = {
  readDirectory: (): [string, vscode.FileType][] => [],
  createDirectory: refuse,
  delete: refuse,
  rename: refuse,
};

function openDocumentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

export function createResultFiles(): ResultFiles {
  const files = new Map<string, { bytes: Uint8Array; mtime: number }>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const entry = (uri: vscode.Uri) => {
    const file = files.get(uri.toString());
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  };
  const write = (uri: vscode.Uri, bytes: Uint8Array): void => {
    const type = files.has(uri.toString()) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    files.set(uri.toString(), { bytes, mtime: Date.now() });
    changed.fire([{ type, uri }]);
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat(uri) {
      const file = entry(uri);
      return { type: vscode.FileType.File, ctime: file.mtime, mtime: file.mtime, size: file.bytes.byteLength };
    },
    readFile: (uri) => entry(uri).bytes,
    writeFile: (uri, content) => (entry(uri), write(uri, content)),
    ...UNCHANGEABLE,
  };
  const registration = vscode.workspace.registerFileSystemProvider(RESULT_SCHEME, provider, { isCaseSensitive: true });
  return {
    put(task, name, text) {
      const uri = vscode.Uri.from({ scheme: RESULT_SCHEME, authority: task, path: `/${name}` });
      write(uri, new TextEncoder().encode(text));
      return uri;
    },
    text(uri) {
      const file = files.get(uri.toString());
      return openDocumentOf(uri)?.getText() ?? (file && new TextDecoder().decode(file.bytes));
    },
    async settle(uri) {
      const open = openDocumentOf(uri);
      if (open?.isDirty === true) await open.save();
    },
    remove(uri) {
      if (files.delete(uri.toString())) changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    },
    dispose() {
      registration.dispose();
      changed.dispose();
    },
  };
}
