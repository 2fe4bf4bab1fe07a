import type { Compiled } from './compiled.ts';
import type { HeapObject } from './heap-object.ts';
import type { DataRule } from './knowledge.ts';
import { beginsByItself, type LoadedModule } from './project.ts';
import type { SourceText, SyntaxNode, SyntaxTree } from './syntax-tree.ts';
import { Store } from './store.ts';
import { deepTaints } from './objects.ts';
import {
  constantValue,
  type ClassShape,
  type Confidence,
  type Fact,
  type FunctionShape,
  type Taint,
  type Trail,
  type Value,
} from './value.ts';

/** The text asks for more work than it may cost. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** One way out of a function that was called. */
export interface Exit {
  readonly value: Value;
  /** By parameter: what was proved of it on this way. */
  readonly gained: ReadonlyMap<string, number>;
  readonly truth: boolean | undefined;
}

/** One call of a function, a class body, or the text itself. */
export interface Frame {
  readonly id: number;
  readonly run: Run;
  readonly above: Frame | undefined;
  readonly function: FunctionShape | undefined;
  readonly globals: Set<string>;
  readonly names: Set<string>;
  /** Parameters as they were bound. */
  readonly bound: Map<string, Value>;
  readonly reassigned: Set<string>;
  readonly exits: Exit[];
  /** For each loop around the point being executed: the states in which it was left. */
  readonly loops: { readonly base: Store; readonly left: Store[] }[];
  /** The decorator, as it is written, that makes this call one of a request's handler. */
  readonly handler: { readonly decorator: string | undefined } | undefined;
  /** A function defined here may still read its variables. */
  captured: boolean;
  /** Whether something was proved of a place that is no variable. */
  provedPlaces: boolean;
}

export interface Report {
  readonly rule: string;
  readonly node: SyntaxNode;
  readonly confidence: Confidence;
  readonly trail: Trail | undefined;
}

/** The files beside the one that is judged. */
export interface Project {
  find(module: string, from: string): SyntaxTree | undefined;
  readonly loaded: Map<string, LoadedModule>;
}

export interface RunOptions {
  readonly compiled: Compiled;
  readonly own: SourceText;
  /** Absent: imports are not followed. */
  readonly project: Project | undefined;
  readonly steps: number;
  readonly deepest: number;
}

const strength: Record<Confidence, number> = { high: 3, medium: 2, low: 1, parameter: 0 };

export function weaker(a: Confidence, b: Confidence | undefined): Confidence {
  return b !== undefined && strength[b] < strength[a] ? b : a;
}

/** One analysis of one text: its state, its budget, and what it has found. */
export class Run {
  readonly compiled: Compiled;
  /** The text that is judged. */
  readonly own: SourceText;
  readonly source: string;
  readonly project: Project | undefined;
  readonly reports = new Map<string, Report>();
  readonly modules = new Set<string>();
  /** Names of parameters in routes that are numbers. */
  readonly numbersInRoutes = new Set<string>();
  /** Paths of members that are declared to be harmless. */
  readonly declared = new Set<string>();
  readonly frames = new Map<number, Frame>();
  readonly calls = new Map<number, number>();
  /** Functions that are being followed. */
  readonly active = new Set<number>();
  readonly remembered = new Map<string, { readonly value: Value; readonly after: readonly Fact[] }>();
  readonly classes: ClassShape[] = [];
  readonly functions: FunctionShape[] = [];
  /** What holds before anything has run. */
  readonly root = new Store();
  store = this.root;
  /** The call in the judged text through which what is being run in another file was reached. */
  outside: SyntaxNode | undefined;
  /** How many changes were made to objects, so that a call without any can be remembered. */
  writes = 0;
  #steps: number;
  /** Steps that imported files may still add. */
  #allowance = 400_000;
  readonly #generous: number;
  readonly #deepest: number;
  #depth = 0;
  #next = 1;

  constructor(options: RunOptions) {
    this.compiled = options.compiled;
    this.own = options.own;
    this.source = options.own.text;
    this.project = options.project;
    this.#steps = options.steps;
    this.#generous = options.steps / 4;
    this.#deepest = options.deepest;
  }

  /** Whether there is enough left of the budget to follow calls into functions. */
  get generous(): boolean {
    return this.#steps > this.#generous && this.#depth < this.#deepest / 2;
  }

