import type { CatalogueEntry } from '../providers/embedded/catalogue.ts';

/** For a person who has the model's file from elsewhere: where it goes, and what is still needed to trust it. */
export function fileInHandWords({ file, pin }: Pick<CatalogueEntry, 'file' | 'pin'>, folder: string): string {
  const put = `If you have ${file} already, put it into ${folder}`;
  return pin === undefined
    ? `${put} and download again: then only its checksum is asked for.`
    : `${put}: it is used once its checksum is verified.`;
}
