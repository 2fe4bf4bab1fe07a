import { isScalar, parseAllDocuments, visit } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import yamlPackage from 'yaml/package.json' with { type: 'json' };
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';

/** The tool of the gate `syntax` for YAML. */
export const yamlTool = `yaml ${yamlPackage.version}`;

const specification = 'https://yaml.org/spec/1.2.2/';
/** What is written for Helm, Jinja or ERB is no YAML until it was filled in; `${{ … }}` of a workflow is. */
const template = /(?<!\$)\{\{|\{%|<%/u;

interface Mistake {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A name that a mapping has twice: the first value is lost (1.2.2, section 3.2.1.1). `<<` may be there more than once. */
function repeatedKeys(map: YAMLMap): Mistake[] {
  const seen = new Set<unknown>();
  const found: Mistake[] = [];
  for (const { key } of map.items) {
    if (!isScalar(key) || !key.range) continue;
    const { value, range } = key;
    if (value === '<<') continue;
    if (seen.has(value))
      found.push({
        message: `the key \`${String(value).slice(0, 60)}\` is there twice: the first value is lost`,
        start: range[0],
        end: range[1],
      });
    seen.add(value);
  }
  return found;
}

function mistakesOf(document: Document.Parsed): Mistake[] {
  const errors = document.errors.map(({ message, pos }) => ({
    message: message.replace(/:?\s*$/u, ''),
    start: pos[0],
    end: Math.max(pos[1], pos[0] + 1),
  }));
  const own: Mistake[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Value: (_, { anchor }) => void (anchor !== undefined && anchors.add(anchor)),
    Alias: (_, { source, range }) => {
      if (!anchors.has(source) && range)
        own.push({ message: `no \`&${source}\` comes before \`*${source}\``, start: range[0], end: range[1] });
    },
    Map: (_, map) => {
      if (map.anchor !== undefined) anchors.add(map.anchor);
      own.push(...repeatedKeys(map));
    },
  });
  return [...errors, ...own];
}

function complaintOf({ message, start, end }: Mistake, lines: Lines, isTemplate: boolean): Complaint {
  const common = { rule: 'yaml-syntax', message, range: lines.range(start, end), url: specification };
  if (!isTemplate) return { ...common, severity: 'error', blocks: true };
  return {
    ...common,
    severity: 'information',
    blocks: false,
    doubt: `the text is a template, and no YAML until it is filled in (${message})`,
  };
}

/** YAML 1.2 with all its documents. Tags that only a program knows are no mistake; nothing is built from the text. */
export function yamlSyntax(text: string): Analysis {
  // The names are compared here: the library compares each with each, which takes minutes for a long mapping.
  const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const lines = linesOf(text);
  const mistakes = Array.isArray(documents) ? documents.flatMap((one) => mistakesOf(one)) : [];
  return { ok: true, complaints: mistakes.map((one) => complaintOf(one, lines, template.test(text))) };
}
