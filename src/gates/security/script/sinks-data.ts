import ts from 'typescript';
import type { Assignment, Call, Engine } from './engine/engine.ts';
import { enclosingFunction, lastName } from './engine/syntax.ts';
import { textOf, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { hasKind } from './kinds.ts';
import { arriveAt } from './sink.ts';
import type { SinkRow } from './sink.ts';

/*
 * Patterns, templates, formats: https://github.com/janl/mustache.js and the other engines' own pages,
 * https://github.com/nodeca/js-yaml#api, https://nodejs.org/api/v8.html#v8deserializebuffer, https://www.npmjs.com/package/node-serialize,
 * https://github.com/libxmljs/libxmljs/wiki, https://www.npmjs.com/package/xpath, http://ldapjs.org/client.html, https://lodash.com/docs.
 */

function hasTrue(call: Call, index: number, names: readonly string[]): boolean {
  const options = call.args[index];
  return names.some((name) => options?.fields?.get(name)?.literal?.value === true);
}

/** js-yaml reads functions only with a schema that has them; its old `load` always did. */
function unsafeYaml(call: Call): boolean {
  const schema = call.args[1]?.fields?.get('schema');
  return schema?.api !== undefined && /DEFAULT_FULL_SCHEMA|js-yaml-js-types|UNSAFE|FULL|_SCHEMA\.extend/iu.test(schema.api);
}

const isSourcePattern = (call: Call): boolean => call.args[0] !== undefined && call.args[0].regexp === undefined;

const isLog = (path: Value | undefined): boolean => path !== undefined && /\.log$|\/logs?\//iu.test(textOf(path));

const logName = /^log(?:s|file|path|ger)?$|^log_?[A-Z]|Log(?:s|File|Path)?$|_log(?:s|_?file)?$|^LOG|_LOG/u;

/** A file whose name in the text, or that of the function around it, says that it is a log. */
function isForLog(call: Call): boolean {
  const names = [lastName(call.argNodes[0])];
  for (let owner = enclosingFunction(call.node); owner; owner = enclosingFunction(owner)) if (owner.name) names.push(owner.name.getText());
  return names.some((name) => logName.test(name) && !/blog|catalog|dialog|login|logo/iu.test(name));
}

export const dataSinks: readonly SinkRow[] = [
  { kind: 'regex-source', calls: 'RegExp', slots: [0], when: isSourcePattern },
  {
    kind: 'template',
    calls:
      'ejs.render ejs.compile pug.render pug.compile jade.render jade.compile handlebars.compile handlebars.precompile Handlebars.compile nunjucks.renderString nunjucks.compile nunjucks.Template mustache.render Mustache.render hogan.js.compile dot.template doT.template eta.renderString eta.Eta().renderString lodash.template underscore.template _.template swig.render swig.compile marko.compile velocityjs.render twig.twig squirrelly.render liquidjs.Liquid().parseAndRender liquidjs.Liquid().parseAndRenderSync art-template.render',
    slots: [0, { of: 0, fields: ['data'] }],
  },
  { kind: 'html', calls: 'ejs.render', slots: [{ deep: 1 }], when: (call) => textOf(call.args[0] ?? unknown).includes('<%-') },
  { kind: 'template', methods: 'renderString parseAndRender', slots: [0] },
  {
    kind: 'deserialise',
    calls:
      'node-serialize.unserialize serialize-to-js.deserialize v8.deserialize funcster.deepDeserialize cryo.parse serialijse.deserialize class-transformer.deserialize.none',
    slots: [0],
  },
  { kind: 'deserialise', methods: 'unserialize', slots: [0] },
  { kind: 'deserialise', calls: 'js-yaml.load js-yaml.loadAll yaml.load', slots: [0], when: unsafeYaml },
  {
    kind: 'xml',
    calls: 'libxmljs.parseXml libxmljs.parseXmlString libxmljs.parseXmlAsync libxmljs2.parseXml libxmljs2.parseXmlString libxml.parseXml',
    slots: [0],
    when: (call) => hasTrue(call, 1, ['noent', 'dtdload', 'replaceEntities']),
  },
  { kind: 'xpath', calls: 'xpath.select xpath.select1 xpath.evaluate xpath.parse xpath.selectWithResolver document.evaluate', slots: [0] },
  { kind: 'xpath', methods: 'select select1 evaluate', on: /xpath/iu, slots: [0] },
  {
    kind: 'xpath',
    methods: 'find get',
    on: /^(?:doc|xml|xmlDoc|root|document)$/u,
    slots: [0],
    when: (call) => call.args[0]?.text?.startsWith('/') === true,
  },
  { kind: 'ldap', calls: 'ldapjs.createClient().search ldapts.Client().search', slots: [0, { of: 1, fields: ['filter'] }] },
  { kind: 'ldap', methods: 'search', on: /ldap|client/iu, slots: [{ of: 1, fields: ['filter'] }] },
  {
    kind: 'ldap',
    calls:
      'ldapjs.createClient().bind ldapts.Client().bind ldapjs.createClient().add ldapjs.createClient().modify ldapjs.createClient().del ldapjs.parseFilter ldapjs.filters.parseFilter',
    slots: [0],
  },
  {
    kind: 'prototype',
    calls: 'lodash.set lodash.setWith lodash.update lodash.zipObjectDeep object-path.set dot-prop.set dottie.set set-value',
    slots: [1],
  },
  {
    kind: 'prototype',
    calls: 'lodash.merge lodash.mergeWith lodash.defaultsDeep merge deepmerge deep-extend defaults-deep merge-deep extend',
    slots: [{ deep: 1 }],
    doubtful: true,
  },
  {
    kind: 'prototype',
    calls: '$.extend jQuery.extend jquery.extend',
    slots: [{ deep: 2 }],
    when: (call) => call.args[0]?.literal?.value === true,
  },
  { kind: 'log', calls: 'console.log console.info console.warn console.error console.debug', slots: ['all'] },
  { kind: 'log', calls: 'process.stdout.write process.stderr.write', slots: [0] },
  {
    kind: 'log',
    calls: 'fs.appendFile fs.appendFileSync fs.writeFile fs.writeFileSync',
    slots: [1],
    when: (call) => isLog(call.args[0]) || isForLog(call),
  },
  { kind: 'log', methods: 'write', on: /log/iu, slots: [0] },
  {
    kind: 'log',
    methods: 'info warn error debug trace log fatal verbose',
    on: /^(?:log|logger|winston|pino|log4js|logging)$/iu,
    slots: ['all'],
  },
];

function keyTaint(key: Value | undefined): boolean {
  return (
    key !== undefined &&
    key.shape !== 'number' &&
    key.taints.some((taint) => !hasKind(taint.cleared, 'prototype') && taint.source.from !== 'error')
  );
}

/** Notes `for (const key in req.body) user[key] = req.body[key]` where the object is saved. */
export function checkCopies(assignment: Assignment, engine: Engine): void {
  const { target, object, key, keyValue, value } = assignment;
  if (key !== '*' || !keyValue || !ts.isElementAccessExpression(target) || !ts.isIdentifier(target.expression) || object?.closed === true)
    return;
  const fromOne = keyValue.taints.some(
    (taint) =>
      taint.source.from === 'remote' &&
      value.taints.some(({ source }) => source.label === taint.source.label && source.label.endsWith('body')),
  );
  if (!fromOne || !new RegExp(`\\b${target.expression.text.replaceAll('$', '\\$')}\\.save\\(`, 'u').test(target.getSourceFile().text))
    return;
  arriveAt(
    engine,
    { value: { ...value, taints: value.taints.map((taint) => ({ ...taint, cleared: 0 })) }, node: target.parent },
    { kind: 'mass-assignment', message: 'copied by its names' },
  );
}

/** Notes `object[name][other] = value` with an untrusted first name: it may be that of a prototype. */
export function checkKeys(assignment: Assignment, engine: Engine): void {
  const { target, object } = assignment;
  const key = object?.via;
  if (!key || !keyTaint(key) || object.api?.startsWith('@null-prototype') === true) return;
  arriveAt(engine, { value: key, node: target.parent }, { kind: 'prototype', message: 'names the object whose property is set' });
}
