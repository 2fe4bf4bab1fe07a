/**
 * Reads a table as section 2 of RFC 4180 describes it, by its grammar: records end with CR LF, a field is either escaped
 * in quotation marks, with two for one, or holds none, nor a comma, CR or LF. Throws where the text is anything else.
 */
export function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  let rest = text;
  while (rest !== '') {
    const field = /^"(?:[^"]|"")*"|^[^",\r\n]*/.exec(rest)?.[0] ?? '';
    rest = rest.slice(field.length);
    records.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    const end = /^,|^\r\n/.exec(rest)?.[0];
    if (end === undefined) throw new Error(`neither a comma nor a line end at: ${JSON.stringify(rest.slice(0, 20))}`);
    rest = rest.slice(end.length);
    if (end !== ',' && rest !== '') records.push([]);
    else if (end === ',' && rest === '') throw new Error('the last record has no line end');
  }
  return records;
}
