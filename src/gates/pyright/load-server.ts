import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { compileFunction } from 'node:vm';
import workerThreads from 'node:worker_threads';

/** pyright's language server, which talks over two streams of this thread. */
export interface PyrightServer {
  readonly input: NodeJS.WritableStream;
  readonly output: NodeJS.ReadableStream;
}

/** A module none of whose functions can be used: pyright runs no interpreter and opens no connection. */
function closedModule(name: string): object {
  return new Proxy(
    {},
    {
      get: (_, member) => () => {
        throw new Error(`pyright may not use ${name}.${String(member)} here`);
      },
    },
  );
}

/**
 * Starts pyright's own bundle in this thread. Its modules are given by hand, so that it reads by the given `fs`, runs no program
 * and takes this thread for a process of its own.
 */
export function loadServer(folder: string, fs: object): PyrightServer {
  const [input, output] = [new PassThrough(), new PassThrough()];
  Object.assign(globalThis, { __rootDirectory: `${folder}/` });
  const own: object = Object.create(process, {
    stdin: { value: input },
    stdout: { value: output },
    argv: { value: [process.execPath, join(folder, 'pyright-langserver.js'), '--stdio'] },
    chdir: { value: () => undefined },
  });
  const given: Readonly<Record<string, unknown>> = {
    fs,
    child_process: closedModule('child_process'),
    net: closedModule('net'),
    worker_threads: { ...workerThreads, isMainThread: true, parentPort: null, threadId: 0 },
  };
  const load = (file: string): unknown => {
    const require = createRequire(file);
    const required = (name: string): unknown => {
      const bare = name.replace(/^node:/u, '');
      if (Object.hasOwn(given, bare)) return given[bare];
      return name.startsWith('.') ? load(join(dirname(file), name)) : require(name);
    };
    const module: { exports: unknown } = { exports: {} };
    const run = compileFunction(readFileSync(file, 'utf8'), ['require', 'module', 'exports', '__filename', '__dirname', 'process'], {
      filename: file,
    });
    Reflect.apply(run, undefined, [
      Object.assign(required, { resolve: require.resolve }),
      module,
      module.exports,
      file,
      dirname(file),
      own,
    ]);
    return module.exports;
  };
  load(join(folder, 'pyright-langserver.js'));
  return { input, output };
}
