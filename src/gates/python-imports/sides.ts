import { pathToFileURL } from 'node:url';
import type { ChangedFile } from '../../core/gate.ts';
import type { OverlaidFile } from '../jobs.ts';
import { readSourceText } from '../typescript/regular-file.ts';
import { stripBom } from '../verdict.ts';
import { pathOf } from './python-imports.ts';

/** A change, with what else stands in for files. */
interface Changed {
  readonly changed: readonly ChangedFile[];
  readonly overlays: readonly OverlaidFile[];
}

/** What stands in for files before or after a change. */
export function overlaysOf({ changed, overlays }: Changed, side: 'base' | 'result'): readonly OverlaidFile[] {
  return [...overlays, ...changed.map(({ uri, [side]: text }) => ({ uri, ...(text === undefined ? {} : { text: stripBom(text).text }) }))];
}

/** Files that a change leaves as they are: as they are open, or on the disk. Each is read once. */
export class OtherFiles {
  readonly #open: ReadonlyMap<string, OverlaidFile>;
  readonly #texts = new Map<string, string | undefined>();

  constructor({ overlays }: Pick<Changed, 'overlays'>) {
    this.#open = new Map(overlays.flatMap((one) => (one.uri.endsWith('.py') ? [[pathOf(one.uri) ?? '', one] as const] : [])));
  }

  get open(): Iterable<string> {
    return this.#open.keys();
  }

  uriOf(path: string): string {
    return this.#open.get(path)?.uri ?? pathToFileURL(path).href;
  }

  /** The text of a file that imports something. */
  textOf(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    const open = this.#open.get(path);
    const text = stripBom((open === undefined ? readSourceText(path) : open.text) ?? '').text;
    const kept = /\bimport\b/u.test(text) ? text : undefined;
    this.#texts.set(path, kept);
    return kept;
  }
}
