import { lintSource } from '@secretlint/core';
import { rules as presetRules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Hit } from './hit.ts';
import { isPlaceholder, looksLikeBareSecret, realPassword } from './secret-rule.ts';

const leftOut: ReadonlySet<string> = new Set([
  // Comments could switch every other rule off.
  '@secretlint/secretlint-rule-filter-comments',
  // Its range starts at the variable's name and is as long as the key, so part of the key is outside; a rule of our own has it.
  '@secretlint/secretlint-rule-aws',
]);
const rules = presetRules.filter(({ meta }) => !leftOut.has(meta.id)).map((rule) => ({ id: rule.meta.id, rule, options: {} }));

interface Part {
  readonly text: string;
  readonly start: number;
}

/** The tool compares every finding with every other one, so it is given this many characters at a time. */
const partLength = 20_000;
/** What no value holds. */
const boundary = /[^\w+/=.~%@:$-]/gu;

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < text.length;) {
    boundary.lastIndex = start + partLength;
    const end = (boundary.exec(text)?.index ?? text.length - 1) + 1;
    parts.push({ text: text.slice(start, end), start });
    start = end;
  }
  return parts;
}

const addressWithPassword = /^[\w+.-]+:\/\/(?<user>[^:@/\s]*):(?<password>[^/\s]+)@/u;

/** Whether a hit is what stands for a secret in a sample. Only its last word or its password is looked at: what is around them may be an example. */
function isSample(found: string): boolean {
  const { user = '', password } = addressWithPassword.exec(found)?.groups ?? {};
  // A key may be the user, with any word for its password.
  if (password !== undefined) return !realPassword(password) && !looksLikeBareSecret(user);
  const [last = ''] = /[\w.~+-]+$/u.exec(found) ?? [];
  return !found.includes('@') && isPlaceholder(last);
}

async function hitsOfPart({ text, start }: Part): Promise<Hit[]> {
  const source = { filePath: 'text.txt', content: text, contentType: 'text', ext: '.txt' } as const;
  const result = await lintSource({ source, options: { noPhysicFilePath: true, maskSecrets: true, config: { rules } } });
  const messages = result.messages.filter(({ range }) => !isSample(text.slice(...range)));
  return messages.map((found) => {
    const kind = found.messageId.toLowerCase().replaceAll('_', ' ');
    // The tool's own message is not used: it is built from the secret.
    const message = `This looks like a secret (${kind}). Take it out, make it invalid at its issuer, and read the new one from the environment.`;
    const rule = `${found.ruleId.replace('@secretlint/secretlint-rule-', 'secretlint/')}`;
    const url = found.docsUrl ?? 'https://github.com/secretlint/secretlint';
    return { rule, message, start: start + found.range[0], end: start + found.range[1], url, blocks: found.severity === 'error' };
  });
}

/** Scans under way, and when the last one ended. Milliseconds. */
const scans = { running: 0, endedAt: Number.NEGATIVE_INFINITY };
/** The tool finishes its notes a moment after its answer. Milliseconds. */
const SETTLED_MS = 1_000;

/** The tool notes how long each rule took in a list of the process that nothing else empties. */
function forgetTimes(): void {
  if (scans.running > 0 || performance.now() - scans.endedAt < SETTLED_MS) return;
  performance.clearMarks();
  performance.clearMeasures();
}

/** What secretlint's recommended rules find, whatever a comment says. */
export async function presetHits(text: string): Promise<Hit[]> {
  forgetTimes();
  scans.running += 1;
  try {
    return (await Promise.all(partsOf(text).map(hitsOfPart))).flat();
  } finally {
    scans.running -= 1;
    scans.endedAt = performance.now();
  }
}
