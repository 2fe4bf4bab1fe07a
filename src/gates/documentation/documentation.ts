import type { Analysis } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { scriptPath } from '../typescript/file-path.ts';
import { mistakesOf } from './documented.ts';
import type { Documentation } from './documented.ts';
import { pythonDocumentation } from './python-documentation.ts';
import { scriptDocumentation } from './script-documentation.ts';

/** A text whose documentation is looked at. */
export interface DocumentedText {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

const pages = { python: 'https://peps.python.org/pep-0257/', script: 'https://jsdoc.app/tags-param' } as const;

async function documentationOf({ uri, languageId, text }: DocumentedText, grammars: Grammars): Promise<Documentation | undefined> {
  if (isScriptLanguage(languageId)) return scriptDocumentation(text, scriptPath(uri, languageId));
  return grammars.withTree('python', text, (tree) => (tree.rootNode.hasError ? undefined : pythonDocumentation(tree)));
}

/** The gate `documentation`: what a text says of its parameters and leaves out. It is advice. */
export async function analyseDocumentation(subject: DocumentedText, grammars: Grammars): Promise<Analysis> {
  const found = await documentationOf(subject, grammars);
  if (found === undefined) return { ok: false, verdict: 'not-applicable', why: 'the text has syntax errors' };
  const lines = linesOf(subject.text);
  const url = subject.languageId === 'python' ? pages.python : pages.script;
  const complaints = mistakesOf(found).map(({ rule, message, start, end }) => ({
    rule,
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    severity: 'information' as const,
    range: lines.range(start, end),
    blocks: false,
    anchor: message,
    url,
  }));
  return { ok: true, complaints };
}
