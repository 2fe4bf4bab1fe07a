import type { ModelCard } from '../model-card.ts';
import { fenced, fenceFor, type Prompt, type PromptPart } from '../prompt.ts';
import { tokenEstimate } from '../tokens.ts';
import type { Repair } from '../work.ts';
import { withoutExport } from './export-prefix.ts';
import { dedent } from './indent.ts';

/** What a change is made from. Texts have `\n` line ends. */
export interface ChangeInput {
  readonly instruction: string;
  readonly languageId: string;
  /** As the person sees it: relative to its folder. */
  readonly fileName: string;
  readonly before: string;
  readonly selection: string;
  readonly after: string;
  /** The selection's first line in the file, zero-based. */
  readonly firstLine: number;
  /** Complaints inside the selection, a line each. */
  readonly diagnostics: readonly string[];
  /** Declarations of imported names that the selection uses. */
  readonly signatures: readonly PromptPart[];
  /** What of the two was left out, in words: it may not leave the machine. */
  readonly leftOut?: readonly string[];
  /** The role's own instructions. */
  readonly role: string;
  /** The selection is an earlier answer: whoever asks for a change of one often does it again, in the same place. */
  readonly again?: boolean;
}

/** The share of a model's window that the rest of the file may take. */
export const FILE_SHARE = 0.35;
/** Tokens beyond twice the selection that an answer may have. */
const ANSWER_ROOM = 512;
/** Thinking counts as output: room for it, in tokens. */
const THINKING_ROOM = 8192;

export function changePrompt(input: ChangeInput, card: ModelCard, repair: Repair | undefined): Prompt {
  return card.prompt === 'small' ? smallPrompt(input, card) : fullPrompt(input, card, repair);
}

/** The longest answer that is asked for, in tokens. The reservation is made for it. */
function answerRoom(input: ChangeInput, card: ModelCard): number {
  const wanted = 2 * tokenEstimate(input.selection) + ANSWER_ROOM + (card.reasoning ? THINKING_ROOM : 0);
  return Math.min(wanted, card.maxOutputTokens);
}

/**
 * The form that the smallest models can follow, as measured: the instruction, the selection, and the answer's
 * opening fence given. Nothing else fits into what they can attend to; `export` derails them, so the host keeps it.
 */
function smallPrompt(input: ChangeInput, card: ModelCard): Prompt {
  const code = withoutExport(dedent(input.selection, input.languageId));
  const language = languageName(input.languageId);
  const part = { label: input.fileName, text: input.selection, firstLine: input.firstLine };
  const fence = fenceFor(code);
  return {
    system: `You are a code editor. You reply with the complete edited ${language} code and nothing else.`,
    messages: [{ role: 'user', text: `${input.instruction}\n\n${fenced(code, fenceTag(input.languageId))}` }],
    maxOutputTokens: answerRoom(input, card),
    answerPrefix: `${fence}${fenceTag(input.languageId)}\n`,
    stop: `\n${fence}`,
    parts: [{ label: 'the instruction', text: input.instruction }, part],
    leftOut: ['the rest of the file, diagnostics and signatures: this model is given the selection alone'],
  };
}

const RULES = [
  'Reply with the full replacement of the selected code in exactly one fenced code block, and nothing after it.',
  'Keep everything in the selection that the instruction does not ask to change. Never leave code out with a comment.',
  'Do not add comments that switch off a linter or a type checker. Do not import packages the project does not have.',
].join('\n');

