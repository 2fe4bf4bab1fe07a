/** A cell that a spreadsheet would compute (CWE-1236): the signs that begin a formula, and the white space before which they still do. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/**
 * A table as RFC 4180 has it: lines end with CR LF, cells with a comma, a quotation mark or a line end are quoted. A text
 * that could be a formula has an apostrophe before it; numbers stay numbers.
 */
export function csvText(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : value.replace(FORMULA, (sign) => `'${sign}`);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
