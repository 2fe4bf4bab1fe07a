/**
 * Which TypeScript errors mean a bug. The numbers are TypeScript's own (its `diagnosticMessages.json`).
 * In TypeScript, and in JavaScript whose project turns `checkJs` on, an error blocks unless a table here says
 * otherwise. In other JavaScript inference complains about much that runs, so only the listed errors block.
 */

/** JavaScript without `checkJs`: errors that are nearly certain bugs. */
const certainInJavaScript: ReadonlyMap<number, string> = new Map([
  [2304, 'a name that is declared nowhere: ReferenceError'],
  [2305, 'an import of what the module does not export: SyntaxError when linked'],
  [2448, 'a variable is read before its declaration in the same scope: ReferenceError'],
  [2449, 'a class is used before its declaration in the same scope: ReferenceError'],
  [2451, 'a block-scoped variable is declared twice: SyntaxError'],
  [2551, 'a property that does not exist, and one with nearly this name does'],
  [2552, 'a name that is declared nowhere, and one with nearly this name is'],
  [2588, 'an assignment to a constant: TypeError'],
  [2630, 'an assignment to a function'],
  [2632, 'an assignment to an import: TypeError'],
  [2662, 'a static member without its class: ReferenceError'],
  [2663, 'an instance member without `this`: ReferenceError'],
  [2724, 'an import of what the module does not export, and something with nearly this name is'],
  [18004, 'a shorthand property without such a variable: ReferenceError'],
]);

/** Never blocks: it says that types are not installed here. Of JavaScript that nobody asked to be checked it says nothing at all. */
const missingTypes: ReadonlyMap<number, string> = new Map([
  [2580, 'types for Node are not installed here'],
  [2581, 'types for jQuery are not installed here'],
  [2582, 'types for a test runner are not installed here'],
  [2583, 'a newer `lib` is needed for the name'],
  [2584, 'the `dom` lib is needed for the name'],
  [2585, 'a newer `lib` is needed for the value'],
  [2591, 'types for Node are not in `types`'],
  [2592, 'types for jQuery are not in `types`'],
  [2593, 'types for a test runner are not in `types`'],
  [2688, 'a type library is not installed here'],
  [2867, 'types for Bun are not installed here'],
  [2868, 'types for Bun are not in `types`'],
  [2875, 'the JSX runtime is not installed here'],
  [2503, 'a namespace of types that are not installed here'],
  [7016, 'a package without type declarations'],
  [7026, 'no JSX types are installed here'],
]);

/** Never blocks: it depends on settings that may be wrong here, or says that something is unused. */
const adviceOnly: ReadonlyMap<number, string> = new Map([
  [6133, 'unused, which is style'],
  [6138, 'unused, which is style'],
  [6192, 'unused, which is style'],
  [6196, 'unused, which is style'],
  [6198, 'unused, which is style'],
  [6199, 'unused, which is style'],
  [6205, 'unused, which is style'],
  [1286, 'depends on the module setting of the project'],
  [1287, 'depends on the module setting of the project'],
  [1295, 'depends on the module setting of the project'],
  [1309, 'depends on the module setting of the project'],
  [1323, 'depends on the module setting of the project'],
  [1343, 'depends on the module setting of the project'],
  [1375, 'a top-level await in a text that is not yet a module'],
  [1378, 'depends on the module setting of the project'],
  [1470, 'depends on the module setting of the project'],
  [1479, 'depends on the module setting of the project'],
  [8032, 'a JSDoc name, which does not run'],
  [8024, 'a JSDoc name, which does not run'],
]);

/** What a decorator is called with, which `experimentalDecorators` of a project decides. */
const decoratorCall: ReadonlySet<number> = new Set([1238, 1239, 1240, 1241, 1270, 1271, 1329]);

export function isOfDecoratorCall(code: number): boolean {
  return decoratorCall.has(code);
}

/** A decorator where none may stand; at a parameter the same setting decides. */
export const decoratorOutOfPlace = 1206;

/** A name that is declared nowhere, which is no mistake where a runtime or a test runner gives it. */
const undeclaredName: ReadonlySet<number> = new Set([2304, 2552, 18004]);

export function isUndeclaredName(code: number): boolean {
  return undeclaredName.has(code);
}

/** What such an error of a given name means: that types are not installed here. */
export const cannotFindTypesOf = 2580;

/** An import that was not found; whether it blocks depends on what is imported. */
const unresolvedImport: ReadonlySet<number> = new Set([2307, 2792, 2882]);

/** The commonest of them: a module that was not found. */
export const cannotFindModule = 2307;

export function isUnresolvedImport(code: number): boolean {
  return unresolvedImport.has(code);
}

/** What a file that imports another sees of its names alone, whatever is wanted of types. */
const ofImportedNames: ReadonlySet<number> = new Set([1192, 2305, 2339, 2459, 2460, 2554, 2555, 2613, 2614, 2694, 2724]);

/** Whether an error says that a module or class has not what is asked of it, or that a call has another number of arguments. */
export function isOfImportedNames(code: number): boolean {
  return ofImportedNames.has(code) || unresolvedImport.has(code);
}

/** How strictly a file is judged. */
export interface Strictness {
  /** JavaScript whose project did not ask for types. */
  readonly uncheckedJs: boolean;
  /** Whether a tsconfig.json or jsconfig.json says what is wanted. */
  readonly configured: boolean;
}

/** Whether an error of this code is nothing to tell a person. */
export function isNoise(code: number, { uncheckedJs }: Strictness): boolean {
  return uncheckedJs && (missingTypes.has(code) || decoratorCall.has(code));
}

/** Whether a new error of this code means a bug. */
export function blocksOnCode(code: number, strictness: Strictness): boolean {
  if (missingTypes.has(code) || adviceOnly.has(code)) return false;
  // Below 2000 are the errors of the grammar that the checker finds, such as `await` outside an async function.
  if (code < 2000) return true;
  if (strictness.uncheckedJs) return certainInJavaScript.has(code);
  // Implicit `any` is a matter of the project's settings, and here there are none.
  if (code >= 7000 && code < 8000) return strictness.configured;
  return true;
}
