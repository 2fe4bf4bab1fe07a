import type { Finding, GateId } from '../../core/gate.ts';
import { sentence } from '../../core/sentence.ts';
import { cweUrl } from '../../gates/security/rule.ts';
import { escapeMarkdown } from '../markdown.ts';

/** What a finding of a gate means where its rule says nothing of its own. */
const WHY: Readonly<Record<GateId, string>> = {
  format: 'An answer in another form cannot be put into the file.',
  syntax: 'A text that does not parse does not run at all.',
  types: 'Here the program may fail, or do something else than was meant.',
  lint: 'It is mostly a bug.',
  security: 'Whoever sends the data may make the program do what was never meant.',
  secrets: 'Whoever can read this file, or its history, can use it.',
  imports: 'It fails when the module is loaded, and a stranger may publish a package of that name.',
  complexity: 'Code that is hard to follow is hard to change without a mistake.',
  documentation: 'Whoever calls it reads what is written, not the code.',
  tests: 'Only a person may keep a gate from judging, and a comment that does it must stay true.',
};

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** At the beginning of a line these make lists. */
const inMarkdown = (text: string): string => escapeMarkdown(text).replaceAll(/[.-]/g, '\\$&');

/** What a finding is, why it matters, and where more is written: paragraphs of Markdown. */
export function explanation({ gate, rule, severity, blocks, cwe, why, url }: Finding): readonly string[] {
  const weight = blocks ? 'refuses a change that adds it, where this gate is required' : 'advice';
  const links = [
    ...(cwe === undefined ? [] : [`[${cwe}](${cweUrl(cwe)})`]),
    ...(url === undefined ? [] : [`[About ${inMarkdown(rule)}](${url})`]),
  ];
  return [
    `**${inMarkdown(`${gate}: ${rule}`)}** (${severity}, ${weight})`,
    `Why it matters: ${inMarkdown(sentence(capitalised(why ?? WHY[gate])))}`,
    ...(links.length === 0 ? [] : [links.join(' · ')]),
  ];
}
