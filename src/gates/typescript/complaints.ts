import ts from 'typescript';
import type { Fix } from '../../core/gate.ts';
import { isTestFile } from '../../core/judge-files.ts';
import { isAmbient } from '../ambient-names.ts';
import type { Complaint } from '../complaint.ts';
import type { OverlaidFile } from '../jobs.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { ScriptLanguage } from '../plan.ts';
import {
  blocksOnCode,
  cannotFindModule,
  cannotFindTypesOf,
  isNoise,
  isUndeclaredName,
  isUnresolvedImport,
  type Strictness,
} from './codes.ts';
import { isOfMeantDecorators } from './decorators.ts';
import { hasFolder, scriptPath } from './file-path.ts';
import { missingImport, namesUnknownToNode, requiresIn } from './imports.ts';
import type { MissingImport, Required } from './imports.ts';
import { isCommonJs } from './module-names.ts';
import { mayBeMissing, namesTaken } from './names-taken.ts';
import type { TakenName } from './names-taken.ts';
import type { CheckedError, Project } from './project.ts';
import { typescriptErrorUrl } from './syntax.ts';
import { declaredModules, uncheckedTypes } from './unchecked.ts';

/** What is asked of the checker. */
export interface TypesQuestion {
  readonly uri: string;
  readonly languageId: ScriptLanguage;
  readonly text: string;
  readonly overlays: readonly OverlaidFile[];
}

interface Judged {
  readonly question: TypesQuestion;
  readonly project: Project;
  readonly lines: Lines;
  readonly path: string;
  readonly taken: readonly (TakenName & { readonly target: ts.SourceFile; readonly names: ReadonlySet<string> | undefined })[];
}

/** The names that a text takes from files of the project, with all that these give, where that is certain. */
function takenOf(path: string, project: Project): Judged['taken'] {
  const file = project.sourceOf(path);
  // Where a person asked for it, the checker's word counts.
  if (!file || (project.config.configPath !== undefined && !project.config.uncheckedJs)) return [];
  const modules = new Map<string, Pick<Judged['taken'][number], 'target' | 'names'> | undefined>();
  const moduleOf = (specifier: string): ReturnType<typeof modules.get> => {
    if (modules.has(specifier)) return modules.get(specifier);
    const led = project.resolve(specifier, path);
    const target = led === undefined || led.includes('/node_modules/') ? undefined : project.sourceOf(led);
    const module = target && { target, names: project.namesOf(target.fileName) };
    modules.set(specifier, module);
    return module;
  };
  return namesTaken(file).flatMap((one) => {
    const module = moduleOf(one.specifier);
    return module ? [{ ...one, ...module }] : [];
  });
}

/** Whether a name may be there though the checker does not see it: its module makes names as it runs, or another stands in its place. */
function mayBeThere({ diagnostic: { start } }: CheckedError, { taken }: Judged): boolean {
  return taken.some(
    (one) =>
      one.start === start &&
      (one.mayLack || (one.names === undefined && /\.[cm]?[jt]sx?$/iu.test(one.target.fileName) && !one.target.isDeclarationFile)),
  );
}

/** Names of modules that JavaScript uses and that are not there: they are `undefined`. */
function complaintsOfTaken({ taken, project, lines, path }: Judged): Complaint[] {
  if (!project.config.uncheckedJs) return [];
  const gone = taken.filter(({ name, names, mayLack, by, target }) => {
    if (by === 'named' || mayLack || names === undefined || names.has(name) || name === 'default' || name in {}) return false;
    // A build tool may give an ES module's default in its place.
    if (by === 'require' && names.has('default') && !isCommonJs(target)) return false;
    return by !== 'default' || (isCommonJs(target) && !/\.mjs$/iu.test(path) === !names.has('__esModule'));
  });
  return gone.map(({ name, specifier, start, end }) => ({
    rule: 'TS2339',
    message: `Module '${specifier}' has no '${name}'.`,
    severity: 'error',
    range: lines.range(start, end),
    blocks: true,
    url: typescriptErrorUrl(2339),
  }));
}

