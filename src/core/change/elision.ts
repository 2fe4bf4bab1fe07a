/** The text of a line that is nothing but a comment, without its marks and brackets; undefined for any other line. */
function commentOf(line: string): string | undefined {
  const text = /^\s*\{?\s*(?:\/\/+|#+|\/\*+|<!--|--)\s*(.*)$/.exec(line)?.[1];
  return text?.replace(/(?:\*\/\s*\}?|-->)\s*$/, '').replace(/^[\s([{<]+|[\s)\]}>.:;]+$/g, (marks) => (marks.includes('...') ? '...' : ''));
}

const CODE = '(?:code|file|class|function|method|component|module|implementation|logic|body|script|definition|import|test)s?';

/** What a comment says that stands for code that was left out. */
const STANDS_FOR_CODE: readonly RegExp[] = [
  /^(?:\.{3}|…)$/,
  /^(?:\.{3}|…).*(?:\.{3}|…)$/,
  /^(?:\.{3}|…)\s*.*\b(?:unchanged|existing|same|rest|remaining|remains?|before|above|code)\b/i,
  /^(?:the )?(?:rest|remainder|remaining|other|others|existing|previous|everything else)\b.*\b(?:unchanged|(?:the )?same(?: as (?:before|above))?|as before|omitted)$/i,
  new RegExp(`^(?:the )?(?:rest|remainder) of (?:the |this |your )?(?:\\w+ )?${CODE}\\b`, 'i'),
  new RegExp(`^(?:the )?(?:remaining|existing|previous|original) (?:\\w+ )?${CODE}(?: (?:here|goes here|continues|follows))?$`, 'i'),
  /^same as (?:before|above)$/i,
  /^(?:code )?unchanged$/i,
];

function elisionsIn(code: string): readonly string[] {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:\.{3}|…)$/.test(line) || STANDS_FOR_CODE.some((pattern) => pattern.test(commentOf(line) ?? '')));
}

/**
 * Whether `code` leaves code out with a comment that `original` does not have: `// rest unchanged`,
 * `# ... existing code ...`, `// same as before`.
 */
export function leavesOut(code: string, original: string): boolean {
  const known = new Set(elisionsIn(original));
  return elisionsIn(code).some((line) => !known.has(line));
}
