import type { AttemptResult } from './attempt.ts';
import type { GateResult, Gates, SecretScan } from './gate.ts';
import { promptTexts, type Prompt, type PromptPart } from './prompt.ts';

/** Why a prompt may not leave the machine, naming the line; undefined if the secrets gate ran and found nothing. */
export async function secretIn(gates: Gates, prompt: Prompt, signal?: AbortSignal): Promise<string | undefined> {
  const rest: PromptPart = { label: 'the prompt', text: promptTexts(prompt).join('\n') };
  for (const part of [...prompt.parts, rest]) {
    const { before = '', after = '' } = part.around ?? {};
    const start = before === '' ? 0 : before.length + 1;
    const end = start + part.text.length;
    const scan = await scanned(gates, [before, part.text, after].filter((text) => text !== '').join('\n'), signal);
    if (!scan.ok) return `the secrets gate could not run (${scan.why}), so nothing is sent to a cloud`;
    const found = scan.findings.find((one) => one.start < end && one.end > start);
    if (found !== undefined) {
      const first = (part.firstLine ?? 0) - (before === '' ? 0 : before.split('\n').length);
      return `line ${first + found.line + 1} of ${part.label} holds a secret (${found.rule}), so it stays on this machine`;
    }
  }
  return splitSecretIn(gates, jointsOf(promptTexts(prompt), prompt.messages), signal);
}

/** Of the end of a text and of the beginning of the next: longer than all but a few kinds of secrets. UTF-16 units. */
const JOINT = 600;
/** They are scanned as one text, which has a limit of a million. */
const MOST_JOINTS = 500;

/** The end of a text of a prompt, and how the next one starts. */
export interface Joint {
  readonly end: string;
  readonly start: string;
}

/** Of all texts of a prompt where they follow each other, and of two messages of the person's in a row. */
export function jointsOf(texts: readonly string[], messages: Prompt['messages']): readonly Joint[] {
  const asked = messages.flatMap((message) => (message.role === 'user' ? [message.text] : []));
  return [...between(texts), ...(asked.length < messages.length ? between(asked) : [])];
}

function between(texts: readonly string[]): readonly Joint[] {
  const said = texts.map((text) => text.trim()).filter((text) => text !== '');
  return said.slice(1).map((next, index) => ({ end: (said[index] ?? '').slice(-JOINT), start: next.slice(0, JOINT) }));
}

/** Why, of a secret that is half on one side of a joint and half on the other. */
export async function splitSecretIn(gates: Gates, joints: readonly Joint[], signal?: AbortSignal): Promise<string | undefined> {
  for (let from = 0; from < joints.length; from += MOST_JOINTS) {
    const some = joints.slice(from, from + MOST_JOINTS);
    const scan = await scanned(gates, some.map(({ end, start }) => end + start).join('\n'), signal);
    if (!scan.ok) return `the secrets gate could not run (${scan.why}), so nothing is sent to a cloud`;
    let at = 0;
    for (const { end, start } of some) {
      const middle = at + end.length;
      const found = scan.findings.find((one) => one.start < middle && middle < one.end);
      if (found !== undefined) return `two texts of the prompt hold a secret together (${found.rule}), so it stays on this machine`;
      at = middle + start.length + 1;
    }
  }
  return undefined;
}

/** What stands in a stored text for a secret. */
export const BLOT = '[secret]';

/** `text` with every found secret blotted out, for the store. If the gate could not run, nothing of it is kept. */
export async function masked(gates: Gates, text: string, signal?: AbortSignal): Promise<string> {
  const scan = await scanned(gates, text, signal);
  if (!scan.ok) return `[not kept: the secrets gate could not run: ${scan.why}]`;
  let result = '';
  let done = 0;
  for (const { start, end } of scan.findings.toSorted((a, b) => a.start - b.start)) {
    // Two rules may find places that overlap.
    if (start >= done) result += `${text.slice(done, start)}${BLOT}`;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** A result whose failure quotes no secret: a server may say in its error what it was sent. */
export async function withMaskedFailure(gates: Gates, result: AttemptResult): Promise<AttemptResult> {
  const { end } = result;
  if (end.type === 'finish') return result;
  const [message, nextStep] = await Promise.all([masked(gates, end.failure.message), masked(gates, end.failure.nextStep)]);
  return { ...result, end: { ...end, failure: { ...end.failure, message, nextStep } } };
}

/** Gate results whose messages quote no secret: a compiler's complaint can hold the text it is about. */
export async function withoutSecrets(gates: Gates, results: readonly GateResult[]): Promise<readonly GateResult[]> {
  const messages = results.flatMap(({ findings }) => findings.map(({ message }) => message));
  const scan = await scanned(gates, messages.join('\n'));
  if (messages.length === 0 || (scan.ok && scan.findings.length === 0)) return results;
  return Promise.all(
    results.map(async (result) => ({
      ...result,
      findings: await Promise.all(result.findings.map(async (one) => ({ ...one, message: await masked(gates, one.message) }))),
    })),
  );
}

/** The gate's word; one that breaks off could not run. */
async function scanned(gates: Gates, text: string, signal?: AbortSignal): Promise<SecretScan> {
  try {
    return await gates.scanSecrets(text, signal);
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