  /** Pays for one piece of work, and keeps the interpreter's own stack in bounds. */
  deeper<T>(work: () => T): T {
    this.#steps -= 1;
    if (this.#steps < 0) throw new BudgetError('the text asks for too much work');
    if (this.#depth > this.#deepest) throw new BudgetError('the text is nested too deeply');
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** More work, for a file that was imported. */
  allow(steps: number): void {
    const more = Math.min(steps, this.#allowance);
    this.#allowance -= more;
    this.#steps += more;
  }

  newId(): number {
    this.#next += 1;
    return this.#next;
  }

  newObject(object: HeapObject): number {
    const id = this.newId();
    this.store.setObject(id, object);
    return id;
  }

  setObject(id: number, object: HeapObject): void {
    this.writes += 1;
    this.store.setObject(id, object);
  }

  objectOf(value: Value | undefined): HeapObject | undefined {
    return value?.object === undefined ? undefined : this.store.object(value.object);
  }

  /** The contents of a list, a tuple or a set, as far as they are known. */
  itemsOf(value: Value | undefined): readonly Value[] | undefined {
    const object = this.objectOf(value);
    if (object === undefined || object.kind === 'instance' || object.kind === 'dictionary') return undefined;
    return [...object.items.values(), ...(object.rest === undefined ? [] : [object.rest])];
  }

  frame(made: Partial<Pick<Frame, 'above' | 'function' | 'handler'>>): Frame {
    const frame: Frame = {
      id: this.newId(),
      run: this,
      above: made.above,
      function: made.function,
      handler: made.handler,
      globals: new Set(),
      names: new Set(),
      bound: new Map(),
      reassigned: new Set(),
      exits: [],
      loops: [],
      captured: false,
      provedPlaces: false,
    };
    this.frames.set(frame.id, frame);
    return frame;
  }

  /** The untrusted parts of a value and of all that it contains. */
  taintsOf(value: Value): readonly Taint[] {
    return deepTaints(value, this.store);
  }

  /** Runs on a fork of the state and gives the fork back; the state is as before. */
  forked<T>(work: () => T): { readonly store: Store; readonly result: T } {
    const base = this.store;
    const fork = base.fork();
    this.store = fork;
    try {
      return { result: work(), store: fork };
    } finally {
      this.store = base;
    }
  }

  /** Does what may or may not happen. */
  perhaps<T>(work: () => T): T {
    const { store, result } = this.forked(work);
    this.store.merge([store, this.store.fork()]);
    return result;
  }

  apply(facts: readonly Fact[]): void {
    for (const fact of facts) this.#applyOne(fact);
  }

  #applyOne(fact: Fact): void {
    const value = this.store.value(fact.key);
    if (value === undefined) {
      this.store.prove(fact.key, fact.mask);
      return;
    }
    if (fact.constant !== undefined) {
      this.store.set(fact.key, constantValue(fact.constant));
      return;
    }
    const taints = value.taints.map((taint) => ({ ...taint, safe: taint.safe | fact.mask }));
    this.store.set(fact.key, { ...value, taints });
  }

  /** What a taint can no longer cause here, with what was proved of all data of its source. */
  safetyOf(taint: Taint): number {
    return taint.safe | this.store.proved(sourceKey(taint.source));
  }

  /** Keeps the surest report for each place and rule. */
  report(found: Report): void {
    const report = found.node.source === this.own ? found : this.#fromOutside(found);
    if (report === undefined) return;
    // A parameter that callers choose may turn out to be chosen by callers of the same text: one report for each.
    const chosen = report.confidence === 'parameter' && report.trail !== undefined ? String(beginningOfTrail(report.trail).id) : '';
    const key = `${report.rule}:${String(report.node.id)}:${chosen}`;
    const known = this.reports.get(key);
    if (known !== undefined && strength[known.confidence] >= strength[report.confidence]) return;
    this.reports.set(key, report);
  }

  /** What is found in another file is found at the call that leads there. */
  #fromOutside(found: Report): Report | undefined {
    if (this.outside === undefined || found.trail === undefined || beginsByItself(this, found.trail)) return undefined;
    return { ...found, node: this.outside };
  }

  #canCause(rule: string, value: Value, taint: Taint): boolean {
    const safe = this.safetyOf(taint);
    const proved = (property: string): boolean => (safe & this.compiled.bits([property])) !== 0;
    // What a list begins with is nothing that is known of the texts in it.
    const text = value.object === undefined ? value : { ...value, begins: '' };
    return !proved(rule) && this.compiled.knowledge.rules[rule]?.data?.harmless?.(text, proved) !== true;
  }

  /** Reports the untrusted data among a value's that can cause a weakness. */
  reportTaints(found: {
    rule: string;
    node: SyntaxNode;
    value: Value;
    taints: readonly Taint[];
    most?: Confidence | undefined;
    message: string;
    exceptParameters?: boolean;
  }): void {
    const rule = this.compiled.knowledge.rules[found.rule]?.data;
    if (rule === undefined) return;
    for (const taint of found.taints) {
      if (taint.kind !== (rule.kind ?? 'untrusted') || !this.#canCause(found.rule, found.value, taint)) continue;
      if (taint.confidence === 'parameter' && (found.exceptParameters === true || !concernsParameters(rule, found.value))) continue;
      const trail = { node: found.node, message: found.message, before: taint.trail, length: taint.trail.length + 1 };
      this.report({
        rule: found.rule,
        node: found.node,
        confidence: weaker(weaker(taint.confidence, found.most), taint.confidence === 'medium' ? rule.fromOwnUser : undefined),
        trail,
      });
    }
  }
}

/** Where what went a way came from. */
export function beginningOfTrail(trail: Trail): SyntaxNode {
  let at = trail;
  while (at.before !== undefined) at = at.before;
  return at.node;
}

function concernsParameters(rule: DataRule, value: Value): boolean {
  return typeof rule.fromParameters === 'function' ? rule.fromParameters(value) : rule.fromParameters === true;
}

export function sourceKey(source: number): string {
  return `source:${String(source)}`;
}

export function variableKey(frame: Frame, name: string): string {
  return `${String(frame.id)}:${name}`;
}
