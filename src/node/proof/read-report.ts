import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

import { withoutComments } from './code-mask.ts';
import { offsetsRun, union } from './v8-coverage.ts';
import { withIds, type Coverage, type TestOutcome } from './test-run.ts';

const functions = v.array(v.object({ ranges: v.array(v.object({ startOffset: v.number(), endOffset: v.number(), count: v.number() })) }));
const report = v.object({
  node: v.optional(v.string()),
  other: v.optional(v.string()),
  code: v.optional(v.string()),
  processes: v.array(v.object({ scripts: v.array(functions), map: v.optional(v.unknown()), files: v.array(v.string()) })),
});
type Report = v.InferOutput<typeof report>;

const nodeTest = v.object({
  file: v.optional(v.string()),
  name: v.string(),
  outcome: v.picklist(['passed', 'failed', 'skipped']),
  message: v.optional(v.string()),
  stack: v.optional(v.string()),
});

export interface ReadReport {
  readonly tests: readonly TestOutcome[];
  readonly coverage: Coverage;
}

/** What the collector printed; undefined if the tests left no report. `text`: the changed file as it was run. */
export function readReport(printed: string, root: string, text: string): ReadReport | undefined {
  const parsed = v.safeParse(report, parseJson(printed));
  if (!parsed.success) return undefined;
  const { node } = parsed.output;
  const tests = node === undefined ? undefined : nodeTests(node, root);
  return tests && { tests, coverage: coverageOf(parsed.output, { root, tests, text }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nodeTests(lines: string, root: string): readonly TestOutcome[] {
  const tests = lines.split('\n').flatMap((line) => {
    const parsed = v.safeParse(nodeTest, parseJson(line));
    return parsed.success ? [parsed.output] : [];
  });
  return withIds(tests.map(({ name, outcome, file, message, stack }) => {
    const where = stack === undefined ? undefined : placeIn(stack, root);
    return {
      name: file === name || (file !== undefined && root !== '' && name === relative(root, file)) ? nameInRoot(root, name) : name,
      outcome,
      ...(file === undefined ? {} : { file: nameInRoot(root, file) }),
      ...(message === undefined ? {} : { message: oneLine(message) }),
      ...(where === undefined ? {} : { where }),
    };
  }));
}

function nameInRoot(root: string, path: string): string {
  const plain = path.startsWith('file:') ? fileURLToPath(path) : path;
  return plain.startsWith(`${root}/`) ? relative(root, plain) : plain;
}

const MOST_MESSAGE = 300;

export function oneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ' ').slice(0, MOST_MESSAGE);
}

/** The first place of the project's own in a stack: `test/add.test.js:6`. */
export function placeIn(stack: string, root: string): string | undefined {
  const places = stack.matchAll(/(?:file:\/\/)?(\/[^\s():]+(?: [^\s():]+)*):(\d+)(?::\d+)?/g);
  for (const [, path, line] of places) {
    const name = nameInRoot(root, decodeURI(path ?? ''));
    if (!name.startsWith('/') && !name.includes('node_modules/')) return `${name}:${line ?? ''}`;
  }
  return undefined;
}

/** Of the processes in which no test failed: what only a failing test runs is not proved by it. */
function coverageOf({ processes, code }: Report, about: { readonly root: string; readonly tests: readonly TestOutcome[]; readonly text: string }): Coverage {
  const { root, tests, text } = about;
  if (processes.some(({ map }) => map !== undefined)) return { by: 'nothing', why: 'changed lines not measured: the tests run them transpiled' };
  const failing = tests.filter(({ outcome }) => outcome === 'failed');
  const known = new Set(tests.map(({ file }) => file));
  const counted = processes.filter(({ files }) => {
    const own = files.map((file) => nameInRoot(root, file)).filter((file) => known.has(file));
    return own.length === 0 ? failing.length === 0 : !failing.some(({ file }) => file === undefined || own.includes(file));
  });
  if (counted.length === 0 && processes.length > 0) return { by: 'nothing', why: 'the changed lines are run only beside tests that fail without the change too' };
  const run = union(counted.flatMap(({ scripts }) => scripts.map((script) => offsetsRun(script, text.length))), text.length);
  // Where types cannot be blanked out they count as code, which can only ask for more to be run.
  const plain = code?.length === text.length ? code : text;
  return { by: 'offset', code: withoutComments(plain), wasRun: (offset) => run[offset] === 1 };
}
