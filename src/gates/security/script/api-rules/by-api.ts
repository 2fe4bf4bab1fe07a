/** The first row of a table whose pattern fits a name of an interface. The same names come again and again, so answers are kept. */
export function byApi<Row extends readonly [RegExp, ...unknown[]]>(rows: readonly Row[]): (api: string | undefined) => Row | undefined {
  const known = new Map<string, Row | undefined>();
  return (api) => {
    if (api === undefined) return undefined;
    if (known.has(api)) return known.get(api);
    const found = rows.find(([pattern]) => pattern.test(api));
    if (known.size > mostKnown) known.clear();
    known.set(api, found);
    return found;
  };
}

const mostKnown = 5000;
