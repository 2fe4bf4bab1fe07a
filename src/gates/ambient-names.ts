/** Names that exist where JavaScript runs, beside those that the language and a browser's page have. */

/** In a CommonJS module, by Node's documentation of the module wrapper. */
const commonJs = ['require', 'module', 'exports', '__dirname', '__filename'] as const;

/** What test runners put into the global scope, by their documentation (Mocha, Jest, Vitest, Jasmine, Cypress, QUnit). */
const testRunners = [
  'describe',
  'it',
  'specify',
  'test',
  'suite',
  'before',
  'after',
  'beforeAll',
  'afterAll',
  'beforeEach',
  'afterEach',
  'suiteSetup',
  'suiteTeardown',
  'expect',
  'jest',
  'vi',
  'jasmine',
  'spyOn',
  'spyOnProperty',
  'xit',
  'xdescribe',
  'xtest',
  'xcontext',
  'xspecify',
  'fit',
  'fdescribe',
  'expectAsync',
  'expectTypeOf',
  'assertType',
  'onTestFinished',
  'onTestFailed',
  'cy',
  'Cypress',
  'QUnit',
  'mocha',
] as const;

/** The same where the word is also an ordinary variable's. */
const testWords = ['context', 'setup', 'teardown', 'assert', 'run', 'pending', 'fail'] as const;

/** Other hosts and old module loaders whose one global name is their documented entry. */
const hosts = [
  'Deno',
  'Bun',
  'chrome',
  'browser',
  'define',
  'importScripts',
  'jQuery',
  '$',
  '_',
  'GM',
  'unsafeWindow',
  'self',
  'window',
  'ServiceWorkerGlobalScope',
  'WorkerGlobalScope',
  'DedicatedWorkerGlobalScope',
  'ExtendableEvent',
  'FetchEvent',
  'clients',
  'registration',
  'skipWaiting',
  'caches',
  'postMessage',
  'onmessage',
] as const;

const everywhere: readonly string[] = [...Object.getOwnPropertyNames(globalThis), ...commonJs, ...testRunners, ...hosts];
const known: ReadonlySet<string> = new Set(everywhere);
const inTests: ReadonlySet<string> = new Set<string>(testWords);

/** All of them; those of the language are among them. */
export const ambientNames: readonly string[] = [...everywhere, ...testWords];

/** Whether a runtime or a test runner gives the name. `isTest`: the text is a test. */
export function isAmbient(name: string, isTest: boolean): boolean {
  return known.has(name) || (isTest && inTests.has(name));
}
