import type { Gates, SecretScan } from './gate.ts';
import type { Prompt } from './prompt.ts';

/** Why a prompt may not leave the machine, naming the line; undefined if the secrets gate ran and found nothing. */
export async function secretIn(gates: Gates, prompt: Prompt, signal: AbortSignal): Promise<string | undefined> {
  const rest = { label: 'the prompt', text: [prompt.system, ...prompt.messages.map(({ text }) => text)].join('\n') };
  for (const part of [...prompt.parts, rest]) {
    const scan = await scanned(gates, part.text, signal);
    if (!scan.ok) return `the secrets gate could not run (${scan.why}), so nothing is sent to a cloud`;
    const found = scan.findings[0];
    if (found !== undefined) {
      const line = 'firstLine' in part && part.firstLine !== undefined ? part.firstLine + found.line + 1 : found.line + 1;
      return `line ${line} of ${part.label} holds a secret (${found.rule}), so it stays on this machine`;
    }
  }
  return undefined;
}

/** `text` with every found secret blotted out, for the store. If the gate could not run, nothing of it is kept. */
export async function masked(gates: Gates, text: string): Promise<string> {
  const scan = await scanned(gates, text);
  if (!scan.ok) return `[not kept: the secrets gate could not run: ${scan.why}]`;
  let result = '';
  let done = 0;
  for (const { start, end } of scan.findings.toSorted((a, b) => a.start - b.start)) {
    // Two rules may find places that overlap.
    if (start >= done) result += `${text.slice(done, start)}[secret]`;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** The gate's word; one that breaks off could not run. */
async function scanned(gates: Gates, text: string, signal?: AbortSignal): Promise<SecretScan> {
  try {
    return await gates.scanSecrets(text, signal);
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
