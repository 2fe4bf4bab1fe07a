import type { SyntaxNode } from './syntax-tree.ts';
import type { Confidence, Constant, Taint, Value } from './value.ts';

/** A weakness, in the words of people. */
export interface RuleText {
  readonly cwe: string;
  /** What is wrong and what to do instead. */
  readonly message: string;
  /** What an attacker could do. */
  readonly why: string;
  readonly url: string;
  /** For a weakness that data causes. */
  readonly data?: DataRule;
}

/** Which data can cause a weakness. */
export interface DataRule {
  /** `untrusted` unless it says otherwise. */
  readonly kind?: Taint['kind'];
  /** Whether a public function's own parameter is reason enough for a remark, in view of what it became part of. */
  readonly fromParameters?: true | ((value: Value) => boolean);
  /** How sure it is at most, where the program's own user has chosen the data. */
  readonly fromOwnUser?: Confidence;
  /** Whether data cannot cause it in view of how its text begins and of what is proved of it. */
  readonly harmless?: (value: Value, proved: (property: string) => boolean) => boolean;
}

/** A call, for the predicates of rules. */
export interface Call {
  readonly node: SyntaxNode;
  /** Dotted, as in `subprocess.run` or `?.execute`. */
  readonly path: string;
  /** The last name of the path. */
  readonly name: string;
  readonly receiver: Value | undefined;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Whether there are arguments that cannot be told apart: `*args`, `**kwargs` of unknown contents. */
  readonly open: boolean;
  argument(position: number, name?: string): Value | undefined;
  /** The contents of a list, tuple or set; undefined if they are not known. */
  items(value: Value | undefined): readonly Value[] | undefined;
  /** What a dictionary has under a key. */
  entry(value: Value | undefined, key: string): Value | undefined;
  /** What a dictionary has under constant keys; undefined if it is none. */
  known(value: Value | undefined): ReadonlyMap<Constant, Value> | undefined;
  /** All that a dictionary has; undefined if that is not known. */
  entries(value: Value | undefined): ReadonlyMap<Constant, Value> | undefined;
  taints(value: Value): readonly Taint[];
  /** Whether something is proved of untrusted data: a weakness that it cannot cause, or `plain-text`. */
  proved(taint: Taint, property: string): boolean;
  /** Names around the call that say what it is for: its function, what it is assigned to, its keyword. */
  names(): readonly string[];
  imports(module: string): boolean;
  /** The text of the class of the judged text that a value is an object of. */
  classOf(value: Value | undefined): string | undefined;
  /** The function around the call, or the whole text. */
  around(): string;
}

/** Where data of others comes in: reading this path gives it. */
export interface SourceRule {
  readonly paths: readonly string[];
  /** `the request's query`. */
  readonly what: string;
  readonly confidence: Confidence;
  readonly kind?: Taint['kind'];
  /** It is all settings of the program as well: a single one is not. */
  readonly wholeSettings?: true;
  /** What is proved of it from the start: `plain-text`, if it cannot be a decoded structure. */
  readonly proved?: readonly string[];
}

/** What a call that is not defined in the text does with data. */
export interface TransformRule {
  /** Full paths, or `.name` for a method of anything. */
  readonly callees: readonly string[];
  /** Which weaknesses its result can no longer cause. */
  readonly safeFor?: readonly string[] | 'everything';
  /** What its result is made of: all arguments and the receiver unless it says otherwise. */
  readonly from?: 'arguments' | 'receiver' | 'nothing' | 'first' | 'replaced';
  readonly gives?: Value['type'];
  /** Its result is a number that whoever chose the data has chosen. */
  readonly measures?: true;
  readonly resolved?: true;
  /** Its result has the path of its receiver: `resolve()` gives a path again. */
  readonly keepsBeginning?: true;
  /** Where the function is among its arguments that it calls with those behind, or with its `args`. */
  readonly calls?: number | 'target';
  /** It gives its first argument again, `bound`: with the other arguments bound to it. */
  readonly same?: 'plain' | 'bound';
  /** It makes a new object with the contents of its arguments: `numbered` gives each with its number. */
  readonly makes?: 'list' | 'dictionary' | 'holder' | 'numbered';
  /** Its result may be a structure, whatever it was made of. */
  readonly decodes?: true;
  /** Its result is one part of what it is made of: `config.get("NAME")`. */
  readonly picks?: true;
  /** Its result is the query of an address with what its first argument has. */
  readonly queries?: true;
  /** It raises unless its first argument is well formed, so that the argument is safe afterwards. */
  readonly checks?: true;
  readonly when?: (call: Call) => boolean;
}

