import type { Call, Engine } from '../engine/engine.ts';

/*
 * Templates in the text that put a field of a record into the page as it is: https://github.com/mde/ejs#tags,
 * https://handlebarsjs.com/guide/expressions.html#html-escaping, https://github.com/janl/mustache.js#variables.
 */

const engines: ReadonlyMap<string, RegExp> = new Map([
  ['ejs', /<%-\s*(?<name>[\w$]+(?:\.[\w$]+)+)\s*[-_]?%>/gu],
  ['handlebars', /\{\{\{\s*(?<name>[\w$]+(?:\.[\w$]+)*)\s*\}\}\}/gu],
  ['mustache', /\{\{\{\s*(?<name>[\w$]+(?:\.[\w$]+)*)\s*\}\}\}/gu],
]);

/** Names that say a text is one of a person, not markup that was made. */
const written =
  /^(?:text|comment|message|note|title|subject|name|nickname|username|bio|about|description|review|caption|question|answer)$/iu;

/** Notes a tag without escaping for what people write. */
export function checkRawOutput(call: Call, engine: Engine): void {
  const [module = '', name = ''] = (call.api ?? '').split('.');
  const tag = /^(?:compile|render)$/u.test(name) ? engines.get(module.toLowerCase()) : undefined;
  const template = call.args[0]?.literal?.value;
  if (!tag || typeof template !== 'string') return;
  const names = [...template.matchAll(tag)].map(({ groups }) => groups?.['name']?.split('.').at(-1) ?? '');
  if (names.some((one) => written.test(one))) engine.report('raw-output', call.node);
}
