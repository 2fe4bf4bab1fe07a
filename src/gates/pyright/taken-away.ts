import { basename, dirname } from 'node:path';
import type { Node, Tree } from 'web-tree-sitter';
import type { PythonImportersQuestion } from '../jobs.ts';
import { importedModules } from '../python-imports/import-statements.ts';
import { leadsTo } from '../python-imports/leads.ts';
import { createListing, modulesIn } from '../python-imports/listing.ts';
import type { Listing } from '../python-imports/listing.ts';
import { moduleNames, namesIn } from '../python-imports/module-names.ts';
import { dynamic } from '../python-imports/names.ts';
import { surroundingsOf } from '../python-imports/project.ts';
import { overDisk, pathOf } from '../python-imports/python-imports.ts';
import { overlaysOf } from '../python-imports/sides.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';

/** What a change takes away, as one of the files that import the changed ones sees it. */
export interface TakenAway {
  /** Whether a module has a name no more: the module by what pyright calls it. */
  ofModule(module: string, name: string): boolean;
  /** Whether an Enum has a member no more. */
  ofEnum(enumeration: string, member: string): boolean;
  /** Whether a function of one of these names is a coroutine now. */
  isAsync(names: Iterable<string>): boolean;
}

/** What other files may ask a text for. */
interface Shown {
  readonly names: ReadonlySet<string>;
  /** The members of each Enum that has no other base with members. */
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>;
  readonly functions: ReadonlySet<string>;
  readonly coroutines: ReadonlySet<string>;
}

interface Changed {
  readonly path: string;
  /** `shop.sizes` of `…/shop/sizes.py`, with each folder above. */
  readonly parts: readonly string[];
  readonly before: Shown;
  readonly after: Shown;
  /** Whether it is there after the change, and whether its text then says which names it has. */
  readonly hasResult: boolean;
  readonly isPlain: boolean;
}

const word = /[\p{L}_][\p{L}\p{M}\p{N}_]*/gu;
const enumBases = /^(?:enum\.)?(?:Enum|IntEnum|StrEnum|Flag|IntFlag|ReprEnum)$|^(?:str|int|float|bytes)$/u;
const none: Shown = { names: new Set(), enums: new Map(), functions: new Set(), coroutines: new Set() };

function enumsIn(root: Node): ReadonlyMap<string, ReadonlySet<string>> {
  const classes = root.namedChildren
    .map((one) => (one.type === 'decorated_definition' ? (one.childForFieldName('definition') ?? one) : one))
    .filter(({ type }) => type === 'class_definition');
  const found = classes.flatMap((one) => {
    const bases = one.childForFieldName('superclasses')?.namedChildren.map(({ text }) => text) ?? [];
    const body = one.childForFieldName('body');
    const isEnum = bases.some((base) => /Enum$|Flag$/u.test(base)) && bases.every((base) => enumBases.test(base));
    return isEnum && body !== null ? [[one.childForFieldName('name')?.text ?? '', namesIn(body)] as const] : [];
  });
  return new Map(found);
}

function shownIn(tree: Tree): Shown {
  const functions = tree.rootNode.descendantsOfType('function_definition');
  const named = (isAsync: boolean): ReadonlySet<string> =>
    new Set(
      functions.filter((one) => (one.children[0]?.type === 'async') === isAsync).map((one) => one.childForFieldName('name')?.text ?? ''),
    );
  return { names: moduleNames(tree), enums: enumsIn(tree.rootNode), functions: named(false), coroutines: named(true) };
}

/** Of a module that makes its names while it runs every word may be one. */
async function shownBy(text: string | undefined, grammars: Grammars): Promise<Shown> {
  if (text === undefined || dynamic.test(text)) return { ...none, names: new Set(text?.match(word)) };
  return grammars.withTree('python', text, shownIn);
}

function partsOf(path: string): readonly string[] {
  const parts = path.replace(/\.pyi?$/u, '').split(/[\\/]/u);
  return parts.at(-1) === '__init__' ? parts.slice(0, -1) : parts;
}

/** Whether a package has a module of that name, which is an attribute of it as soon as anyone has imported it. */
function isSubmodule(path: string, name: string, listing: Listing): boolean {
  return basename(path) === '__init__.py' && modulesIn(dirname(path), listing).has(name);
}

/** What a change takes away: a name that was the module's own and is none of it any more, so that no other file is likely to give it that name. */
export async function takenAway(
  question: PythonImportersQuestion,
  grammars: Grammars,
): Promise<(path: string, text: string) => Promise<TakenAway>> {
  const listing = createListing(overDisk(overlaysOf(question, 'result')));
  const changed = await Promise.all(
    question.changed.map(async ({ uri, base, result }): Promise<Changed> => {
      const path = pathOf(uri) ?? '';
      const [before, after] = await Promise.all([shownBy(base, grammars), shownBy(result, grammars)]);
      return { path, parts: partsOf(path), before, after, hasResult: result !== undefined, isPlain: !dynamic.test(result ?? '') };
    }),
  );
  const paths = new Set(changed.map(({ path }) => path));
  return async (path, text) => {
    const imports = await grammars.withTree('python', text, importedModules);
    const around = surroundingsOf(dirname(path), listing);
    const led = new Set(imports.flatMap((one) => leadsTo(one, around, (file) => paths.has(file)).map(({ file }) => file)));
    return {
      ofModule: (module, name) => {
        const own = module.replace(/^\.+/u, '').split('.');
        const called = changed.filter(({ parts }) => own.every((part, at) => part !== '' && parts.at(at - own.length) === part));
        const meant = nearest(called, led);
        const places = [...Map.groupBy(meant, ({ parts }) => parts.join('/')).values()];
        return (
          places.length > 0 &&
          places.every((files) => isGone(files, name) && !files.some(({ path: file }) => isSubmodule(file, name, listing)))
        );
      },
      ofEnum: (enumeration, member) => {
        const meant = nearest(
          changed.filter(({ before }) => before.enums.has(enumeration)),
          led,
        );
        return meant.length > 0 && meant.every((one) => losesMember(one, enumeration, member));
      },
      isAsync: (names) => [...names].some((name) => changed.some((one) => becomesAsync(one, name))),
    };
  };
}

function losesMember({ before, after }: Changed, enumeration: string, member: string): boolean {
  return before.enums.get(enumeration)?.has(member) === true && after.enums.get(enumeration)?.has(member) === false;
}

function becomesAsync({ before, after }: Changed, name: string): boolean {
  const [wasPlain, isPlain] = [before, after].map(({ functions }) => functions.has(name));
  const [wasAsync, isAsync] = [before, after].map(({ coroutines }) => coroutines.has(name));
  return wasPlain === true && wasAsync === false && isAsync === true && isPlain === false;
}

/** Whether a module, which may be in another file than before, loses a name. */
function isGone(files: readonly Changed[], name: string): boolean {
  const there = files.filter(({ hasResult }) => hasResult);
  return (
    there.length > 0 &&
    files.some(({ before }) => before.names.has(name)) &&
    there.every(({ isPlain, after }) => isPlain && !after.names.has(name))
  );
}

/** Of modules that may be meant those that a file imports itself; else any. */
function nearest(modules: readonly Changed[], led: ReadonlySet<string>): readonly Changed[] {
  const own = modules.filter(({ path }) => led.has(path));
  return own.length > 0 ? own : modules;
}
