import type { ApiRule, Call } from '../engine/knowledge.ts';

/* Templates that others keep in a record: CWE-1336, https://jinja.palletsprojects.com/en/stable/sandbox/. */

/** A column of a record that was looked up: `db.get(Campaign, id).template`. */
const column =
  /\.(?:get|first|one|one_or_none|scalar|scalar_one|scalar_one_or_none|get_or_404|first_or_404|find_one|fetchone)\(\)(?:\.\w+|\[\w+\])$/u;

function isOfRecord(call: Call): boolean {
  const source = call.argument(0, 'source');
  return source?.constant === undefined && column.test(source?.path ?? '') && !/sandbox/iu.test(call.node.source.text);
}

export const storedTemplateApis: readonly ApiRule[] = [
  {
    rule: 'template-injection',
    callees: ['jinja2.Environment().from_string', 'jinja2.Template', 'flask.render_template_string', 'mako.template.Template'],
    confidence: 'low',
    when: isOfRecord,
  },
];
