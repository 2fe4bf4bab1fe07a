import ts from 'typescript';

/** A name that a script takes from a module. Offsets in UTF-16 units. */
export interface TakenName {
  readonly specifier: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `named`: by an import of that name. `default`: of what a module gives as its default. */
  readonly by: 'named' | 'default' | 'namespace' | 'require';
  /** Whether the script may do without: it asks first, has another value, catches, or puts something else in the module's place. */
  readonly mayLack: boolean;
}

interface Module {
  readonly specifier: string;
  readonly by: TakenName['by'];
}

const transparent = (node: ts.Node): node is ts.ParenthesizedExpression | ts.AwaitExpression =>
  ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node);

/** `require('./a')`, or with `isAwaited` `import('./a')`. */
function isLoading({ expression }: ts.CallExpression, isAwaited: boolean): boolean {
  return isAwaited ? expression.kind === ts.SyntaxKind.ImportKeyword : ts.isIdentifier(expression) && expression.text === 'require';
}

function moduleOf(node: ts.Node | undefined): Module | undefined {
  let at = node;
  let isAwaited = false;
  while (at && transparent(at)) {
    isAwaited ||= ts.isAwaitExpression(at);
    at = at.expression;
  }
  if (!at || !ts.isCallExpression(at) || !isLoading(at, isAwaited)) return undefined;
  const [wanted] = at.arguments;
  return wanted && ts.isStringLiteralLike(wanted) ? { specifier: wanted.text, by: isAwaited ? 'namespace' : 'require' } : undefined;
}

const asking: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InstanceOfKeyword,
  ts.SyntaxKind.InKeyword,
]);

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isTested(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  return ts.isConditionalExpression(parent) && parent.condition === node;
}

function isOptionalChain(node: ts.Node, parent: ts.Node): boolean {
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.questionDotToken !== undefined &&
    parent.expression === node
  );
}

/** Whether it is asked here if there is a value, or whether one is set. */
function isAsked(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isAsked(parent);
  if (ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isDeleteExpression(parent)) return true;
  if (ts.isBinaryExpression(parent))
    return asking.has(parent.operatorToken.kind) || (parent.left === node && isAssignment(parent.operatorToken.kind));
  return isTested(node, parent) || isOptionalChain(node, parent);
}

