import type { Call, SinkRule } from '../engine/knowledge.ts';
import { isSlow } from '../../regex/slow-regex.ts';
import { patternNode, patternOf } from './patterns.ts';
import { words } from './words.ts';

const matches = words('match search fullmatch sub subn findall finditer split');

function hasCatastrophicPattern(call: Call): boolean {
  const pattern = patternOf(call);
  return pattern !== undefined && isSlow({ source: pattern, flags: '' }, 'python');
}

export const patternSinks: readonly SinkRule[] = [
  {
    rule: 'catastrophic-regex',
    callees: matches.map((name) => `re.${name}`),
    arguments: [1, 2, 'string'],
    when: hasCatastrophicPattern,
    at: patternNode,
  },
  {
    rule: 'catastrophic-regex',
    callees: matches.map((name) => `re.compile().${name}`),
    arguments: [0, 1, 'string'],
    when: hasCatastrophicPattern,
    at: patternNode,
  },
];

const xmlParsers = words(
  'lxml.etree.parse lxml.etree.fromstring lxml.etree.XML lxml.etree.iterparse lxml.objectify.fromstring lxml.objectify.parse',
);

/** Whether a parser was made that does not resolve entities. */
function hasSafeParser(call: Call): boolean {
  const parser = call.argument(1, 'parser');
  return (parser?.made?.keywords ?? call.keywords).get('resolve_entities')?.constant === false;
}

export const xmlSinks: readonly SinkRule[] = [
  { rule: 'xml-external-entities', callees: xmlParsers, arguments: [0, 'source', 'text'], when: (call) => !hasSafeParser(call) },
  {
    rule: 'xml-external-entities',
    callees: words(`
      xml.etree.ElementTree.parse xml.etree.ElementTree.fromstring xml.etree.ElementTree.XML
      xml.etree.ElementTree.iterparse xml.dom.minidom.parse xml.dom.minidom.parseString
    `),
    arguments: [0],
    most: 'low',
    exceptParameters: true,
  },
  {
    rule: 'xml-external-entities',
    callees: words(
      'xml.sax.parse xml.sax.parseString xml.dom.pulldom.parse xml.dom.pulldom.parseString xml.sax.make_parser().parse xmlrpc.client.loads',
    ),
    arguments: [0],
    most: 'low',
    exceptParameters: true,
  },
];
