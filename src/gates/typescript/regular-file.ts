import { statSync } from 'node:fs';
import ts from 'typescript';

/** A manifest or configuration that is longer is none. Bytes. */
const mostOfConfig = 1_000_000;
/** Bytes. Declarations that a program wrote can be long. */
const mostOfSource = 20_000_000;

function readRegular(path: string, most: number): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.size <= most ? ts.sys.readFile(path) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a package.json, tsconfig.json and the like; `undefined` if it is no regular file of a sane size, such as a device. */
export function readConfigText(path: string): string | undefined {
  return readRegular(path, mostOfConfig);
}

/** The text of a source file, likewise. */
export function readSourceText(path: string): string | undefined {
  return readRegular(path, mostOfSource);
}

/** The text of a source file that a person may have written: none of them is longer than a configuration. */
export function readWrittenText(path: string): string | undefined {
  return readRegular(path, mostOfConfig);
}
