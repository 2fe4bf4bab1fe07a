import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretFinding, SecretScan } from '../../core/gate.ts';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { secretRules } from './rules.ts';
import type { SecretRule } from './rules.ts';

/** More than this is not scanned as one text. UTF-16 units. */
const longestText = 1_000_000;

interface Hit {
  readonly rule: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly blocks: boolean;
}

function hitsOfRule(rule: SecretRule, text: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(rule.pattern)) {
    const secret = match.groups?.['secret'] ?? match[0];
    if (rule.accept && !rule.accept(secret)) continue;
    const start = match.index + match[0].lastIndexOf(secret);
    const message = `This is ${rule.what}. Take it out, make it invalid at its issuer, and read the new one from the environment.`;
    hits.push({ rule: rule.rule, message, start, end: start + secret.length, url: rule.url, blocks: rule.blocks });
  }
  return hits;
}

function ownHits(text: string): Hit[] {
  const lower = text.toLowerCase();
  return secretRules.filter((rule) => rule.keywords.some((word) => lower.includes(word))).flatMap((rule) => hitsOfRule(rule, text));
}

async function presetHits(text: string): Promise<Hit[]> {
  const source = { filePath: 'text.txt', content: text, contentType: 'text', ext: '.txt' } as const;
  const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }];
  const result = await lintSource({ source, options: { noPhysicFilePath: true, maskSecrets: true, config: { rules } } });
  return result.messages.map((found) => {
    const kind = found.messageId.toLowerCase().replaceAll('_', ' ');
    // The tool's own message is not used: it is built from the secret.
    const message = `This looks like a secret (${kind}). Take it out, make it invalid at its issuer, and read the new one from the environment.`;
    const rule = `${found.ruleId.replace('@secretlint/secretlint-rule-', 'secretlint/')}`;
    const url = found.docsUrl ?? 'https://github.com/secretlint/secretlint';
    return { rule, message, start: found.range[0], end: found.range[1], url, blocks: found.severity === 'error' };
  });
}

/** One hit for each place: what blocks wins over what does not, then our own rules over the preset's. */
async function hitsIn(text: string): Promise<Hit[]> {
  const candidates = [...ownHits(text), ...(await presetHits(text))].toSorted((a, b) => Number(b.blocks) - Number(a.blocks));
  const kept: Hit[] = [];
  for (const hit of candidates) {
    if (!kept.some((other) => other.start < hit.end && hit.start < other.end)) kept.push(hit);
    if (kept.length >= 1000) break;
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

/** The gate `secrets` on one text. */
export async function secretComplaints(text: string): Promise<Analysis> {
  const lines = linesOf(text);
  const hits = await hitsIn(text);
  const complaints = hits.map(
    (hit): Complaint => ({
      rule: hit.rule,
      message: hit.message,
      severity: hit.blocks ? 'error' : 'warning',
      range: lines.range(hit.start, hit.end),
      blocks: hit.blocks,
      url: hit.url,
      cwe: 'CWE-798',
    }),
  );
  return { ok: true, complaints };
}

/** Any text, such as a prompt: places of what may be a secret, the advisory rules included. */
export async function scanSecrets(text: string): Promise<SecretScan> {
  if (text.length > longestText) {
    return { ok: false, why: `the text is too large to look for secrets in (${text.length} characters, the limit is ${longestText})` };
  }
  const lines = linesOf(text);
  const findings = (await hitsIn(text)).map(
    ({ rule, message, start, end }): SecretFinding => ({ rule, message, start, end, line: lines.position(start).line }),
  );
  return { ok: true, findings };
}
