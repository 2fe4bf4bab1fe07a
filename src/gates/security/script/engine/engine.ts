import type ts from 'typescript';
import type { Confidence } from '../../rule.ts';
import type { DangerKind, KindSet } from '../kinds.ts';
import type { Modules } from './module-text.ts';
import type { Binding, Scopes } from './scope.ts';
import type { State } from './state.ts';
import type { Closure, Place, Taint, Value } from './values.ts';

/** The names a run of one function or loop ends with. */
export type Changes = ReadonlyMap<Binding, Value>;

export interface Loop {
  readonly base: State;
  readonly label?: string;
  readonly breaks: Changes[];
  readonly continues: Changes[];
  /** A `switch` can be broken out of, but not continued. */
  readonly isSwitch?: boolean;
}

export interface Exit {
  readonly value: Value;
  readonly expression?: ts.Expression;
  readonly state: State;
  readonly changes: Changes;
}

/** One run of one function. */
export interface Frame {
  readonly node: ts.Node;
  readonly base: State;
  readonly exits: Exit[];
  readonly loops: Loop[];
  /** Functions that were made and that nobody has called yet. */
  readonly pending: Closure[];
  readonly depth: number;
  /** In another file: the call of the judged one from where it got there; a file where that is only being loaded. */
  readonly outside?: ts.Node;
}

export type CallNode = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** A call as the rules see it. */
export interface Call {
  readonly node: CallNode;
  readonly isNew: boolean;
  /** `fs.readFile`, `@response.send`; `undefined` where the callee's origin is not known. */
  readonly api?: string;
  /** The last name of the callee. */
  readonly name: string;
  readonly callee: Value;
  readonly receiver?: Value;
  /** The last name of what the method is called on. */
  readonly receiverName: string;
  readonly args: readonly Value[];
  readonly argNodes: readonly ts.Expression[];
}

/** An assignment as the rules see it. */
export interface Assignment {
  readonly node: ts.Node;
  readonly target: ts.Expression;
  readonly object?: Value;
  readonly key: string;
  readonly keyValue?: Value;
  readonly value: Value;
}

/** Untrusted data that has arrived somewhere. */
export interface Arrival {
  readonly kind: DangerKind;
  readonly node: ts.Node;
  readonly taint: Taint;
  /** `passed to exec`. */
  readonly message: string;
  /** The call in the judged file that leads there, if it is in another one. */
  readonly through?: ts.Node;
  /** It is dangerous here only under conditions that the text does not show. */
  readonly doubtful?: boolean;
}

/** What is known of libraries, frameworks and the platform. The engine itself knows only the language. */
export interface Knowledge {
  /** The one name of a module: `fs` for `node:fs/promises`. */
  moduleName(specifier: string): string;
  /** The global that a member of a module is: `URL` for `url.URL`. */
  globalName(api: string): string | undefined;
  property(object: Value, key: string, node: ts.Node): Value | undefined;
  parameter(parameter: ts.ParameterDeclaration, index: number, engine: Engine): Value | undefined;
  /** What a call gives, where that is known: a source, a sanitizer, a wrapper. */
  result(call: Call, engine: Engine): Value | undefined;
  /** What a callback at a position of the arguments is called with. */
  callback(call: Call, index: number, engine: Engine): readonly Value[] | undefined;
  /** What a call proves of an argument when its outcome is `truth`. */
  proof(call: Call, truth: boolean): Proof | undefined;
  /** What it proves that data is not a certain text. */
  unequal(text: string): KindSet;
  /** The taints of what a call of an unknown function gives. */
  opaque(call: Call): readonly Taint[];
  /** Whether the call throws unless its first argument is true. */
  asserts(call: Call): boolean;
  /** Whether nothing goes on after the call, since it always throws or leaves. */
  endsHere(call: Call): boolean;
  onCall(call: Call, engine: Engine): void;
  onAssign(assignment: Assignment, engine: Engine): void;
  onNode(node: ts.Node, value: Value, engine: Engine): void;
}

/** Which argument is safe for what; `whole`: it has become harmless. `receiver`: the method's object is. */
export interface Proof {
  readonly argument: number | 'receiver';
  readonly kinds: KindSet | 'whole';
}

export interface PastCall {
  readonly call: Call;
  readonly exits: readonly Exit[];
}

/** One analysis of one text. */
export interface Engine {
  readonly file: ts.SourceFile;
  /** Absent: imports are not followed. */
  readonly modules?: Modules;
  readonly scopes: Scopes;
  readonly knowledge: Knowledge;
  state: State;
  frame: Frame;
  /** Counts work; throws `BudgetError` when there was too much. */
  spend(): void;
  evaluate(node: ts.Expression): Value;
  execute(node: ts.Statement): void;
  /** Runs a function on arguments and gives what it returns. */
  run(closure: Closure, args: readonly Value[], site?: ts.Node): Value;
  placeOf(node: ts.Expression): Place | undefined;
  /** What an expression gave when it was last evaluated. */
  recall(node: ts.Expression): Value;
  /** The call that a node was when it was last evaluated, and the ends of the function that it ran. */
  callAt(node: ts.Node): PastCall | undefined;
  record(call: Call): void;
  /** The call of the judged file that was made last. */
  readonly calling: ts.Node | undefined;
  recordExits(node: ts.Node, exits: readonly Exit[]): void;
  arrive(arrival: Arrival): void;
  /** A rule about the use of an interface is broken; `confidence` where it is not the rule's own. */
  report(rule: string, node: ts.Node, confidence?: Confidence): void;
  wasCalled(node: ts.Node): boolean;
  /** States of components that untrusted data got into: what they are of is run once more in the end. */
  readonly states: Set<Binding>;
}

/** More work than a text of this size may take. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** Does something in a fork of the state and gives the fork. */
export function inFork(engine: Engine, action: () => void): State {
  const before = engine.state;
  const fork = before.fork();
  engine.state = fork;
  action();
  engine.state = before;
  return fork;
}

/** Goes on from those forks that go on. True when untrusted data has spread. */
export function mergeForks(engine: Engine, forks: readonly State[]): boolean {
  const base = engine.state;
  return base.merge(forks.filter((fork) => !fork.dead).map((fork) => fork.since(base)));
}
