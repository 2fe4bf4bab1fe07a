/** A place in a text, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** RFC 7468: the label is in capitals and spaces. RFC 4716 has four hyphens and a space. */
const label = '(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?';
/** What may stand between the lines of a key in code: line ends, also escaped ones, quotes, signs of comments and joins. */
const between = /[\s"'`+,#*>|\\]/u;
const inBody = /[A-Za-z0-9+/=]/u;
/** The shortest line of a body that is not its last; encoders write 64, 70 or 76 characters. */
const shortestLine = 40;

/** A body must follow, so that code which only names the header is no key. */
const header = new RegExp(
  `-{4,5} ?BEGIN ${label} ?-{4,5}(?:\\\\{1,2}[rn]|[\\s"'\`+,#*>|/]){0,24}(?:[A-Za-z0-9+/=]{16}|[A-Z][A-Za-z-]{2,30}: )`,
  'gu',
);
const anyFooter = /-{4,5} ?END [A-Z0-9 ]{1,60}-{4,5}/gu;
const footer = new RegExp(`-{4,5} ?END ${label} ?-{4,5}`, 'gu');
/** Base64 of a DER sequence, and of OpenSSH's `openssh-key-v1`. */
const opening = /(?<![A-Za-z0-9+/])(?:M[A-I][A-Za-z0-9+/]{62}|b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/]{40})/gu;

/** Whole keys, to their footer, or to the end of the text where they are cut. */
function withHeader(text: string): Span[] {
  const found: Span[] = [];
  header.lastIndex = 0;
  for (let match = header.exec(text); match; match = header.exec(text)) {
    anyFooter.lastIndex = header.lastIndex;
    const last = anyFooter.exec(text);
    const end = last ? last.index + last[0].length : text.length;
    found.push({ start: match.index, end });
    header.lastIndex = end;
  }
  return found;
}

/** The start of the body that ends here, and not before `least`. */
function bodyStart(text: string, end: number, least: number): number {
  let start = end;
  for (let at = end, isLast = true; ; isLast = false) {
    while (at > least && between.test(text.charAt(at - 1))) at -= 1;
    const lineEnd = at;
    while (at > least && inBody.test(text.charAt(at - 1))) at -= 1;
    if (lineEnd - at < (isLast ? 1 : shortestLine)) return start;
    start = at;
  }
}

/** The end of the body whose first line starts here: the first short line is its last. */
function bodyEnd(text: string, start: number): number {
  let end = start;
  for (let at = start; ;) {
    const lineStart = at;
    while (at < text.length && inBody.test(text.charAt(at))) at += 1;
    if (at === lineStart) return end;
    end = at;
    if (at - lineStart < shortestLine) return end;
    while (at < text.length && between.test(text.charAt(at))) at += 1;
  }
}

/** The ends of keys whose beginning is cut away. */
function withFooter(text: string, known: readonly Span[]): Span[] {
  const found: Span[] = [];
  let least = 0;
  for (const match of text.matchAll(footer)) {
    const end = match.index + match[0].length;
    if (!known.some((span) => span.start < end && match.index < span.end)) {
      const start = bodyStart(text, match.index, least);
      if (match.index - start >= shortestLine) found.push({ start, end });
    }
    least = end;
  }
  return found;
}

/** The version and what follows it, as in RFC 5208 and 8017 (0), RFC 5915 (1), and RFC 5958's encrypted key. */
const derOpenings = ['02010030', '02010002', '02010104'];
const encryptedOpening = /^30[0-9a-f]{2}06092a864886f70d01050/u;

function opensPrivateKey(line: string): boolean {
  if (line.startsWith('b3Blbn')) return true;
  const hex = Buffer.from(line, 'base64').toString('hex');
  const long = hex.slice(2, 4);
  const content = hex.slice(long === '82' ? 8 : long === '81' ? 6 : 4);
  return derOpenings.some((known) => content.startsWith(known)) || encryptedOpening.test(content);
}

/** Bodies without a header, as in a selection inside a key or a key in one line. */
function bodies(text: string): Span[] {
  const found: Span[] = [];
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (!opensPrivateKey(match[0])) continue;
    const end = bodyEnd(text, match.index);
    found.push({ start: match.index, end });
    opening.lastIndex = end;
  }
  return found;
}

/** Where private keys are in a text: with their header, cut off from it, or as a bare body. */
export function privateKeys(text: string): Span[] {
  const whole = withHeader(text);
  return [...whole, ...withFooter(text, whole), ...bodies(text)];
}
