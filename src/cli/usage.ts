const COMMANDS = {
  models: `  centuria models          which models can be asked now`,
  ask: `  centuria ask QUESTION    asks the cheapest capable model; with - in it, standard input is part of the question`,
  bench: `  centuria bench           measures models for a minute: edits, tools, JSON, recall, speed`,
  check: `  centuria check [PATHS]   the gates over files: syntax, types, lint, security, imports, secrets,
                           and as advice complexity, documentation; without PATHS over what git lists in this folder`,
  prove: `  centuria prove FILE      a changed file against a revision: all gates, and in a sandbox
                           the project's own linter, type checker and tests`,
  ledger: `  centuria ledger          what was spent, by day and today by model; see --by and --receipt`,
  serve: `  centuria serve           the router as an OpenAI-compatible endpoint on this machine, until it is stopped`,
} as const;

type Command = keyof typeof COMMANDS;

const ALL = Object.keys(COMMANDS).filter((name): name is Command => name in COMMANDS);
const WITH_STORE: readonly Command[] = ALL.filter((name) => name !== 'check' && name !== 'prove');
const ASKING: readonly Command[] = ['ask', 'bench', 'serve'];

/** Every command, as it is typed. */
export const commandNames: readonly string[] = ALL;

/** Each option, with the commands that take it. */
const OPTIONS: readonly (readonly [of: readonly Command[], words: string])[] = [
  [ALL, `  --json             one JSON object on standard output`],
  [['check'], `  --sarif            check: a SARIF 2.1.0 log on standard output`],
  [['bench'], `  --models LIST      bench: only these, such as ollama/llama3.2 (default: all local ones)`],
  [['bench'], `  --seconds NUMBER   bench: how long, for all models together (default 60)`],
  [['bench'], `  --pay              bench: also ask the paid models of the list, for what the quote says at most`],
  [['check'], `  --gates LIST       check: only these, such as syntax,security`],
  [['check', 'prove'], `  --base REVISION    check: only files that differ from it, and only what it did not have; prove: HEAD if absent`],
  [['prove'], `  --check TESTFILE   prove: a test that must pass as well; one from elsewhere is put into the copy's test folder`],
  [['prove'], `  --check-command C  prove: a call of the project's own test runner that must pass as well`],
  [
    ['prove'],
    `  --install          prove: changed dependencies are installed first, with npm and without scripts, in a copy and
                     outside the sandbox`,
  ],
  [['ledger'], `  --by WHAT          ledger: a report by day, model, agent, task or epic`],
  [['ledger'], `  --from, --to DATE  ledger: its days, such as 2026-11-23 (default: the last 30)`],
  [
    ['ledger'],
    `  --against MODEL    ledger: what was saved against this model, as provider/model
                     (default: of each task, the dearest that was allowed)`,
  ],
  [['ledger'], `  --csv              ledger: the report as a table (RFC 4180) on standard output`],
  [['ledger'], `  --receipt TASK     ledger: the whole chain behind one answer; with --json for a program`],
  [ALL, `  --config FILE      budgets, order, servers, tokens, and what is wanted of each gate, as JSON`],
  [WITH_STORE, `  --data-dir DIR     where the ledger is (default: the one VS Code uses)`],
  [WITH_STORE, `  --day DOLLARS      the day's budget (default: the file's, else 5)`],
  [ASKING, `  --never-pay        ask only models that cost nothing`],
  [['serve'], `  --port NUMBER      where to serve (default 0: any free port)`],
];

const KEYS = `Keys come from ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY,
and for a server of the file from CENTURIA_KEY_ and its name in capitals.`;

const CODES: readonly (readonly [of: readonly Command[], words: string])[] = [
  [ALL, 'Exit codes: 0 done, 1 failed or refused, 2 wrong usage or configuration;'],
  [['bench'], 'of bench: 1 also if it was cancelled or a model could not be measured;'],
  [['check', 'prove'], 'of check and prove: 1 something blocks, 3 nothing blocks but it could not be judged or proved;'],
];

/** The first of some options that a command does not take. Of no command: none. */
export function strayOption(name: string | undefined, options: readonly string[]): string | undefined {
  const command = ALL.find((one) => one === name);
  if (command === undefined) return undefined;
  const names = OPTIONS.flatMap(([of, words]) =>
    of.includes(command) ? (/^ *(?:--[\w-]+(?:, )?)+/.exec(words)?.[0].match(/[\w-]*\w/g) ?? []) : [],
  );
  return options.find((option) => !names.includes(`--${option}`));
}

/** What `centuria --help` prints, or of one command what its own `--help` does. */
export function usageOf(name: string | undefined): string {
  const command = ALL.find((one) => one === name);
  const wanted = command === undefined ? ALL : [command];
  const head =
    command === undefined
      ? 'centuria: the router, the budgets and the ledger of Centuria without an editor\n`centuria help COMMAND` says what one command takes, `centuria --version` which this is\n\n'
      : '';
  const chosen = (rows: typeof OPTIONS): string =>
    rows.flatMap(([of, words]) => (of.some((one) => wanted.includes(one)) ? [words] : [])).join('\n');
  const keys = wanted.some((one) => WITH_STORE.includes(one)) ? `${KEYS}\n` : '';
  return `${head}${wanted.map((one) => COMMANDS[one]).join('\n')}\n\n${chosen(OPTIONS)}\n\n${keys}${chosen(CODES).replace(/;$/, '.')}\n`;
}
