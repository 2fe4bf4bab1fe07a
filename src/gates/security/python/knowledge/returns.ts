import type { Returned, ReturnRule } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';

/** A Flask or Bottle view's text is sent as HTML; FastAPI's becomes JSON. */
function isHtmlView(returned: Returned): boolean {
  const framework = returned.imports('flask') || returned.imports('bottle') || returned.imports('quart') || returned.imports('werkzeug');
  if (/response_class\s*=\s*HTMLResponse/u.test(returned.decorator ?? '')) return true;
  return (
    framework &&
    (returned.decorator !== undefined || returned.imports('flask.views')) &&
    !returned.imports('fastapi') &&
    !isOfAnotherType(returned)
  );
}

/** A tuple's headers may say that the body is no HTML. */
function isOfAnotherType(returned: Returned): boolean {
  return returned.items.slice(1).some((item) => {
    const type = returned.entries(item)?.get('Content-Type')?.constant;
    return typeof type === 'string' && !type.includes('html');
  });
}

/** A header of the dictionary that a function behind an API gateway answers with. */
function headerOf({ value, entries }: Returned, name: string): Value | undefined {
  const answer = entries(value);
  const headers = answer?.get('headers');
  if (answer?.has('statusCode') !== true || headers === undefined) return undefined;
  return [...(entries(headers) ?? [])].find(([key]) => String(key).toLowerCase() === name)?.[1];
}

/** What a handler of requests must not return. */
export const returns: readonly ReturnRule[] = [
  {
    rule: 'cross-site-scripting',
    whole: false,
    when: (returned) =>
      isHtmlView(returned) &&
      !/(?:Response|jsonify|make_response|redirect|send_file|send_from_directory)\(\)/u.test(returned.value.path ?? ''),
  },
  {
    rule: 'cross-site-scripting',
    whole: false,
    when: (returned) => /html/iu.test(String(headerOf(returned, 'content-type')?.constant)),
    part: ({ value, entries }) => entries(value)?.get('body'),
  },
  {
    rule: 'open-redirect',
    whole: false,
    when: (returned) => headerOf(returned, 'location') !== undefined,
    part: (returned) => headerOf(returned, 'location'),
  },
  { rule: 'stack-trace-exposure', whole: true, when: () => true },
  { rule: 'environment-exposure', whole: true, when: () => true },
];