function doesBlock(checked: CheckedError, judged: Judged): boolean {
  const { question, project } = judged;
  if (checked.diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  const strictness = strictnessOf(project);
  if (strictness.uncheckedJs && checked.inComment) return false;
  if (!strictness.configured && isOfMeantDecorators(checked.diagnostic)) return false;
  return blocksOnCode(meantCode(checked, question), strictness) && !mayBeThere(checked, judged);
}

/** TypeScript says of some names that their types are missing, and of others that runtimes and test runners give too that they are not declared. */
function meantCode({ diagnostic: { code, start = 0, length = 0 } }: CheckedError, { text, uri }: TypesQuestion): number {
  return isUndeclaredName(code) && isAmbient(text.slice(start, start + length), isTestFile(uri)) ? cannotFindTypesOf : code;
}

function strictnessOf({ config: { uncheckedJs, configPath } }: Project): Strictness {
  return { uncheckedJs, configured: configPath !== undefined };
}

/** What the compiler asks whether it was meant. */
function spellingFix({ code, messageText, start = 0, length = 0 }: CheckedError['diagnostic'], text: string): { readonly fix?: Fix } {
  const meant =
    code === 2551 || code === 2552
      ? /Did you mean '([\w$]+)'\?$/u.exec(ts.flattenDiagnosticMessageText(messageText, '\n'))?.[1]
      : undefined;
  if (meant === undefined || !/^[\w$]+$/u.test(text.slice(start, start + length))) return {};
  return {
    fix: {
      title: `Change spelling to '${meant}'`,
      edits: [{ range: linesOf(text).range(start, start + length), text: meant }],
      single: true,
    },
  };
}

function complaintOf(checked: CheckedError, judged: Judged): Complaint {
  const {
    lines,
    question: { text },
  } = judged;
  const one = checked.diagnostic;
  const start = one.start ?? 0;
  const blocks = doesBlock(checked, judged);
  const isOpen = judged.project.config.configPath === undefined && isOfMeantDecorators(one);
  return {
    rule: `TS${one.code}`,
    message: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
    severity: blocks ? 'error' : 'information',
    range: lines.range(start, start + (one.length ?? 0)),
    blocks,
    url: typescriptErrorUrl(one.code),
    ...spellingFix(one, text),
    ...(isOpen ? { doubt: 'no tsconfig.json says whether the old decorators are meant, so these are not checked' } : {}),
  };
}

/** TypeScript takes all that comes from a module it does not find for `any`, so nothing of it is checked. */
const doubts: Readonly<Partial<Record<MissingImport, (specifier: string) => string>>> = {
  'not-installed': (specifier) => `"${specifier}" is not installed here, so what is used of it is not checked`,
  unknowable: (specifier) => `"${specifier}" is found by no tool here, so what is used of it is not checked`,
};

function complaintOfMissing({ specifier, start, end }: Required, code: number, { question, project, lines, path }: Judged): Complaint {
  const aliases = Object.keys(project.config.options.paths ?? {});
  const missing = missingImport(specifier, {
    path,
    saved: hasFolder(question.uri),
    aliases,
    fileExists: project.fileExists,
    manifestText: project.manifestText,
  });
  const doubt = doubts[missing]?.(specifier);
  return {
    rule: `TS${code}`,
    message: `Cannot find module '${specifier}' or its corresponding type declarations.`,
    severity: missing === 'invented' ? 'error' : 'information',
    range: lines.range(start, end),
    blocks: missing === 'invented',
    url: typescriptErrorUrl(code),
    anchor: specifier,
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/** The imports that were not found, once each: more of the same says nothing new. */
function complaintsOfMissing(found: readonly CheckedError[], judged: Judged): Complaint[] {
  const { question, project, path } = judged;
  const complaints = new Map<string, Complaint>();
  const file = project.sourceOf(path);
  const add = (required: Required, code: number): void => {
    // A file that a script can do without is no mistake; a package by an invented name is, however it is asked for.
    if (/^\.{1,2}\//u.test(required.specifier) && file && mayBeMissing(file, required.start)) return;
    if (!complaints.has(required.specifier)) complaints.set(required.specifier, complaintOfMissing(required, code, judged));
  };
  for (const { diagnostic, inComment } of found) {
    if (inComment && project.config.uncheckedJs) continue;
    const start = diagnostic.start ?? 0;
    const end = start + (diagnostic.length ?? 0);
    add({ specifier: question.text.slice(start, end).replace(/^['"`]|['"`]$/gu, ''), start, end }, diagnostic.code);
  }
  for (const required of requiresIn(question.text, path)) {
    if (project.resolve(required.specifier, path) === undefined) add(required, cannotFindModule);
  }
  // That a text says a module exists makes no module.
  for (const declared of declaredModules(question.text, path)) {
    if (project.resolve(declared.specifier, path) === undefined) add(declared, cannotFindModule);
  }
  return [...complaints.values()];
}

/** What the checker takes on trust, it cannot have checked. */
function complaintsOfUnchecked({ question, project, lines, path }: Judged): Complaint[] {
  if (project.config.uncheckedJs && !/^\s*\/\/\s*@ts-check\b/mu.test(question.text)) return [];
  return uncheckedTypes(question.text, path).map(({ start, end, what }) => {
    const doubt = `${what} keeps types from being checked`;
    return {
      rule: 'centuria/unchecked-type',
      message: `${doubt}.`,
      severity: 'information',
      range: lines.range(start, end),
      blocks: false,
      doubt,
    };
  });
}

/** Without the types of Node nothing else compares these names with what there is. */
function complaintsOfUntypedNode({ question, project, lines, path }: Judged): Complaint[] {
  const unknown = namesUnknownToNode(question.text, path);
  return unknown
    .filter(({ specifier }) => project.resolve(specifier, path) === undefined)
    .map(({ specifier, start, end }) => {
      const name = question.text.slice(start, end);
      const doubt = `"${specifier}" has no "${name}" in the Node that runs here, and its types are not installed`;
      const range = lines.range(start, end);
      return { rule: 'TS2305', message: doubt, severity: 'information', range, blocks: false, url: typescriptErrorUrl(2305), doubt };
    });
}

/** What the checker's errors of a text, and what it cannot check, come to. */
export function complaintsOf(found: readonly CheckedError[], question: TypesQuestion, project: Project): Complaint[] {
  const path = scriptPath(question.uri, question.languageId);
  const judged = { question, project, path, lines: linesOf(question.text), taken: takenOf(path, project) };
  const isMissing = ({ diagnostic }: CheckedError): boolean => isUnresolvedImport(diagnostic.code);
  const strictness = strictnessOf(project);
  const others = found
    .filter((one) => !isMissing(one) && !isNoise(meantCode(one, question), strictness))
    .map((one) => complaintOf(one, judged));
  const told = new Map(others.map((one) => [placeOf(one), one]));
  const taken = complaintsOfTaken(judged).map((one): Complaint => {
    const fix = told.get(placeOf(one))?.fix;
    return fix === undefined ? one : { ...one, fix };
  });
  const gone = new Set(taken.map(placeOf));
  const rest = others.filter((one) => !gone.has(placeOf(one)));
  return [
    ...rest,
    ...taken,
    ...complaintsOfMissing(found.filter(isMissing), judged),
    ...complaintsOfUntypedNode(judged),
    ...complaintsOfUnchecked(judged),
  ];
}

function placeOf({ range }: Complaint): string {
  return `${range.startLine}:${range.startColumn}`;
}
