import ts from 'typescript';
import type { Confidence } from '../../rule.ts';
import { BudgetError } from './engine.ts';
import type { Arrival, Call, Engine, Exit, Frame, Knowledge, PastCall } from './engine.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import { placeOf } from './properties.ts';
import { entryArguments, runClosure, runPending, runSometime } from './run.ts';
import type { Runs } from './run.ts';
import { scopesOf } from './scope.ts';
import { State } from './state.ts';
import { unknown } from './values.ts';
import type { Closure, Value } from './values.ts';

/** Where untrusted data arrived, and which rules about the use of an interface were broken. */
export interface Outcome {
  readonly arrivals: readonly Arrival[];
  readonly reports: readonly Report[];
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

/** Runs a whole text in the abstract. Throws `BudgetError` only. */
export function analyseFile(file: ts.SourceFile, knowledge: Knowledge, isEntry: (node: ts.Node) => node is Closure['node']): Outcome {
  const { engine, outcome } = createEngine(file, knowledge);
  for (const statement of file.statements) engine.execute(statement);
  runPending(engine, engine.frame.pending);
  for (const node of entriesIn(file, isEntry)) {
    const closure: Closure = { node, self: engine.scopes.self(node.body ?? node) };
    runSometime(engine, closure, entryArguments(engine, closure));
  }
  return outcome;
}

function budgetOf(file: ts.SourceFile): () => void {
  let work = freeWork + workPerNode * countNodes(file);
  return () => {
    work -= 1;
    if (work < 0) throw new BudgetError('too much work');
  };
}

function createEngine(file: ts.SourceFile, knowledge: Knowledge): { readonly engine: Engine; readonly outcome: Outcome } {
  const arrivals: Arrival[] = [];
  const reports: Report[] = [];
  const runs: Runs = { counts: new Map(), active: new Set() };
  const values = new Map<ts.Node, Value>();
  const calls = new Map<ts.Node, Call>();
  const exits = new Map<ts.Node, readonly Exit[]>();
  const spend = budgetOf(file);
  const state = new State();
  const frame: Frame = { node: file, base: state, exits: [], loops: [], pending: [], depth: 0 };
  const engine: Engine = {
    file,
    scopes: scopesOf(file),
    knowledge,
    state,
    frame,
    spend,
    evaluate: (node) => {
      const value = evaluate(engine, node);
      values.set(node, value);
      return value;
    },
    execute: (node) => {
      execute(engine, node);
    },
    run: (closure, args, site) => runClosure(engine, runs, { closure, args, ...(site ? { site } : {}) }),
    placeOf: (node) => placeOf(engine, node),
    recall: (node) => values.get(node) ?? unknown,
    callAt: (node): PastCall | undefined => {
      const call = calls.get(node);
      return call && { call, exits: exits.get(node) ?? [] };
    },
    record: (call) => {
      calls.set(call.node, call);
    },
    recordExits: (node, ends) => {
      exits.set(node, ends);
    },
    arrive: (arrival) => {
      arrivals.push(arrival);
    },
    report: (rule, node, confidence) => {
      reports.push({ rule, node, ...(confidence ? { confidence } : {}) });
    },
    wasCalled: (node) => runs.counts.has(node),
  };
  return { engine, outcome: { arrivals, reports } };
}
