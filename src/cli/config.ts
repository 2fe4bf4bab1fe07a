import { readFileSync } from 'node:fs';

import * as v from 'valibot';

import type { GatePolicy } from '../core/gate-policy.ts';
import { whyNotServer } from '../providers/openai/server-rules.ts';
import { nearestWord } from './nearest-word.ts';

const dollars = v.pipe(v.number(), v.finite(), v.minValue(0, 'an amount of dollars is 0 or more'));
const WHOLE = 'it takes a whole number from 1 on';
const count = v.pipe(v.number(), v.integer(WHOLE), v.minValue(1, WHOLE));
const address = v.pipe(v.string(), v.regex(/^https?:\/\/\S+$/, 'an address begins with http:// or https://'));
const kinds = v.picklist(['edit', 'analyse', 'ask', 'automate']);

const model = v.strictObject({
  model: v.string(),
  /** Prompt and answer together, in tokens. */
  contextWindow: v.number(),
  maxOutputTokens: v.optional(v.number()),
  tools: v.optional(v.boolean()),
  reasoning: v.optional(v.boolean()),
  /** Absent: edits, analysis and questions. */
  serves: v.optional(v.array(kinds)),
  /** Dollars for a million tokens. Absent: the price list's, or the dearest there is. */
  price: v.optional(v.strictObject({ input: v.number(), output: v.number() })),
});

const writtenServer = v.strictObject({
  name: v.string(),
  baseUrl: v.string(),
  models: v.array(model),
  /** Its models run on this machine, at a loopback address: local, and free. Without it, it may pass prompts on. */
  runsHere: v.optional(v.boolean(), false),
  /** Calls it is given at once, if it is local. Absent: 1. */
  parallel: v.optional(count),
});

/** Under the same rules as the editor's settings. */
const server = v.pipe(
  writtenServer,
  v.rawCheck(({ dataset, addIssue }) => {
    const why = dataset.typed ? whyNotServer(dataset.value) : undefined;
    if (why !== undefined) addIssue({ message: why });
  }),
);

const token = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty('it is empty'), v.maxLength(100)),
  /** Dollars, for as long as the gateway runs. Absent: the task's budget. */
  budget: v.optional(dollars),
  agent: v.optional(v.pipe(v.string(), v.nonEmpty('it is empty'), v.maxLength(100))),
  /** Which models may serve it. Absent: those that answer questions. */
  kind: v.optional(kinds),
});

const level = v.picklist(['required', 'advisory', 'off']);
const advice = v.picklist(['advisory', 'off']);

/** What is wanted of each gate: the same as the editor's settings under `centuria.gates`. */
const gates = v.strictObject({
  syntax: v.exactOptional(level),
  types: v.exactOptional(level),
  lint: v.exactOptional(level),
  security: v.exactOptional(level),
  imports: v.exactOptional(level),
  secrets: v.exactOptional(level),
  complexity: v.exactOptional(advice),
  documentation: v.exactOptional(advice),
  rulesOff: v.exactOptional(v.array(v.string())),
  complexityLimits: v.exactOptional(
    v.strictObject({
      cognitive: v.exactOptional(count),
      cyclomatic: v.exactOptional(count),
      lines: v.exactOptional(count),
      nesting: v.exactOptional(count),
    }),
  ),
});

const TWICE = 'a name stands there twice';

function namesDiffer(list: readonly { readonly name: string }[]): boolean {
  return new Set(list.map(({ name: called }) => called)).size === list.length;
}

const config = v.strictObject({
  /** Dollars. */
  budget: v.optional(v.strictObject({ day: v.optional(dollars, 5), task: v.optional(dollars, 0.5) }), {}),
  neverPay: v.optional(v.boolean(), false),
  order: v.optional(v.array(v.string()), []),
  servers: v.optional(
    v.pipe(
      v.array(server),
      v.check((list) => namesDiffer(list), TWICE),
    ),
    [],
  ),
  ollama: v.optional(v.strictObject({ baseUrl: v.optional(address), parallel: v.optional(count) }), {}),
  tokens: v.optional(
    v.pipe(
      v.array(token),
      v.check((list) => namesDiffer(list), TWICE),
    ),
    [],
  ),
  gates: v.optional(gates, {}),
});

/** What the command line may be told in a file. Keys are never in it: they come from the environment. */
export type Config = v.InferOutput<typeof config>;
export type ServerConfig = Config['servers'][number];

export function gatePolicyOf({ gates: { rulesOff, complexityLimits, ...levels } }: Config): GatePolicy {
  return { levels, ...(rulesOff && { rulesOff }), ...(complexityLimits && { complexity: complexityLimits }) };
}

export type ReadConfig = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly why: string };

/** `why` names the field: `servers.0.baseUrl: …`. */
export function parseConfig(value: unknown): ReadConfig {
  if (Array.isArray(value)) return { ok: false, why: 'the file: it is a list, not an object' };
  const parsed = v.safeParse(config, value);
  if (parsed.success) return { ok: true, config: parsed.output };
  return { ok: false, why: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issueWords(issue)}`).join('; ') };
}

/** What kinds of values are called, in the library's words and in ours. */
const CALLED: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
};

/** What is wrong with one field. The library's own words are about its schemas. */
function issueWords({ kind, type, expected, received, message, path }: v.InferIssue<typeof config>): string {
  if (type === 'strict_object' && expected === 'never') {
    const meant = path?.length === 1 ? nearestWord(String(path[0].key), Object.keys(config.entries)) : undefined;
    return `there is no such setting${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
  }
  if (received === 'undefined') return 'it is missing';
  return kind === 'schema' && expected !== null ? `it takes ${calledWords(expected)}, and is ${CALLED[received] ?? received}` : message;
}

/** `("edit" | "ask")` of a choice is `edit or ask`. */
function calledWords(expected: string): string {
  return CALLED[expected] ?? expected.replaceAll(/[()"]/g, '').replaceAll(' | ', ' or ');
}

/** Without a file: the defaults. */
export function readConfig(file: string | undefined): ReadConfig {
  if (file === undefined) return parseConfig({});
  try {
    const parsed = parseConfig(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.ok ? parsed : { ok: false, why: `${file}: ${parsed.why}` };
  } catch (error) {
    return { ok: false, why: `${file}: ${fileWords(error)}` };
  }
}

function fileWords(error: unknown): string {
  if (error instanceof SyntaxError) return `it is no JSON: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : error instanceof Error ? error.message : String(error);
}
