import { join } from 'node:path';
import type { ImportedModule } from './import-statements.ts';
import { modulesIn } from './listing.ts';
import type { Listing } from './listing.ts';

/** What a module was found to lack: what is imported from it and is neither a name nor a module of its own. */
export interface Missing {
  readonly name: string;
  /** `calc.py`. */
  readonly file: string;
}

/** The texts around, as the editor has them. */
export interface Texts {
  readonly listing: Listing;
  textOf(path: string): string | undefined;
  /** Whether the editor has something there that the disk has not. */
  isOpen(path: string): boolean;
}

/** What a build writes is often not there yet. */
export const generated = /(?:_pb2(?:_grpc)?|_version|__version__|version|_generated|_build_config)$/u;

/** Names that come to be while the module runs cannot be told from its text. */
export const dynamic = /\bimport\s*\(?\s*\*|__getattr__|__path__|__dict__|\bglobals\b|\blocals\b|\bvars\b|\bsetattr\b|\bexec\b|\beval\b|\bsys\.modules\b|\bglobal_enum\b|_convert_\b/u;
const literal = /#[^\n\r]*|[rbfuRBFU]{0,2}(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/gu;

/** The file that a module is in, if its names can be told from that alone: a stub or a compiled one beside it may have others. */
function fileOf(folder: string, segments: readonly string[], { listing, isOpen }: Texts): { readonly path: string; readonly folder: string } | undefined {
  const last = segments.at(-1);
  const parent = join(folder, ...segments.slice(0, -1));
  const own = join(folder, ...segments);
  if (listing.files(own).has('__init__.py') || isOpen(join(own, '__init__.py'))) return { path: join(own, '__init__.py'), folder: own };
  if (last === undefined || listing.folders(parent).has(last)) return undefined;
  const beside = [...listing.files(parent)].filter((name) => name.startsWith(`${last}.`));
  return beside.every((name) => name === `${last}.py`) && (beside.length === 1 || isOpen(`${own}.py`)) ? { path: `${own}.py`, folder: '' } : undefined;
}

/** The first name that a module certainly has not: nothing in its text, beside comments and strings, is called so. */
export function missingName({ names }: Pick<ImportedModule, 'names'>, { folder, segments }: { readonly folder: string; readonly segments: readonly string[] }, texts: Texts): Missing | undefined {
  const file = fileOf(folder, segments, texts);
  const text = file === undefined ? undefined : texts.textOf(file.path);
  if (file === undefined || text === undefined || dynamic.test(text)) return undefined;
  const words = new Set(text.replace(literal, ' ').match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  const isModule = (name: string): boolean => file.folder !== '' && (modulesIn(file.folder, texts.listing).has(name) || texts.isOpen(join(file.folder, name)));
  const name = names.find((one) => /^[A-Za-z]\w*$/u.test(one) && !words.has(one) && !generated.test(one) && !isModule(one));
  return name === undefined ? undefined : { name, file: file.path.split(/[\\/]/u).slice(file.folder === '' ? -1 : -2).join('/') };
}
