import { basename, join } from 'node:path';
import type { ImportedModule } from './import-statements.ts';
import { modulesIn, pythonName } from './listing.ts';
import type { Listing } from './listing.ts';

/** What a module was found to lack: what is imported from it and is neither a name nor a module of its own. */
export interface Missing {
  readonly name: string;
  /** `calc.py`. */
  readonly file: string;
}

/** What a build writes is often not there yet. */
export const generated = /(?:_pb2(?:_grpc)?|_version|__version__|version|_generated|_build_config)$/u;

/** Names that come to be while the module runs cannot be told from its text. */
export const dynamic =
  /\bimport\s*\(?\s*\*|__getattr__|__path__|__dict__|\bglobals\b|\blocals\b|\bvars\b|\bsetattr\b|\bexec\b|\beval\b|\bsys\.modules\b|\bmeta_path\b|\bglobal_enum\b|_convert_\b/u;
const literal =
  /#[^\n\r]*|[rbfuRBFU]{0,2}(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/gu;

/** Where a module's names are: in a text, and as modules in a folder. */
interface Place {
  readonly path?: string;
  readonly folder?: string;
  /** For a person: `calc.py`, `pkg/__init__.py`. */
  readonly shown: string;
}

/** Where a module is, if its names can be told from that alone: a stub or a compiled one beside it may have others. */
function placeOf(folder: string, segments: readonly string[], listing: Listing): Place | undefined {
  const last = segments.at(-1);
  const parent = join(folder, ...segments.slice(0, -1));
  const own = join(folder, ...segments);
  if (listing.files(own).has('__init__.py')) return { path: join(own, '__init__.py'), folder: own, shown: `${basename(own)}/__init__.py` };
  if (last === undefined || [...listing.files(own)].some((name) => name.startsWith('__init__.'))) return undefined;
  const beside = [...listing.files(parent)].filter((name) => name.startsWith(`${last}.`) && besides.test(name));
  if (beside.length > 0) return beside.every((name) => name === `${last}.py`) ? { path: `${own}.py`, shown: `${last}.py` } : undefined;
  // A folder without a module of its own has no names but its modules'.
  return [...listing.files(own)].some((name) => name.endsWith('.py'))
    ? { folder: own, shown: `${last}/, which has no __init__.py,` }
    : undefined;
}

const besides = /\.(?:py[a-z]?|pxd|so)$/u;
const words = new RegExp(pythonName, 'gu');
const wanted = /^\p{L}[\p{L}\p{M}\p{N}_]*$/u;

/** The first name that a module certainly has not: nothing in its text, beside comments and strings, is called so. */
export function missingName(
  { names }: Pick<ImportedModule, 'names'>,
  { folder, segments }: { readonly folder: string; readonly segments: readonly string[] },
  listing: Listing,
): Missing | undefined {
  const place = placeOf(folder, segments, listing);
  const text = place?.path === undefined ? '' : listing.textOf(place.path);
  if (place === undefined || text === undefined || dynamic.test(text)) return undefined;
  const known = new Set(
    [...(text.replace(literal, ' ').match(words) ?? []), ...(place.folder === undefined ? [] : modulesIn(place.folder, listing))].map(
      (name) => name.normalize('NFKC'),
    ),
  );
  const name = names.find((one) => wanted.test(one) && !known.has(one.normalize('NFKC')) && !generated.test(one));
  return name === undefined ? undefined : { name, file: place.shown };
}
