import ts from 'typescript';

/** Every node of one kind in a part of a text, from its beginning to its end. */
export function nodesIn<T extends ts.Node>(root: ts.Node, isWanted: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The names that a declaration makes: `a`, `{ a, b: [c] }`. */
export function namesDeclared(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isBindingElement(one) ? namesDeclared(one.name) : []));
}

/** Whether a name stands in a text as a whole word. */
export function hasName(text: string, name: string): boolean {
  return text.split(/[^\w$]+/u).includes(name);
}

/** What a name is given where it is declared, looked for in the whole text. */
export function declaredAs(file: ts.SourceFile, name: string): ts.Expression | undefined {
  return nodesIn(file, ts.isVariableDeclaration).find((one) => one.name.getText() === name)?.initializer;
}
