import ts from 'typescript';
import type { Confidence } from '../../rule.ts';
import { BudgetError, type Arrival, type Call, type Engine, type Exit, type Knowledge, type PastCall } from './engine.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import type { ModuleFinder } from './module-text.ts';
import { placeOf } from './properties.ts';
import { entryArguments, runClosure, runPending, runSometime, type Runs } from './run.ts';
import { createModules } from './modules.ts';
import { createScopes, declarationsOf } from './scope.ts';
import { State } from './state.ts';
import { enclosingFunction } from './syntax.ts';
import { unknown, type Closure, type Value } from './values.ts';

/** Where untrusted data arrived, and which rules about the use of an interface were broken. */
export interface Outcome {
  readonly arrivals: readonly Arrival[];
  readonly reports: readonly Report[];
  /** The URIs of the other files that were followed into. */
  readonly uris: ReadonlyMap<ts.SourceFile, string>;
}

export interface Report {
  readonly rule: string;
  readonly node: ts.Node;
  /** Where it is not the rule's own. */
  readonly confidence?: Confidence;
}

/** Steps that any text may take, and those that each of its nodes adds. */
const freeWork = 20_000;
const workPerNode = 60;

function countNodes(file: ts.SourceFile): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    count += 1;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return count;
}

/** The functions of a text that may be called from elsewhere, though something here calls them too. */
function entriesIn(file: ts.SourceFile, isEntry: (node: ts.Node) => node is Closure['node']): Closure['node'][] {
  const entries: Closure['node'][] = [];
  const visit = (node: ts.Node): void => {
    if (isEntry(node)) entries.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return entries;
}

/** Runs a whole text in the abstract; `find`: and what it imports. Throws `BudgetError` only. */
export function analyseFile(
  file: ts.SourceFile,
  options: {
    readonly knowledge: Knowledge;
    readonly isEntry: (node: ts.Node) => node is Closure['node'];
    readonly find: ModuleFinder | undefined;
  },
): Outcome {
  const { isEntry } = options;
  const { engine, outcome } = createEngine(file, options);
  for (const statement of file.statements) engine.execute(statement);
  runPending(engine, engine.frame.pending);
  for (const node of entriesIn(file, isEntry)) {
    const closure: Closure = { node, self: engine.scopes.self(node.body ?? node) };
    runSometime(engine, closure, entryArguments(engine, closure));
  }
  runAgain(engine);
  return outcome;
}

/** A component shows what was put into its states after it was run. */
function runAgain(engine: Engine): void {
  const owners = new Set([...engine.states].map(({ declaration }) => enclosingFunction(declaration)).filter((node) => node !== undefined));
  for (const node of owners) {
    const closure: Closure = { node, self: engine.scopes.self(node.body ?? node) };
    runSometime(engine, closure, entryArguments(engine, closure));
  }
}

interface Budget {
  readonly spend: () => void;
  readonly allow: (more: number) => void;
}

function budgetOf(file: ts.SourceFile): Budget {
  let work = freeWork + workPerNode * countNodes(file);
  const spend = (): void => {
    work -= 1;
    if (work < 0) throw new BudgetError('too much work');
  };
  return { spend, allow: (more) => void (work += more) };
}

/** What the run has left behind at the nodes. */
function createNotes(): Pick<Engine, 'recall' | 'callAt' | 'recordExits'> & {
  readonly keep: (node: ts.Node, value: Value) => void;
  readonly record: (call: Call) => void;
} {
  const values = new Map<ts.Node, Value>();
  const calls = new Map<ts.Node, Call>();
  const exits = new Map<ts.Node, readonly Exit[]>();
  return {
    keep: (node, value) => void values.set(node, value),
    record: (call) => void calls.set(call.node, call),
    recordExits: (node, ends) => void exits.set(node, ends),
    recall: (node) => values.get(node) ?? unknown,
    callAt: (node): PastCall | undefined => {
      const call = calls.get(node);
      return call && { call, exits: exits.get(node) ?? [] };
    },
  };
}

/** What is found in another file is found at the call that leads there; where nothing leads there it is not of this file. */
function placed(engine: Engine, arrival: Arrival): Arrival | undefined {
  const { outside } = engine.frame;
  if (!outside || arrival.node.getSourceFile() === engine.file) return arrival;
  return outside.kind === ts.SyntaxKind.SourceFile ? undefined : { ...arrival, through: outside };
}

interface Options {
  readonly knowledge: Knowledge;
  readonly find: ModuleFinder | undefined;
}

function createEngine(file: ts.SourceFile, { knowledge, find }: Options): { readonly engine: Engine; readonly outcome: Outcome } {
  const arrivals: Arrival[] = [];
  const reports: Report[] = [];
  const runs: Runs = { counts: new Map(), active: new Set() };
  const { keep, record, ...notes } = createNotes();
  const { spend, allow } = budgetOf(file);
  const state = new State();
  const scopes = createScopes(declarationsOf(file));
  const modules = find && createModules({ engine: () => engine, root: state, find, add: scopes.add, allow });
  let calling: ts.Node | undefined;
  const engine: Engine = {
    file,
    ...(modules ? { modules } : {}),
    scopes,
    knowledge,
    state,
    frame: { node: file, base: state, exits: [], loops: [], pending: [], depth: 0 },
    spend,
    ...notes,
    evaluate: (node) => {
      const value = evaluate(engine, node);
      keep(node, value);
      return value;
    },
    execute: (node) => {
      execute(engine, node);
    },
    run: (closure, args, site) => runClosure(engine, runs, { closure, args, ...(site ? { site } : {}) }),
    placeOf: (node) => placeOf(engine, node),
    record: (call) => {
      record(call);
      if (!engine.frame.outside) calling = call.node;
    },
    get calling() {
      return calling;
    },
    arrive: (arrival) => {
      const found = placed(engine, arrival);
      if (found) arrivals.push(found);
    },
    report: (rule, node, confidence) => {
      if (!engine.frame.outside) reports.push({ rule, node, ...(confidence ? { confidence } : {}) });
    },
    wasCalled: (node) => runs.counts.has(node),
    states: new Set(),
  };
  return { engine, outcome: { arrivals, reports, uris: modules?.uris ?? new Map() } };
}
