import ts from 'typescript';
import type { Engine, Frame } from './engine.ts';
import type { ExportEntry } from './exports.ts';
import type { ModuleText, ModuleFinder, Modules } from './module-text.ts';
import { readBinding } from './names.ts';
import { closureOf } from './properties.ts';
import type { Binding, Declarations } from './scope.ts';
import type { State } from './state.ts';
import { objectOf, type Value } from './values.ts';

interface Module {
  readonly text: ModuleText;
  readonly depth: number;
}

const deepestImport = 3;

/** Work that the nodes of all imported files may add to the budget of the text. */
const mostAdded = 400_000;

/** Makes the modules of an analysis. `add` makes the names of a file known, `allow` gives work for its nodes. */
export function createModules(made: {
  readonly engine: () => Engine;
  readonly root: State;
  readonly find: ModuleFinder;
  readonly add: (declarations: Declarations) => void;
  readonly allow: (work: number) => void;
}): Modules {
  const modules = new Map<ts.SourceFile, Module>();
  const uris = new Map<ts.SourceFile, string>();
  let added = 0;
  const load = (specifier: string, from: ts.SourceFile): Module | undefined => {
    if (!/^\.\.?(?:\/|$)/u.test(specifier)) return undefined;
    const depth = (modules.get(from)?.depth ?? 0) + 1;
    const text = depth > deepestImport ? undefined : made.find(specifier, from.fileName);
    if (!text) return undefined;
    const known = modules.get(text.file);
    if (known) return known;
    const module = { text, depth };
    modules.set(text.file, module);
    uris.set(text.file, text.uri);
    made.add(text.declarations);
    const work = Math.min(text.file.text.length * 4, mostAdded - added);
    added += work;
    made.allow(work);
    runFile(made.engine(), made.root, text.file);
    return module;
  };
  const valueOf = (
    specifier: string,
    from: ts.SourceFile,
    asked: { readonly name: string | undefined; readonly seen: ReadonlySet<ts.SourceFile> },
  ): Value | undefined => {
    const module = load(specifier, from);
    if (!module || asked.seen.has(module.text.file)) return undefined;
    const seen = new Set([...asked.seen, module.text.file]);
    const exported = (name: string): Value | undefined =>
      exportedValue(made.engine(), module.text, { name, next: (one, key) => valueOf(one, module.text.file, { name: key, seen }) });
    if (asked.name !== undefined) return exported(asked.name);
    return wholeOf(made.engine(), module.text, { exported, all: (one) => valueOf(one, module.text.file, { name: undefined, seen }) });
  };
  return { uris, imported: (specifier, from, name) => valueOf(specifier, from.getSourceFile(), { name, seen: new Set() }) };
}

/** Runs the statements of another file, once, before all that is going on. */
function runFile(engine: Engine, root: State, file: ts.SourceFile): void {
  const { state, frame } = engine;
  const { dead } = root;
  const inside: Frame = { node: file, base: root, exits: [], loops: [], pending: [], depth: frame.depth, outside: file };
  engine.state = root;
  engine.frame = inside;
  root.dead = false;
  for (const statement of file.statements) engine.execute(statement);
  root.dead = dead;
  engine.frame = frame;
  engine.state = state;
}

interface Asked {
  readonly name: string;
  readonly next: (specifier: string, name: string | undefined) => Value | undefined;
}

function exportedValue(engine: Engine, text: ModuleText, asked: Asked): Value | undefined {
  const entry = text.exports.names.get(asked.name);
  if (entry) return entryValue(engine, text, { entry, asked });
  const common = commonExports(engine, text);
  if (common) return asked.name === 'default' ? common : common.fields?.get(asked.name);
  for (const specifier of asked.name === 'default' ? [] : text.exports.all) {
    const value = asked.next(specifier, asked.name);
    if (value) return value;
  }
  return undefined;
}

function entryValue(
  engine: Engine,
  text: ModuleText,
  { entry, asked }: { readonly entry: ExportEntry; readonly asked: Asked },
): Value | undefined {
  if ('from' in entry) return asked.next(entry.from, entry.name);
  if ('local' in entry) {
    const binding = nameIn(text, entry.local);
    return binding && readBinding(engine, binding);
  }
  if ('expression' in entry) return engine.recall(entry.expression);
  return ts.isClassDeclaration(entry.node)
    ? { shape: 'function', taints: [], instance: entry.node, api: '@class' }
    : closureOf(engine, entry.node);
}

function nameIn(text: ModuleText, name: string): Binding | undefined {
  return text.declarations.get(text.file)?.get(name);
}

/** What CommonJS exports: `module.exports`, with what was put into `exports`. */
function commonExports(engine: Engine, text: ModuleText): Value | undefined {
  const [module, shorthand] = ['module', 'exports'].map((name) => {
    const binding = nameIn(text, name);
    return binding?.declaration === text.file ? engine.state.get(binding) : undefined;
  });
  const whole = module?.fields?.get('exports');
  if (!shorthand?.fields) return whole;
  return whole ? { ...whole, fields: new Map([...shorthand.fields, ...(whole.fields ?? [])]) } : shorthand;
}

/** Everything that a file exports, as an object. */
function wholeOf(
  engine: Engine,
  text: ModuleText,
  { exported, all }: { readonly exported: (name: string) => Value | undefined; readonly all: (specifier: string) => Value | undefined },
): Value {
  const common = commonExports(engine, text);
  if (common) return common;
  const fields = new Map(text.exports.all.flatMap((specifier) => [...(all(specifier)?.fields ?? [])]));
  for (const name of text.exports.names.keys()) {
    const value = exported(name);
    if (value) fields.set(name, value);
  }
  return objectOf('object', { fields, closed: false });
}
