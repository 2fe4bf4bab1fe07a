import type { SecretFinding, SecretScan } from '../../core/gate.ts';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { holdsNone } from './certainly-clean.ts';
import { toEndOfValue, united } from './hit.ts';
import type { Hit } from './hit.ts';
import { likelyRules } from './likely-rules.ts';
import { presetHits } from './preset.ts';
import { privateKeys, type Span } from './private-key.ts';
import type { SecretRule } from './secret-rule.ts';
import { silencedLines } from './silenced.ts';
import { readingsOf, type Unwritten } from './unwritten.ts';

/** More than this is not scanned as one text. UTF-16 units. */
const longestText = 1_000_000;

function messageFor(what: string): string {
  return `This is ${what}. Take it out, make it invalid at its issuer, and read the new one from the environment.`;
}

function hitsOfRule(rule: SecretRule, text: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(rule.pattern)) {
    const secret = match.groups?.['secret'] ?? match[0];
    if (rule.accept && !rule.accept(secret)) continue;
    const start = match.index + match[0].lastIndexOf(secret);
    const { what, url, blocks } = rule;
    hits.push({ rule: rule.rule, message: messageFor(what), start, end: start + secret.length, url, blocks });
  }
  return hits;
}

function privateKeyHits(text: string): Hit[] {
  const url = 'https://www.rfc-editor.org/rfc/rfc7468';
  return privateKeys(text).map((span) => ({ rule: 'private-key', message: messageFor('a private key'), url, blocks: true, ...span }));
}

function ownHits(text: string): Hit[] {
  return [...privateKeyHits(text), ...likelyRules(text).flatMap((rule) => hitsOfRule(rule, text))];
}

/** What stands for a token in a sample: a beginning, and then one character again and again. */
const repeated = /^.{0,24}?([\w*])\1{15,}$/u;

/** `isWhole`: it is no hit of the whole text's where this says no. */
async function writtenHits(text: string, isWhole: (hit: Hit) => boolean = () => true): Promise<Hit[]> {
  const hits = [...ownHits(text), ...(await presetHits(text))].filter(isWhole).map((hit) => toEndOfValue(text, hit));
  return hits.filter(({ start, end }) => !repeated.test(text.slice(start, end)));
}

/** Where what it is in is put together. */
function whereUsed(read: Unwritten, { start, end }: Hit): readonly Span[] {
  return [read.place(start, end) ?? []].flat();
}

/** There, and where the constants of it are declared: what is left of a secret may be all of it. */
function whereWritten(read: Unwritten, hit: Hit): readonly Span[] {
  return [...whereUsed(read, hit), ...read.declared(hit.start, hit.end)];
}

/** Every place, however many there are, also of what is only put together when it runs; our own rules name it before the preset's. */
async function hitsIn(text: string, placesOf: typeof whereUsed): Promise<Hit[]> {
  const hits = await writtenHits(text);
  for (const read of readingsOf(text)) {
    if (holdsNone(read.text)) continue;
    const hidden = await writtenHits(read.text, ({ start, end }) => read.place(start, end) !== undefined);
    hits.push(...hidden.flatMap((hit) => placesOf(read, hit).map(({ start, end }) => ({ ...hit, start, end }))));
  }
  return united(hits);
}

/** The gate `secrets` on one text. `honourComments`: a person's own `secretlint-disable` counts, as in the editor. */
export async function secretComplaints(text: string, honourComments: boolean): Promise<Analysis> {
  const lines = linesOf(text);
  const silenced: ReadonlySet<number> = honourComments ? silencedLines(text, lines) : new Set();
  const places = (await hitsIn(text, whereUsed)).map((hit) => ({ hit, range: lines.range(hit.start, hit.end) }));
  const complaints = places
    .filter(({ range }) => !silenced.has(range.startLine))
    .map(({ hit, range }): Complaint => {
      // All its lines: the first one of two private keys is the same.
      const anchor = text.slice(lines.offset(range.startLine, 0), lines.offset(range.endLine + 1, 0));
      const severity = hit.blocks ? 'error' : 'warning';
      return { rule: hit.rule, message: hit.message, severity, range, blocks: hit.blocks, url: hit.url, cwe: 'CWE-798', anchor };
    });
  return { ok: true, complaints };
}

/** Any text, such as a prompt: every place of what may be a secret, the advisory rules included. */
export async function scanSecrets(text: string): Promise<SecretScan> {
  if (text.length > longestText) {
    return { ok: false, why: `the text is too large to look for secrets in (${text.length} characters, the limit is ${longestText})` };
  }
  const lines = linesOf(text);
  const findings = (await hitsIn(text, whereWritten)).map(({ rule, message, start, end }): SecretFinding => ({
    rule,
    message,
    start,
    end,
    line: lines.position(start).line,
  }));
  return { ok: true, findings };
}
