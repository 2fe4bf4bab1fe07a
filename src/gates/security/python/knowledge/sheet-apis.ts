import type { ApiRule, Call } from '../engine/knowledge.ts';
import { beginningOf } from '../engine/value.ts';
import type { Taint, Value } from '../engine/value.ts';

/* Cells of a table that a spreadsheet runs as a formula: CWE-1236, https://owasp.org/www-community/attacks/CSV_Injection. */

/** What is sent as a file for somebody else to open. */
const isSentOn = /text\/csv|Content-Disposition|attachment|spreadsheetml|send_file|StreamingResponse|StreamingHttpResponse/iu;
/** Something looks at how a cell begins, or puts a quote before it. */
const looksAtBeginning =
  /["'][=+@-]["']|["']=\+-@|lstrip\(\s*["'][^"']*=|\[=\+|formula|csv_?safe|escape_(?:csv|cell|formula)|sanit|defuse|["']\\?'["']\s*\+/iu;

const isOthers = (call: Call, { kind, confidence, safe }: Taint): boolean =>
  kind === 'untrusted' && (confidence === 'high' || confidence === 'medium') && safe !== -1 && call.imports('csv');

/** Text of others is a whole cell, or the beginning of one. */
function startsCell(call: Call, value: Value): boolean {
  const items = call.items(value) ?? [...(call.known(value)?.values() ?? [])];
  if (items.length > 0) return items.some((item) => startsCell(call, item));
  return beginningOf(value) === '' && call.taints(value).some((taint) => isOthers(call, taint) && !call.proved(taint, 'code-injection'));
}

/** A field of a record that a person writes free text into. */
const freeText =
  /\.(?:\w+_)?(?:name|title|company|comment|description|note|notes|subject|message|address|city|bio|label|text|remarks?|reason|feedback)\b(?!\s*\()/u;
const ofRecords = /\.objects\.(?:all|filter|order_by|exclude|select_related|iterator)\b|\.query\.(?:all|filter)|select\(\s*[A-Z]\w+/u;

/** Rows of records with free text in them, made here or by a function of the text that is called here. */
function writesRecords(call: Call): boolean {
  const { text } = call.node.source;
  const maker = /(\w+)\([^()]*\)\s*$/u.exec(call.node.child('arguments')?.children[0]?.text ?? '')?.[1];
  const made =
    maker === undefined ? undefined : new RegExp(String.raw`^([ \t]*)def ${maker}\(.*(?:\n(?:\1[ \t]+.*|[ \t]*))*`, 'mu').exec(text)?.[0];
  const rows = made ?? call.around();
  const cells = /(?:yield|writerows?\(|append\()\s*[[({][^\n]*/gu;
  return ofRecords.test(rows) && [...rows.matchAll(cells)].some(([cell]) => freeText.test(cell));
}

const isGuarded = (call: Call): boolean => looksAtBeginning.test(call.node.source.text);

export const sheetApis: readonly ApiRule[] = [
  {
    rule: 'formula-injection',
    callees: ['csv.writer().writerow', 'csv.writer().writerows', 'csv.DictWriter().writerow', 'csv.DictWriter().writerows'],
    confidence: 'low',
    when: (call) =>
      isSentOn.test(call.node.source.text) &&
      !isGuarded(call) &&
      ((call.positional[0] !== undefined && startsCell(call, call.positional[0])) || writesRecords(call)),
  },
];
