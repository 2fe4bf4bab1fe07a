import ts from 'typescript';

/** A text's settings without their layout: what each says by its name. Two texts that say the same have the same. */
export type Settings = ReadonlyMap<string, string>;

/** The settings of a configuration file. A program that configures is one setting: all of its code. */
export function settingsOf(text: string, path: string): Settings {
  if (/\.[cm]?[jt]sx?$/u.test(path)) return new Map([['the program', tokensOf(text)]]);
  const value = /(?:\.jsonc?|\.code-workspace|rc)$/u.test(path) ? ts.parseConfigFileTextToJson(path, text) : undefined;
  if (value !== undefined && value.error === undefined && typeof value.config === 'object') return flattened(value.config);
  if (/\.(?:toml|ini|cfg)$|\.(?:coveragerc|flake8)$/u.test(path)) return sections(text);
  return new Map([['the text', plainLines(text).join('\n')]]);
}

/** Of a manifest, and of the editor's settings, only what decides how the code is judged. */
export function judgingSettingsOf(text: string, path: string): Settings {
  const isJudging = path.endsWith('.toml')
    ? (name: string): boolean => /^tool\.(?:pytest|coverage|ruff|mypy|pyright|pylint|flake8|tox|bandit)\b/u.test(name)
    : (name: string): boolean =>
        /^(?:scripts\.(?:pre|post)?(?:test|lint|check|typecheck|verify|ci|coverage)(?:$|[:.])|(?:jest|mocha|ava|nyc|c8|eslintConfig|eslintIgnore|tap|lint-staged|husky)(?:$|\.)|(?:settings\.)?centuria\.gates\.)/u.test(
          name,
        );
  return new Map([...settingsOf(text, path)].filter(([name]) => isJudging(name)));
}

/** A name for each setting that is not as it was: `compilerOptions.strict`. */
export function changedSettings(base: Settings, result: Settings): readonly string[] {
  return [...new Set([...base.keys(), ...result.keys()])].filter((name) => base.get(name) !== result.get(name));
}

function flattened(value: unknown, name = ''): Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[name, JSON.stringify(value)]]);
  const parts = Object.entries(value).flatMap(([key, child]) => [...flattened(child, name === '' ? key : `${name}.${key}`)]);
  return new Map(parts.length === 0 ? [[name, '{}']] : parts);
}

function tokensOf(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.JSX, text);
  const tokens: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.SemicolonToken || kind === ts.SyntaxKind.CommaToken) continue;
    tokens.push(kind === ts.SyntaxKind.StringLiteral ? JSON.stringify(scanner.getTokenValue()) : scanner.getTokenText());
  }
  return tokens.join(' ');
}

function plainLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/u).map((line) =>
    line
      .replace(/(?:^|\s)[#;].*$/u, '')
      .replaceAll(/["']/gu, '')
      .replace(/\s+/gu, ' ')
      .trim(),
  );
  return lines.filter((line) => line !== '');
}

/** Sections of TOML and INI, each with its lines in any layout. */
function sections(text: string): Settings {
  const found = new Map<string, string>();
  let section = 'the top';
  for (const line of plainLines(text)) {
    const head = /^\[+([^\]]+)\]+$/u.exec(line)?.[1];
    if (head !== undefined) section = head.replaceAll(/\s/gu, '');
    else found.set(section, `${found.get(section) ?? ''}${line.replaceAll(/\s/gu, '').replace(/,(?=\]|$)/gu, '')}`);
  }
  return found;
}
