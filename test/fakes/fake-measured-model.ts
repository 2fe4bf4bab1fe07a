import type { ModelRequest, ToolCall } from '../../src/core/provider.ts';

/** What a model says to a probe. */
interface ProbeAnswer {
  readonly text?: string;
  readonly toolCall?: Pick<ToolCall, 'name' | 'arguments'>;
}

const EDITS: readonly { readonly about: string; edit(code: string): string }[] = [
  { about: 'add must return the sum', edit: (code) => code.replace('a - b', 'a + b') },
  { about: 'Fix the syntax error', edit: (code) => code.replace('of numbers {', 'of numbers) {') },
  { about: 'Rename the parameter w to width', edit: (code) => code.replace(/\bw\b/g, 'width').replace(/\bh\b/g, 'height') },
  { about: 'A refund must be subtracted', edit: (code) => code.replace("'refund':\n        total += ", "'refund':\n        total -= ") },
  { about: 'Rename the parameter cfg', edit: (code) => code.replaceAll('cfg', 'options') },
];

const ANSWERS: readonly { readonly about: string; readonly answer: ProbeAnswer }[] = [
  { about: 'Ada is 36 years old', answer: { text: '{"languages": ["English", "French"], "name": "Ada", "age": 36}' } },
  { about: 'The build of branch main', answer: { text: '```json\n{"branch": "main", "passed": false, "seconds": 12}\n```' } },
  { about: 'Read the file src/main.ts', answer: { toolCall: { name: 'read_file', arguments: '{"path":"src/main.ts"}' } } },
  { about: 'lines that hold the text invoice', answer: { toolCall: { name: 'search_text', arguments: '{"text":"invoice"}' } } },
  { about: 'i <= prices.length', answer: { text: finding('i <= prices.length') } },
  { about: "user.role = 'admin'", answer: { text: finding("  if (user.role = 'admin') {") } },
  { about: 'ship in the north harbour called?', answer: { text: 'It is called Cobalt Heron.' } },
];

function finding(quote: string): string {
  return `\`\`\`json\n${JSON.stringify([{ quote, title: 'A mistake', why: 'It is wrong.', severity: 'warning' }])}\n\`\`\``;
}

/** What a model that can do everything says to each probe of a benchmark. Throws for any other prompt. */
export function rightAnswer(prompt: string): ProbeAnswer {
  const edit = EDITS.find(({ about }) => prompt.includes(about));
  const code = /```(\w+)\n([\s\S]*?)\n```/.exec(prompt);
  if (edit !== undefined && code !== null) return { text: `\`\`\`${code[1]}\n${edit.edit(code[2] ?? '')}\n\`\`\`` };
  const known = ANSWERS.find(({ about }) => prompt.includes(about));
  if (known === undefined) throw new TypeError(`no probe asks this: ${prompt.slice(0, 200)}`);
  return known.answer;
}

/** The whole prompt as one text. */
export function promptOfRequest({ system, messages }: Pick<ModelRequest, 'system' | 'messages'>): string {
  return [system, ...messages.map(({ text }) => text)].join('\n');
}
