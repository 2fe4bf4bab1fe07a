import ts from 'typescript';

/** A name that an object has twice: offsets of the second one. */
export interface RepeatedName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Comments of those who have none: `"//"` may be there as often as one likes. */
const commentNames: ReadonlySet<string> = new Set(['//', '#', '$comment', '_comment']);

/** Names that are not unique in their object, as RFC 8259, section 4, says they should be: most readers lose the first value. */
export function repeatedNames(text: string): readonly RepeatedName[] {
  const file = ts.parseJsonText('file.json', text);
  const found: RepeatedName[] = [];
  const waiting: ts.Node[] = [...file.statements];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    ts.forEachChild(node, (child) => void waiting.push(child));
    if (!ts.isObjectLiteralExpression(node)) continue;
    const seen = new Set<string>();
    for (const { name } of node.properties) {
      if (name === undefined || !ts.isStringLiteral(name) || commentNames.has(name.text)) continue;
      if (seen.has(name.text)) found.push({ name: name.text, start: name.getStart(file), end: name.end });
      seen.add(name.text);
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}