/** What a condition proves of data. */
export interface GuardRule {
  readonly callees: readonly string[];
  /** What is proved if the result is true, false, or equal to something trusted; or if there is one at all, as the call raises otherwise. */
  readonly safeFor: readonly string[] | 'everything' | ((call: Call) => readonly string[] | 'everything');
  readonly result?: 'true' | 'false' | 'equal' | 'any';
  readonly of: 'receiver' | number;
  /** Of the one value that was looked at, or of all data from where it came. */
  readonly reach?: 'source';
  readonly when?: (call: Call) => boolean;
}

/**
 * What a member that is true, false or equal to something trusted proves of all data from where its object came; or
 * what its own value cannot cause, if it is only read.
 */
export interface MemberRule {
  readonly names: readonly string[];
  readonly result: 'true' | 'false' | 'equal' | 'read';
  /** The path of its object. */
  readonly of?: string;
  /** Of an object that a text was split into at this. */
  readonly splitAt?: string;
  readonly onlyResolved?: true;
  readonly safeFor: readonly string[];
}

/** Where data does harm. */
export interface SinkRule {
  readonly rule: string;
  /** Also `**`: any call with unpacked keywords of which a stranger has chosen the names. */
  readonly callees: readonly string[];
  /** Positions and keyword names; `receiver`; `**` for the names of unpacked keywords, `names` for those in the first argument, `$set` for those that the second has there; or all arguments. */
  readonly arguments: readonly (number | string)[] | 'all';
  /** What is inside lists and dictionaries is looked at too, unless false. */
  readonly deep?: false;
  /** Parameters that callers choose are no reason for a remark here. */
  readonly exceptParameters?: true;
  readonly when?: (call: Call) => boolean;
  /** At most this sure. */
  readonly most?: Confidence;
  /** Where it is found, if not at the call. */
  readonly at?: (call: Call) => SyntaxNode | undefined;
}

/** A call that is wrong whatever data comes. */
export interface ApiRule {
  readonly rule: string;
  /** Also `name=`: any call with this keyword, at which it is found; `*`: any call. */
  readonly callees: readonly string[];
  readonly confidence: Confidence;
  /** The keyword arguments that are wrong: it is found at the first that is written, else at the call. */
  readonly at?: readonly string[];
  readonly when?: (call: Call) => boolean;
}

/** An assignment, for the predicates of rules. */
export interface Assigned {
  readonly node: SyntaxNode;
  /** The target's path, dotted, or its name: `ctx.verify_mode`, `SESSION_COOKIE_SECURE`. */
  readonly target: string;
  /** The text of a subscript's key, if it is a constant. */
  readonly key: string | undefined;
  readonly value: Value;
  readonly receiver: Value | undefined;
  readonly taints: readonly Taint[];
  /** The contents of a list, and what a dictionary has under a key. */
  items(value: Value): readonly Value[] | undefined;
  entry(value: Value, key: string): Value | undefined;
  imports(module: string): boolean;
  /** Whether the text has something anywhere. */
  mentions(pattern: RegExp): boolean;
}

export interface AssignmentRule {
  readonly rule: string;
  readonly confidence: Confidence;
  /** Whether untrusted data in the value is what is wrong; else the assignment itself is. */
  readonly tainted: boolean;
  readonly when: (assigned: Assigned) => boolean;
}

/** One side of a comparison, and how it is written. */
interface Side {
  readonly value: Value;
  /** Untrusted data in it can do no harm any more, as in a digest. */
  readonly harmless: boolean;
  readonly text: string;
}

/** A comparison with == or != that is wrong. */
export interface ComparisonRule {
  readonly rule: string;
  readonly confidence: Confidence;
  readonly when: (sides: readonly [Side, Side]) => boolean;
}

/** A decorator that is wrong on what it decorates. */
export interface DecorationRule {
  readonly rule: string;
  readonly confidence: Confidence;
  readonly paths: readonly string[];
  /** In view of the text that is decorated. */
  readonly when: (definition: string) => boolean;
}

/** A function that answers requests, as it is written. */
export interface Handled {
  readonly name: string;
  readonly definition: SyntaxNode;
  readonly body: SyntaxNode;
  readonly parameters: readonly { readonly name: string; readonly node: SyntaxNode }[];
  /** Its decorators as they are written, and what its class derives from. */
  readonly decorations: readonly string[];
  readonly bases: readonly string[];
  /** All such functions of the text, itself included. */
  readonly neighbours: readonly Handled[];
  /** The whole text. */
  readonly source: string;
}

