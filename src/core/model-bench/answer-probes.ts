import { analyseWork, readFindings, type AnalyseJob } from '../analyse/analyse-work.ts';
import type { ToolSpec } from '../provider.ts';
import { question, RIGHT, wrongContent, wrongForm, type Probe } from './probe.ts';

/** A text, and the object that says the same. */
interface JsonTask {
  readonly id: string;
  readonly text: string;
  readonly shape: string;
  readonly value: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

const JSON_TASKS: readonly JsonTask[] = [
  {
    id: 'json-1',
    text: 'Ada is 36 years old and speaks English and French.',
    shape: '{"name": string, "age": number, "languages": array of strings}',
    value: { name: 'Ada', age: 36, languages: ['English', 'French'] },
  },
  {
    id: 'json-2',
    text: 'The build of branch main failed after 12 seconds.',
    shape: '{"branch": string, "passed": boolean, "seconds": number}',
    value: { branch: 'main', passed: false, seconds: 12 },
  },
];

const JSON_PROBES: readonly Probe[] = JSON_TASKS.map(({ id, text, shape, value }) => ({
  id,
  ability: 'json',
  prompt: (card) =>
    question(card, {
      system: 'You answer with one JSON object and nothing else.',
      text: `Write what this text says as a JSON object of the shape ${shape}, with no other members.\n\n${text}`,
      answerTokens: 128,
    }),
  score({ text: answer, truncated }) {
    if (truncated) return wrongForm('The answer was cut at its length limit.');
    const parsed = parsedObject(answer);
    if (parsed === undefined) return wrongForm('The answer is not a JSON object.');
    return sameText(parsed) === sameText(value) ? RIGHT : wrongContent('The JSON object does not say what the text says.');
  },
}));

/** A bare object, or one in a single fence, as models like to write it. */
function parsedObject(answer: string): object | undefined {
  const body = /^```(?:json)?\n([\s\S]*)\n```$/i.exec(answer.trim())?.[1] ?? answer;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The same text for the same members, in whatever order. */
function sameText(value: object): string {
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const textParameter = (name: string): ToolSpec['parameters'] => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
  required: [name],
});
const READ: ToolSpec = { name: 'read_file', description: 'Returns the text of one file.', parameters: textParameter('path') };
const SEARCH: ToolSpec = {
  name: 'search_text',
  description: 'Returns the lines of all files that hold a text.',
  parameters: textParameter('text'),
};

interface ToolTask {
  readonly id: string;
  readonly text: string;
  readonly tools: readonly ToolSpec[];
  readonly call: { readonly name: string; readonly argument: string; readonly value: string };
}

const TOOL_TASKS: readonly ToolTask[] = [
  { id: 'tools-1', text: 'Read the file src/main.ts.', tools: [READ], call: { name: 'read_file', argument: 'path', value: 'src/main.ts' } },
  {
    id: 'tools-2',
    text: 'Find the lines that hold the text invoice.',
    tools: [READ, SEARCH],
    call: { name: 'search_text', argument: 'text', value: 'invoice' },
  },
];

const TOOL_PROBES: readonly Probe[] = TOOL_TASKS.map(({ id, text, tools, call }) => ({
  id,
  ability: 'tools',
  prompt: (card) => ({
    ...question(card, { system: 'You work with tools. Call the tool that does what is asked.', text, answerTokens: 256 }),
    tools,
  }),
  score({ toolCalls = [] }) {
    const [first] = toolCalls;
    if (first === undefined) return wrongForm('No tool was called.');
    const given = parsedObject(first.arguments);
    if (given === undefined) return wrongForm(`The arguments of ${first.name} are not a JSON object.`);
    const value = Object.entries(given).find(([name]) => name === call.argument)?.[1] as unknown;
    return first.name === call.name && value === call.value
      ? RIGHT
      : wrongContent(`Not ${call.name} with ${call.argument} ${call.value} was called.`);
  },
}));

/** Code with one planted mistake. */
interface Review {
  readonly id: string;
  readonly code: string;
  /** The code at fault, as it stands there once. */
  readonly fault: string;
}

const REVIEWS: readonly Review[] = [
  {
    id: 'review-1',
    code: 'function total(prices) {\n  let sum = 0;\n  for (let i = 0; i <= prices.length; i++) {\n    sum += prices[i];\n  }\n  return sum;\n}',
    fault: 'i <= prices.length',
  },
  {
    id: 'review-2',
    code: "function mayDelete(user) {\n  if (user.role = 'admin') {\n    return true;\n  }\n  return false;\n}",
    fault: "user.role = 'admin'",
  },
];

const REVIEW_PROBES: readonly Probe[] = REVIEWS.map(({ id, code, fault }) => {
  const work = analyseWork(jobOf(code), () => undefined);
  const start = code.indexOf(fault);
  return {
    id,
    ability: 'review',
    prompt: (card) => work.prompt(card, undefined),
    score({ text, truncated }) {
      const read = readFindings(text, truncated, code);
      if (!read.ok) return wrongForm(read.why);
      const isFound = read.findings.some((one) => one.start < start + fault.length && one.end > start);
      return isFound ? RIGHT : wrongContent('The planted mistake was not found.');
    },
  };
});

function jobOf(text: string): AnalyseJob {
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const subject = {
    kind: 'analyse',
    title: '',
    instruction: 'Find problems in this code.',
    uri: '',
    range,
    original: '',
    seat: '',
  } as const;
  return {
    subject,
    languageId: 'javascript',
    fileName: 'sample.js',
    text,
    firstLine: 0,
    around: { before: '', after: '' },
    role: 'You look for mistakes in code.',
  };
}

export const ANSWER_PROBES: readonly Probe[] = [...JSON_PROBES, ...TOOL_PROBES, ...REVIEW_PROBES];