/** A name that something other than an import has here. */
function declaredName(node: ts.Node): string | undefined {
  const declares =
    ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isFunctionLike(node) || ts.isClassLike(node);
  return declares && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** Whether a text is the name of what an object has: `'a' in b`, `b['a']`, `Object.hasOwn(b, 'a')`, `stub(b, 'a')`. */
function isKey(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.InKeyword;
  return ts.isElementAccessExpression(parent) || (ts.isCallExpression(parent) && parent.arguments[1] === node);
}

/** Whether an error here is caught. */
function isCaught(node: ts.Node): boolean {
  return (
    ts.findAncestor(
      node,
      (one) => ts.isBlock(one) && ts.isTryStatement(one.parent) && one.parent.tryBlock === one && one.parent.catchClause !== undefined,
    ) !== undefined
  );
}

/** A place where a name stands for a module, or for what was taken of one. */
interface Bound {
  readonly module: Module;
  readonly name?: ts.Identifier | ts.StringLiteralLike;
}

class Script {
  readonly file: ts.SourceFile;
  readonly taken: TakenName[] = [];
  readonly #bound = new Map<string, Bound>();
  readonly #declared = new Map<string, number>();
  readonly #asked = new Set<string>();
  readonly #mocked = new Set<string>();
  readonly #accesses: ts.PropertyAccessExpression[] = [];

  constructor(file: ts.SourceFile) {
    this.file = file;
    const waiting: ts.Node[] = [file];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      this.#see(node);
      ts.forEachChild(node, (child) => void waiting.push(child));
    }
    for (const [local, { module, name }] of this.#bound) if (name) this.#take(module, name, this.#asked.has(local));
    for (const access of this.#accesses) this.#takeOf(access);
  }

  #see(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) this.#seeImport(node);
    else if (ts.isVariableDeclaration(node)) this.#seeVariable(node);
    else if (ts.isPropertyAccessExpression(node)) this.#accesses.push(node);
    else if (ts.isCallExpression(node)) this.#seeCall(node);
    const declared = declaredName(node);
    if (declared !== undefined) this.#declared.set(declared, (this.#declared.get(declared) ?? 0) + 1);
    this.#seeAsked(node);
  }

  #seeAsked(node: ts.Node): void {
    if ((ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && isAsked(node)) this.#asked.add(node.getText(this.file));
    if (ts.isStringLiteralLike(node) && isKey(node)) this.#asked.add(JSON.stringify(node.text));
  }

  #seeImport({ moduleSpecifier, importClause }: ts.ImportDeclaration): void {
    if (!ts.isStringLiteral(moduleSpecifier) || !importClause) return;
    const specifier = moduleSpecifier.text;
    const { name, namedBindings } = importClause;
    if (name) this.#bind(name, { module: { specifier, by: 'default' } });
    if (namedBindings && ts.isNamespaceImport(namedBindings)) this.#bind(namedBindings.name, { module: { specifier, by: 'namespace' } });
    if (namedBindings && ts.isNamedImports(namedBindings)) {
      for (const element of namedBindings.elements)
        this.#bind(element.name, { module: { specifier, by: 'named' }, name: element.propertyName ?? element.name });
    }
  }

  #seeVariable({ name, initializer }: ts.VariableDeclaration): void {
    const module = moduleOf(initializer);
    if (!module) return;
    if (ts.isIdentifier(name)) this.#bind(name, { module });
    if (!ts.isObjectBindingPattern(name)) return;
    for (const { name: local, propertyName, initializer: other, dotDotDotToken } of name.elements) {
      const from = propertyName ?? local;
      if (dotDotDotToken || !(ts.isIdentifier(from) || ts.isStringLiteralLike(from))) continue;
      if (other) this.#take(module, from, true);
      else if (ts.isIdentifier(local)) this.#bind(local, { module, name: from });
      else this.#take(module, from, false);
    }
  }

  /** `jest.mock('./a', …)`, `Object.assign(a, …)` and the like. */
  #seeCall({ expression, arguments: [first] }: ts.CallExpression): void {
    if (first && ts.isIdentifier(first) && /assign|defin|extend|merge|mixin|promisify/iu.test(expression.getText(this.file)))
      this.#asked.add(first.text);
    if (first && ts.isStringLiteralLike(first) && /mock|proxyquire|stub/iu.test(expression.getText(this.file)))
      this.#mocked.add(first.text);
  }

  #bind(name: ts.Identifier, bound: Bound): void {
    const { text } = name;
    this.#bound.set(text, bound);
    // A variable is counted where it is declared.
    if (!ts.isVariableDeclaration(name.parent) && !ts.isBindingElement(name.parent))
      this.#declared.set(text, (this.#declared.get(text) ?? 0) + 1);
  }

  #takeOf(access: ts.PropertyAccessExpression): void {
    const { expression, name } = access;
    const direct = moduleOf(expression);
    if (direct) this.#take(direct, name, isAsked(access));
    if (!ts.isIdentifier(expression)) return;
    const bound = this.#bound.get(expression.text);
    if (!bound || bound.name || (this.#declared.get(expression.text) ?? 0) > 1) return;
    this.#take(bound.module, name, this.#asked.has(access.getText(this.file)) || this.#asked.has(expression.text));
  }

  #take(module: Module, name: ts.Node, mayLack: boolean): void {
    const text = ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';
    const isOpen = mayLack || this.#asked.has(JSON.stringify(text)) || this.#mocked.has(module.specifier) || isCaught(name);
    this.taken.push({ ...module, name: text, start: name.getStart(this.file), end: name.end, mayLack: isOpen });
  }
}

/** The names that a script takes from modules by what it imports and requires. */
export function namesTaken(file: ts.SourceFile): readonly TakenName[] {
  return /\b(?:import|require)\b/u.test(file.text) ? new Script(file).taken : [];
}

/** Whether what is required or imported here may be missing: an error is caught, or a promise that fails is. */
export function mayBeMissing(file: ts.SourceFile, place: number): boolean {
  const holding = (node: ts.Node): ts.Node | undefined =>
    ts.forEachChild(node, (child) => (child.getStart(file) <= place && place < child.end ? child : undefined));
  let at: ts.Node = file;
  for (let child = holding(file); child; child = holding(child)) at = child;
  if (isCaught(at)) return true;
  const call = ts.findAncestor(at, ts.isCallExpression);
  const use = call && ts.findAncestor(call.parent, (one) => !transparent(one));
  return use !== undefined && ts.isPropertyAccessExpression(use) && use.name.text === 'catch';
}