/** What a function that answers requests lacks. */
export interface RouteRule {
  readonly rule: string;
  readonly confidence: Confidence;
  /** Where it is wrong; undefined if it is not. */
  readonly at: (handled: Handled) => SyntaxNode | undefined;
}

/** What must not be left to `assert` in a function that answers requests. */
export interface AssertionRule {
  readonly rule: string;
  readonly confidence: Confidence;
  readonly of: RegExp;
}

/** What the parameters of a handler come from. */
export interface HandlerSource extends Pick<SourceRule, 'what' | 'confidence' | 'kind'> {
  /** Only where the decorator's text has this. */
  readonly only?: RegExp;
  /** Only parameters of these names. */
  readonly parameters?: RegExp;
}

/** How a function is found to be called from outside, and what it gets. */
export interface HandlerRules {
  /** By the last name of a decorator: that it makes a function a handler, and what its parameters come from. */
  readonly decorators: ReadonlyMap<string, HandlerSource>;
  /** Classes whose methods are handlers: a base's path, which methods, and the path of `self`. */
  readonly classes: readonly { readonly base: RegExp; readonly methods: RegExp; readonly self: string }[];
  /** By the names of functions and methods that a framework calls with what it has caught. */
  readonly catchers: { readonly names: RegExp; readonly source: HandlerSource };
  /** Names and annotations of parameters that are a request, with the path that they stand for. */
  readonly parameters: ReadonlyMap<string, string>;
  /** A parameter that is a request's only beside another one, as the standard for servers has it. */
  readonly standard: { readonly name: string; readonly beside: string; readonly path: string };
  /** Other modules whose requests are those of a server, by their types only. */
  readonly requestModules: RegExp;
  /** Modules without which a parameter's name says nothing. */
  readonly frameworks: readonly string[];
  /** Annotations that cannot carry an attack. */
  readonly harmlessTypes: RegExp;
  /** Initial values by which a framework fills a parameter in with nothing of a stranger's, or with what it has checked. */
  readonly provided: RegExp;
  /** Calls whose first argument is a function that a framework asks for a parameter. */
  readonly providers: ReadonlySet<string>;
  /** Names of parameters that are services, not data. */
  readonly services: RegExp;
  /** Classes whose objects are rows of a database, which of their fields hold text, and what is proved of that. */
  readonly records: { readonly base: RegExp; readonly text: RegExp; readonly proved: readonly string[] };
  /** Functions that a platform calls with an event of strangers. */
  readonly events: RegExp;
  /** Parameters in a route's pattern that are numbers. */
  readonly numberInRoute: RegExp;
}

/** All that the engine is told of Python's libraries. */
export interface Knowledge {
  readonly rules: Readonly<Record<string, RuleText>>;
  readonly aliases: readonly (readonly [string, string])[];
  /** Names of the library that stand for a constant. */
  readonly constants: ReadonlyMap<string, Constant>;
  readonly sources: readonly SourceRule[];
  readonly transforms: readonly TransformRule[];
  readonly guards: readonly GuardRule[];
  readonly sinks: readonly SinkRule[];
  readonly apis: readonly ApiRule[];
  readonly assignments: readonly AssignmentRule[];
  readonly comparisons: readonly ComparisonRule[];
  readonly decorations: readonly DecorationRule[];
  readonly assertions: readonly AssertionRule[];
  readonly returns: readonly ReturnRule[];
  readonly routes: readonly RouteRule[];
  readonly handlers: HandlerRules;
  readonly members: readonly MemberRule[];
  /** Names of variables that hold secrets. */
  readonly secretName: RegExp;
  /** Exceptions whose text tells of the program's inside. */
  readonly tellingException: RegExp;
  /** Members of which the text says elsewhere that they are numbers or one of a few: where their names stand. */
  readonly declared: { readonly of: string; readonly pattern: RegExp };
  /** Bases of classes whose objects are all settings of the program. */
  readonly settingsClass: RegExp;
  /** Functions that never return. */
  readonly neverReturns: ReadonlySet<string>;
}

/** What a handler of requests must not return. */
export interface ReturnRule {
  readonly rule: string;
  /** Whether what is inside lists and dictionaries counts too. */
  readonly whole: boolean;
  /** What of it is looked at; all of it unless it says otherwise. */
  readonly part?: (returned: Returned) => Value | undefined;
  readonly when: (returned: Returned) => boolean;
}

/** What a handler of requests returns. */
export interface Returned {
  readonly value: Value;
  /** The items of a tuple: body, status, headers. */
  readonly items: readonly Value[];
  readonly decorator: string | undefined;
  entries(value: Value): ReadonlyMap<Constant, Value> | undefined;
  imports(module: string): boolean;
}
