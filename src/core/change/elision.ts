/** What stands around the words of a comment: its marks, brackets, dots and rules. */
const EDGE = new Set(' \t\r.…·•⋯-_*~=()[]{}<>:;!/#'.split(''));

/** Longer comments explain something. Characters. */
const LONGEST = 120;

interface Comment {
  /** Between the marks, in lower case. */
  readonly words: string;
  /** Three dots stand before or after the words. */
  readonly dotted: boolean;
}

function commentOf(text: string): Comment | undefined {
  if (text.length > LONGEST) return undefined;
  let [start, end] = [0, text.length];
  while (start < end && EDGE.has(text[start] ?? '')) start += 1;
  while (end > start && EDGE.has(text[end - 1] ?? '')) end -= 1;
  const dotted = /\.{2,}|[…⋯]|•{2,}/.test(text.slice(0, start) + text.slice(end));
  return { words: text.slice(start, end).toLowerCase().replaceAll(/\s+/g, ' '), dotted };
}

const CODE = '(?:code|file|class|function|method|component|module|implementation|logic|body|script|definition|import|test|jsx|markup)s?';
const SAME = '(?:unchanged|(?:the )?same(?: as (?:before|above))?|as (?:it )?(?:is|was|before)|omitted|untouched)';

/** What a comment says that stands for code that was left out. */
const STANDS_FOR_CODE: readonly RegExp[] = [
  new RegExp(
    `^(?:the )?(?:rest|remainder|remaining|others?|existing|previous|everything else|${CODE})\\b.*\\b(?:is|are|remains?|stays?|unchanged|omitted|same)\\b.*\\b${SAME}$`,
  ),
  new RegExp(`^(?:the )?(?:rest|remainder|remaining|others?|existing|previous|everything else)\\b.*\\b${SAME}$`),
  new RegExp(`^(?:todo:? ?|add )?(?:the )?(?:rest|remainder) of (?:the |this |your |my )?(?:\\w+ )?${CODE}\\b`),
  new RegExp(
    `^(?:the |your )?(?:remaining|existing|previous|original|unchanged) (?:\\w+ )?${CODE}(?: (?:here|goes here|continues|follows))?$`,
  ),
  new RegExp(`^other (?:methods|functions|imports|code|properties|cases|fields|handlers|routes)(?: here)?$`),
  new RegExp(`^${CODE} (?:remains?|stays?|is|are) (?:the )?(?:same|unchanged)$`),
  new RegExp(`^(?:\\w+ )?${CODE} (?:omitted|skipped|elided)(?: for (?:brevity|clarity))?$`),
  new RegExp(`^(?:your|implementation|actual|real) ?(?:${CODE})? (?:goes )?here$`),
  new RegExp(`^(?:keep|leave) (?:the )?(?:rest|remainder|everything else|existing ${CODE})\\b.*$`),
  /^(?:the )?(?:function|method|class|code|rest) (?:continues|goes on)(?: as (?:before|above|is))?$/,
  new RegExp(`^continue (?:with )?(?:the )?(?:rest|remaining|existing)\\b.*$`),
  /^(?:code )?unchanged$/,
  /^same (?:as )?(?:before|above|the original|original)$/,
  /^no (?:other )?changes?(?: (?:here|needed|below|above))?$/,
  /^(?:omitted|skipped)(?: for (?:brevity|clarity))?$/,
  /^snip$/,
];

/** With dots around it, one of these words is enough. */
const WITH_DOTS =
  /^$|\b(?:unchanged|existing|same|rest|remaining|remains?|before|above|code|more|other|others|omitted|snip|continues?|etc)\b/;

function standsForCode({ words, dotted }: Comment): boolean {
  return (dotted && WITH_DOTS.test(words)) || STANDS_FOR_CODE.some((pattern) => pattern.test(words));
}

const MARKS = ['//', '#', '/*', '<!--', '--'] as const;

/** What may be a comment of a line: the whole line, and what comes after each mark of a comment in it. */
function commentsIn(line: string): readonly string[] {
  const trimmed = line.trim();
  const starts = MARKS.flatMap((mark) => {
    const at = trimmed.lastIndexOf(mark);
    return at < 0 ? [] : [trimmed.slice(at + mark.length)];
  });
  return starts;
}

/** The lines inside block comments that begin with no mark of their own. */
function blockLines(code: string): ReadonlySet<string> {
  const lines = new Set<string>();
  for (let at = code.indexOf('/*'); at >= 0;) {
    const end = code.indexOf('*/', at + 2);
    if (end < 0) break;
    for (const line of code.slice(at + 2, end).split('\n')) if (line.trim() !== '') lines.add(line.trim());
    at = code.indexOf('/*', end + 2);
  }
  return lines;
}

function elisionsIn(code: string): readonly string[] {
  const inBlocks = blockLines(code);
  const lines = code.split('\n').map((line) => line.trim());
  return lines.filter((line) => {
    if (/^(?:\.{3}|…|⋯)$/.test(line)) return true;
    const candidates = inBlocks.has(line) ? [line, ...commentsIn(line)] : commentsIn(line);
    return candidates.some((text) => {
      const comment = commentOf(text.trim());
      return comment !== undefined && standsForCode(comment);
    });
  });
}

/**
 * Whether `code` leaves code out with a comment that `original` does not have: `// rest unchanged`,
 * `# ... existing code ...`, `// same as before`.
 */
export function leavesOut(code: string, original: string): boolean {
  const known = new Set(elisionsIn(original));
  return elisionsIn(code).some((line) => !known.has(line));
}
