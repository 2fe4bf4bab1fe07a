/** What `centuria --help` prints. */
export const USAGE = `centuria: the router, the budgets and the ledger of Centuria without an editor

  centuria models          which models can be asked now
  centuria ask QUESTION    asks the cheapest capable model
  centuria bench           measures models for a minute: edits, tools, JSON, recall, speed
  centuria check [PATHS]   the gates over files: syntax, types, lint, security, imports, secrets,
                           and as advice complexity, documentation
  centuria prove FILE      a changed file against a revision: all gates, and in a sandbox
                           the project's own linter, type checker and tests
  centuria ledger          what was spent, by day and today by model; see --by and --receipt
  centuria serve           the router as an OpenAI-compatible endpoint on this machine, until it is stopped

  --json             one JSON object on standard output
  --sarif            check: a SARIF 2.1.0 log on standard output
  --models LIST      bench: only these, such as ollama/llama3.2 (default: all local ones)
  --seconds NUMBER   bench: how long, for all models together (default 60)
  --pay              bench: also ask the paid models of the list, for what the quote says at most
  --gates LIST       check: only these, such as syntax,security
  --base REVISION    check: only files that differ from it, and only what it did not have; prove: HEAD if absent
  --check TESTFILE   prove: a test that must pass as well; one from elsewhere is put into the copy's test folder
  --check-command C  prove: a call of the project's own test runner that must pass as well
  --install          prove: changed dependencies are installed first, with npm and without scripts, in a copy and
                     outside the sandbox
  --by WHAT          ledger: a report by day, model, agent, task or epic
  --from, --to DATE  ledger: its days, such as 2026-11-23 (default: the last 30)
  --against MODEL    ledger: what was saved against this model, as provider/model
                     (default: of each task, the dearest that was allowed)
  --csv              ledger: the report as a table (RFC 4180) on standard output
  --receipt TASK     ledger: the whole chain behind one answer; with --json for a program
  --config FILE      budgets, order, servers, tokens, and what is wanted of each gate, as JSON
  --data-dir DIR     where the ledger is (default: the one VS Code uses)
  --day DOLLARS      the day's budget (default 5)
  --never-pay        ask only models that cost nothing
  --port NUMBER      where to serve (default 0: any free port)

Keys come from ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY,
and for a server of the file from CENTURIA_KEY_ and its name in capitals.
Exit codes: 0 done, 1 failed or refused, 2 wrong usage or configuration;
of bench: 1 also if it was cancelled or a model could not be measured;
of check and prove: 1 something blocks, 3 nothing blocks but it could not be judged or proved.
`;
