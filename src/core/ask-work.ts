import type { GateResult } from './gate.ts';
import type { TaskSubject } from './task.ts';
import type { Work } from './work.ts';

/** A question without code to change: any whole, non-empty answer passes. `subject` is what is remembered of it. */
export function askWork(subject: TaskSubject, question: string, onAnswer: (text: string) => void): Work {
  return {
    subject,
    prompt: (card) => ({
      system: 'You are a helpful assistant for software developers. Answer briefly and precisely.',
      messages: [{ role: 'user', text: question }],
      maxOutputTokens: Math.min(card.reasoning ? 8192 : 1024, card.maxOutputTokens),
      parts: [{ label: 'the question', text: question }],
      leftOut: [],
    }),
    check(answer) {
      const whole = !answer.truncated && answer.text.trim() !== '';
      if (whole) onAnswer(answer.text);
      return Promise.resolve({ results: [formatResult(whole)] });
    },
  };
}

function formatResult(whole: boolean): GateResult {
  const base = { gate: 'format', required: true, known: 0, tool: 'Centuria', elapsedMs: 0 } as const;
  if (whole) return { ...base, verdict: 'pass', findings: [] };
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const message = 'The answer is empty or was cut at its length limit.';
  return {
    ...base,
    verdict: 'fail',
    findings: [{ gate: 'format', rule: 'whole-answer', message, severity: 'error', range, blocks: true, fingerprint: 'ask:whole-answer' }],
  };
}
