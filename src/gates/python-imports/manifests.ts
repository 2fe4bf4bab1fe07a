import { join } from 'node:path';
import { readConfigText } from '../typescript/regular-file.ts';
import { normalized } from './distributions.ts';
import type { Listing } from './listing.ts';

/** The files of a project that name distributions, and whom they name. */
export interface Declared {
  /** As they are called in the folder: `pyproject.toml`. */
  readonly files: readonly string[];
  /** Normalized. */
  readonly distributions: ReadonlySet<string>;
}

/** A requirement's name: https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
const requirement = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\]\s*)?(?=$|[<>=!~;@,#\s(])/u;

function nameOf(text: string): string[] {
  const name = requirement.exec(text)?.[1];
  return name === undefined ? [] : [normalized(name)];
}

function quotedNames(text: string): string[] {
  return [...text.matchAll(/"([^"\n]*)"|'([^'\n]*)'/gu)].flatMap((match) => nameOf(match[1] ?? match[2] ?? ''));
}

function requirementLines(text: string): string[] {
  return text.split(/\r?\n/u).flatMap((line) => {
    const egg = /[#&]egg=([\w.-]+)/u.exec(line)?.[1];
    if (egg !== undefined) return [normalized(egg)];
    return /^\s*(?:-|#|$)/u.test(line) ? [] : nameOf(line);
  });
}

/** Each line of a text in the manner of INI or TOML, with the section it is in. */
function sectioned(text: string): { readonly section: string; readonly line: string }[] {
  let section = '';
  return text.split(/\r?\n/u).flatMap((line) => {
    const header = /^\s*\[\[?([^[\]]+)\]\]?\s*(?:#.*)?$/u.exec(line)?.[1];
    if (header === undefined) return [{ section, line }];
    section = header.replaceAll('"', '').trim();
    return [];
  });
}

function keyOf(line: string): string | undefined {
  return /^\s*["']?([\w.-]+)["']?\s*=/u.exec(line)?.[1];
}

const listsOfGroups = /^(?:project\.optional-dependencies|dependency-groups|tool\.pdm\.dev-dependencies)$/u;
const tablesOfNames = /^tool\.poetry\.(?:(?:dev-)?dependencies|group\..+\.dependencies)$/u;

/** Names in the lists and tables of a pyproject.toml that are dependencies, whichever tool they are for. */
function pyproject(text: string): string[] {
  let inList = false;
  let before = '';
  return sectioned(text).flatMap(({ section, line }) => {
    if (section !== before) inList = false;
    before = section;
    const key = keyOf(line);
    if (tablesOfNames.test(section)) return key === undefined ? [] : [normalized(key)];
    if (key !== undefined && !inList)
      inList = listsOfGroups.test(section) || (/dependencies$/u.test(key) && /^(?:project|tool\..*)$/u.test(section));
    if (!inList) return [];
    const names = quotedNames(key === undefined ? line : line.slice(line.indexOf('=') + 1));
    if (/\]\s*,?\s*(?:#.*)?$/u.test(line)) inList = false;
    return names;
  });
}

function tableKeys(text: string, sections: RegExp): string[] {
  return sectioned(text).flatMap(({ section, line }) => {
    const key = sections.test(section) ? keyOf(line) : undefined;
    return key === undefined ? [] : [normalized(key)];
  });
}

function setupConfig(text: string): string[] {
  return sectioned(text).flatMap(({ section, line }) => {
    if (!/^options(?:\.extras_require)?$/u.test(section)) return [];
    return nameOf(line.replace(/^[\w.-]+\s*=\s*/u, ''));
  });
}

function lockedNames(text: string): string[] {
  return [...text.matchAll(/^name = "([^"]+)"/gmu)].map((match) => normalized(match[1] ?? ''));
}

function pipfileLock(text: string): string[] {
  return [...text.matchAll(/^ {8}"([\w.-]+)": \{/gmu)].map((match) => normalized(match[1] ?? ''));
}

function condaNames(text: string): string[] {
  return [...text.matchAll(/^\s*-\s*["']?(?:[\w-]+::)?([A-Za-z0-9][\w.-]*)/gmu)].map((match) => normalized(match[1] ?? ''));
}

type Reader = (text: string) => string[];

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:requirements|constraints)[\w.-]*\.(?:txt|in)$|^[\w.-]*requirements\.(?:txt|in)$/u, requirementLines],
  [/^pyproject\.toml$/u, pyproject],
  [/^Pipfile$/u, (text) => tableKeys(text, /^(?:dev-)?packages$/u)],
  [/^setup\.cfg$/u, setupConfig],
  [/^setup\.py$/u, quotedNames],
  [/^(?:poetry|uv|pdm)\.lock$|^pylock[\w.-]*\.toml$/u, lockedNames],
  [/^Pipfile\.lock$/u, pipfileLock],
  [/^environment[\w.-]*\.ya?ml$/u, condaNames],
];

/** What a folder's manifests and locks name. Nothing of them is run: of a setup.py only the quoted words are read. */
export function declaredIn(folder: string, listing: Listing): Declared {
  const files: string[] = [];
  const distributions = new Set<string>();
  const add = (name: string, path: string, reader: Reader | undefined): void => {
    const text = reader === undefined ? undefined : listing.textOf(path, readConfigText);
    if (reader === undefined || text === undefined) return;
    files.push(name);
    for (const one of reader(text)) distributions.add(one);
  };
  for (const name of listing.files(folder)) add(name, join(folder, name), readers.find(([pattern]) => pattern.test(name))?.[1]);
  const inside = listing.folders(folder).has('requirements') ? join(folder, 'requirements') : undefined;
  for (const name of inside === undefined ? [] : listing.files(inside)) {
    if (/\.(?:txt|in)$/u.test(name)) add(`requirements/${name}`, join(folder, 'requirements', name), requirementLines);
  }
  return { files, distributions };
}
