import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names that exist where JavaScript runs. The language's own are ESLint's; the rest is asked of Node and of TypeScript's DOM library. */
export type Globals = Readonly<Record<string, 'readonly' | 'writable'>>;

/** In a CommonJS module, by Node's documentation of the module wrapper. */
const commonJs = ['require', 'module', 'exports', '__dirname', '__filename'] as const;

/** What test runners and the like put into the global scope, by their documentation (Mocha, Jest, Vitest, Jasmine). */
const testRunners = [
  'describe', 'context', 'it', 'specify', 'test', 'suite', 'before', 'after', 'beforeAll', 'afterAll', 'beforeEach',
  'afterEach', 'setup', 'teardown', 'suiteSetup', 'suiteTeardown', 'expect', 'assert', 'jest', 'vi', 'jasmine', 'spyOn',
  'xit', 'xdescribe', 'fit', 'fdescribe', 'run',
] as const;

/** Other hosts and old module loaders whose one global name is their documented entry. */
const hosts = [
  'Deno', 'Bun', 'chrome', 'browser', 'define', 'importScripts', 'jQuery', '$', '_', 'GM', 'unsafeWindow',
  'ServiceWorkerGlobalScope', 'WorkerGlobalScope', 'DedicatedWorkerGlobalScope', 'ExtendableEvent', 'FetchEvent',
  'clients', 'registration', 'skipWaiting', 'caches',
] as const;

function declaredIn(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^declare (?:var|let|const|function|class) (?<name>[A-Za-z_$][\w$]*)/gmu)].map(
    (match) => match.groups?.['name'] ?? '',
  );
}

/** Collects the names once. */
export function collectGlobals(typescriptLib: string): Globals {
  const dom = ['lib.dom.d.ts', 'lib.webworker.importscripts.d.ts', 'lib.scripthost.d.ts'];
  const names = [
    ...Object.getOwnPropertyNames(globalThis),
    ...dom.flatMap((file) => declaredIn(join(typescriptLib, file))),
    ...commonJs,
    ...testRunners,
    ...hosts,
  ];
  return Object.fromEntries(names.filter(Boolean).map((name) => [name, 'writable'] as const));
}
