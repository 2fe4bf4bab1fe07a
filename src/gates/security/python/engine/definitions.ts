import { evaluate } from './expressions.ts';
import { functionShape } from './functions.ts';
import { writeName } from './names.ts';
import { emptyInstance } from './objects.ts';
import { variableKey } from './run.ts';
import type { Frame, Run } from './run.ts';
import { execute } from './statements.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { unknown } from './value.ts';
import type { ClassShape, FunctionShape, Value } from './value.ts';

/** Classes are not followed further up than this. */
const deepestClass = 20;

/** A decorator's dotted name, without its arguments: `app.route`. */
function decoratorName(node: SyntaxNode): string {
  const expression = node.children[0];
  return (expression?.type === 'call' ? (expression.child('function') ?? expression) : expression)?.text ?? '';
}

/** Looks at a decorator with the rules on decorators. */
function checkDecorator(frame: Frame, decorator: SyntaxNode, definition: SyntaxNode): void {
  const { run } = frame;
  const expression = decorator.children[0];
  const value = expression === undefined ? unknown : evaluate(run, frame, expression);
  const made = value.made?.positional[0]?.path;
  const paths = [value.path, made].flatMap((path) => (path === undefined ? [] : [run.compiled.canonical(path)]));
  for (const { rule, confidence, paths: wrong, when } of run.compiled.knowledge.decorations) {
    if (paths.some((path) => wrong.includes(path)) && when(definition.text))
      run.report({ rule, node: decorator, confidence, trail: undefined });
  }
}

/** Defines a function: it runs when it is called, or as one that others may call. */
export function defineFunction(frame: Frame, node: SyntaxNode, decorators: readonly SyntaxNode[]): boolean {
  const { run } = frame;
  const name = node.child('name')?.text ?? '';
  for (const decorator of decorators) checkDecorator(frame, decorator, node);
  const shape = functionShape(run, frame, {
    node,
    name,
    decorators: decorators.map(decoratorName),
    decorations: decorators.map(({ text }) => text),
  });
  writeName(frame, name, { taints: [], function: shape });
  return false;
}

function methodsIn(frame: Frame, owner: ClassShape, body: readonly SyntaxNode[]): Map<string, FunctionShape> {
  const { run } = frame;
  const methods = new Map<string, FunctionShape>();
  for (const statement of body) {
    const node = statement.type === 'decorated_definition' ? statement.child('definition') : statement;
    if (node?.type !== 'function_definition') continue;
    const decorators = statement.children.filter(({ type }) => type === 'decorator');
    for (const decorator of decorators) checkDecorator(frame, decorator, node);
    const name = node.child('name')?.text ?? '';
    methods.set(
      name,
      functionShape(run, frame, {
        node,
        name,
        owner,
        decorators: decorators.map(decoratorName),
        decorations: decorators.map(({ text }) => text),
      }),
    );
  }
  return methods;
}

function fieldsIn(body: readonly SyntaxNode[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const statement of body) {
    const assignment = statement.children[0];
    const type = assignment?.type === 'assignment' ? assignment.child('type')?.text : undefined;
    const name = assignment?.child('left');
    if (type !== undefined && name?.type === 'identifier') fields.set(name.text, type);
  }
  return fields;
}

function basesOf(run: Run, frame: Frame, node: SyntaxNode): readonly Value[] {
  const listed = node.child('superclasses')?.children ?? [];
  return listed.filter(({ type }) => type !== 'keyword_argument').map((base) => evaluate(run, frame, base));
}

/** Defines a class: what its body assigns is kept as its members. */
export function defineClass(frame: Frame, node: SyntaxNode, decorators: readonly SyntaxNode[]): boolean {
  const { run } = frame;
  for (const decorator of decorators) checkDecorator(frame, decorator, node);
  const name = node.child('name')?.text ?? '';
  const body = node.child('body')?.children ?? [];
  const bases = basesOf(run, frame, node);
  const parents = bases.flatMap((base) => (base.class === undefined || base.class.depth >= deepestClass ? [] : [base.class]));
  const paths = [...bases.flatMap(({ path }) => (path === undefined ? [] : [path])), ...parents.flatMap((parent) => parent.bases)].slice(
    0,
    20,
  );
  const depth = 1 + Math.max(0, ...parents.map((parent) => parent.depth));
  const methods = new Map<string, FunctionShape>();
  const shape: ClassShape = {
    name,
    node,
    bases: paths,
    parents,
    depth,
    methods,
    fields: fieldsIn(body),
    object: run.newObject(emptyInstance),
  };
  for (const [method, made] of methodsIn(frame, shape, body)) methods.set(method, made);
  const inner = run.frame({ above: frame, function: undefined });
  const others = body.filter(
    (statement) => statement.type !== 'function_definition' && statement.child('definition')?.type !== 'function_definition',
  );
  execute(run, inner, others);
  const items = new Map(
    [...inner.names].flatMap((member) => {
      const value = run.store.value(variableKey(inner, member));
      return value === undefined ? [] : [[member, value] as const];
    }),
  );
  run.store.setObject(shape.object, { ...emptyInstance, items });
  run.classes.push(shape);
  writeName(frame, name, { taints: [], class: shape });
  return false;
}