function fullPrompt(input: ChangeInput, card: ModelCard, repair: Repair | undefined): Prompt {
  const room = Math.floor(card.contextWindow * FILE_SHARE);
  const { before, after, leftOut } = fitFile(input, room);
  const tag = fenceTag(input.languageId);
  const file = [
    `File: ${input.fileName} (${languageName(input.languageId)})`,
    before === '' ? '' : `Before the selection:\n${fenced(before, tag)}`,
  ];
  const code = `The selected code:\n${fenced(dedent(input.selection, input.languageId), tag)}`;
  const rest = [
    after === '' ? '' : `After the selection:\n${fenced(after, tag)}`,
    input.signatures.length === 0 ? '' : `Declarations it uses:\n${fenced(input.signatures.map(({ text }) => text).join('\n'), tag)}`,
  ];
  const problems = input.diagnostics.length === 0 ? '' : `Problems reported in the selection:\n${input.diagnostics.join('\n')}`;
  // What stays the same when it is asked again comes first: a vendor's cache knows a prompt by its beginning.
  const stable = joined([...file, ...rest]);
  const context = input.again === true ? [stable, code, problems] : [...file, code, ...rest, problems];
  const text = joined([...context, `Instruction: ${input.instruction}`, repair === undefined ? '' : repairText(repair, tag)]);
  return {
    system: `${input.role}\n\nYou edit one selection of a file.\n${RULES}`,
    messages: [{ role: 'user', text }],
    maxOutputTokens: answerRoom(input, card),
    ...(input.again === true ? { resent: stable.length } : {}),
    parts: partsOf(input, before, after),
    leftOut: [...leftOut, ...(input.leftOut ?? [])],
  };
}

function joined(sections: readonly string[]): string {
  return sections.filter((section) => section !== '').join('\n\n');
}

function partsOf(input: ChangeInput, before: string, after: string): readonly PromptPart[] {
  const excerpt = [before, input.selection, after].filter((text) => text !== '').join('\n');
  const firstLine = input.firstLine - (before === '' ? 0 : before.split('\n').length);
  // Between what is sent and the lines beyond it stands one line end.
  const unsentBefore = input.before.length - (before === '' ? 0 : before.length + 1);
  const around = {
    before: input.before.slice(0, Math.max(0, unsentBefore)),
    after: input.after.slice(after === '' ? 0 : after.length + 1),
  };
  return [
    { label: 'the instruction', text: input.instruction },
    { label: input.fileName, text: excerpt, firstLine, around },
    ...input.signatures,
  ];
}

function repairText(repair: Repair, tag: string): string {
  const answer = repair.answer === undefined ? '' : `\n${fenced(repair.answer.replace(/^```.*\n|\n?```\s*$/g, ''), tag)}`;
  return `An earlier answer was refused by the checks:${answer}\nWhy it was refused:\n${repair.lines.join('\n')}`;
}

/** The lines nearest the selection, as many as fit into `room` tokens, whole lines only. */
function fitFile(input: ChangeInput, room: number): { before: string; after: string; leftOut: readonly string[] } {
  const before = input.before === '' ? [] : input.before.split('\n');
  const after = input.after === '' ? [] : input.after.split('\n');
  const keptBefore = takeLines(before.toReversed(), room / 2);
  const keptAfter = takeLines(after, room - keptBefore.tokens);
  const lost = before.length - keptBefore.count + (after.length - keptAfter.count);
  return {
    before: before.slice(before.length - keptBefore.count).join('\n'),
    after: after.slice(0, keptAfter.count).join('\n'),
    leftOut: lost === 0 ? [] : [`${lost} lines of ${input.fileName} that are far from the selection`],
  };
}

function takeLines(lines: readonly string[], room: number): { count: number; tokens: number } {
  let tokens = 0;
  for (const [index, line] of lines.entries()) {
    const next = tokens + tokenEstimate(line) + 1;
    if (next > room) return { count: index, tokens };
    tokens = next;
  }
  return { count: lines.length, tokens };
}

const NAMES: Readonly<Record<string, string>> = {
  javascript: 'JavaScript',
  javascriptreact: 'JavaScript',
  typescript: 'TypeScript',
  typescriptreact: 'TypeScript',
  python: 'Python',
};
const TAGS: Readonly<Record<string, string>> = {
  javascript: 'js',
  javascriptreact: 'jsx',
  typescript: 'ts',
  typescriptreact: 'tsx',
};

export function languageName(languageId: string): string {
  return NAMES[languageId] ?? languageId;
}

export function fenceTag(languageId: string): string {
  return TAGS[languageId] ?? languageId;
}
