import { readAnswer } from '../change/answer.ts';
import { changePrompt, type ChangeInput } from '../change/change-prompt.ts';
import { wholeAnswer } from '../change/change-work.ts';
import { RIGHT, wrongContent, wrongForm, type Probe } from './probe.ts';

/** A change whose right results are all known. */
interface Edit {
  readonly id: string;
  readonly languageId: 'javascript' | 'typescript' | 'python';
  readonly instruction: string;
  readonly code: string;
  /** Any of them, but for white space and semicolons at line ends. */
  readonly results: readonly string[];
}

const ADD = 'function add(a, b) {\n  return a - b;\n}';

const AVERAGE = `function average(numbers) {
  let sum = 0;
  for (const number of numbers {
    sum += number;
  }
  return sum / numbers.length;
}`;

const AREA = 'def area(w, h):\n    return w * h';

const SETTLE = `function settle(entries) {
  let total = 0;
  let fees = 0;
  let count = 0;
  for (const entry of entries) {
    switch (entry.type) {
      case 'sale':
        total += entry.amount;
        count += 1;
        break;
      case 'fee':
        fees += entry.amount;
        break;
      case 'gift':
        total += entry.amount;
        break;
      case 'refund':
        total += entry.amount;
        count -= 1;
        break;
      default:
        break;
    }
  }
  const net = total - fees;
  return { total, fees, count, net };
}`;

const CONNECT = `function describe(cfg: Config): string {
  const lines: string[] = [];
  if (cfg.host === '') {
    lines.push('no host');
  } else {
    lines.push('host ' + cfg.host);
  }
  if (cfg.port > 0) {
    lines.push('port ' + cfg.port);
  }
  if (cfg.secure) {
    lines.push('encrypted');
  }
  for (const name of cfg.names) {
    lines.push('name ' + name);
  }
  if (cfg.retries > 3) {
    lines.push('patient');
  }
  if (cfg.timeout === undefined) {
    lines.push('no limit');
  }
  return lines.join(', ');
}`;

const EDITS: readonly Edit[] = [
  {
    id: 'edit-1',
    languageId: 'javascript',
    instruction: 'Fix the bug: add must return the sum of a and b.',
    code: ADD,
    results: [ADD.replace('a - b', 'a + b'), ADD.replace('a - b', 'b + a')],
  },
  {
    id: 'edit-2',
    languageId: 'javascript',
    instruction: 'Fix the syntax error.',
    code: AVERAGE,
    results: [AVERAGE.replace('of numbers {', 'of numbers) {')],
  },
  {
    id: 'edit-3',
    languageId: 'python',
    instruction: 'Rename the parameter w to width and the parameter h to height.',
    code: AREA,
    results: ['def area(width, height):\n    return width * height'],
  },
  {
    id: 'long-edit-1',
    languageId: 'javascript',
    instruction: 'A refund must be subtracted from total, not added to it.',
    code: SETTLE,
    results: ['total -= entry.amount;', 'total = total - entry.amount;'].map((line) =>
      SETTLE.replace("case 'refund':\n        total += entry.amount;", `case 'refund':\n        ${line}`),
    ),
  },
  {
    id: 'long-edit-2',
    languageId: 'typescript',
    instruction: 'Rename the parameter cfg to options.',
    code: CONNECT,
    results: [CONNECT.replaceAll('cfg', 'options')],
  },
];

const ROLE = 'You write and change code. Change only what is asked for.';

/** The same prompt and the same reading of the answer as a change of the person's own code. */
export const EDIT_PROBES: readonly Probe[] = EDITS.map((edit) => ({
  id: edit.id,
  ability: edit.id.startsWith('long') ? 'long-edit' : 'edit',
  prompt: (card) => changePrompt(inputOf(edit), card, undefined),
  score({ text, truncated, card }) {
    const exported = card.prompt === 'small' ? 'restore' : 'keep';
    const read = readAnswer(wholeAnswer(text, card.prompt), truncated, {
      text: edit.code,
      languageId: edit.languageId,
      eol: '\n',
      exported,
    });
    if (!read.ok) return wrongForm(read.result.findings[0]?.message ?? 'The answer is not in the form that was asked for.');
    const result = bare(read.replacement, edit.languageId);
    return edit.results.some((right) => bare(right, edit.languageId) === result)
      ? RIGHT
      : wrongContent('The code is not what was asked for.');
  },
}));

function inputOf({ languageId, instruction, code }: Edit): ChangeInput {
  const fileName = { javascript: 'sample.js', typescript: 'sample.ts', python: 'sample.py' }[languageId];
  return {
    instruction,
    languageId,
    fileName,
    before: '',
    selection: code,
    after: '',
    firstLine: 0,
    diagnostics: [],
    signatures: [],
    role: ROLE,
  };
}

/** Line by line, without what may differ. Python's indentation stays: it means something. */
function bare(code: string, languageId: Edit['languageId']): string {
  return code
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replace(/;$/, '')
        .replace(/(\S)\s+/g, '$1 '),
    )
    .map((line) => (languageId === 'python' ? line : line.trimStart()))
    .filter((line) => line !== '')
    .join('\n');
}
