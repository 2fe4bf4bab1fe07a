import type { Complaint } from '../../complaint.ts';
import { linesOf } from '../../lines.ts';

/** Embeddings, overrides and isolates of the Unicode Bidirectional Algorithm: https://www.unicode.org/reports/tr9/ */
const CONTROLS = /[\u202A-\u202E\u2066-\u2069]+/gu;

/** Characters that make code read in another order than it runs, wherever they are written as themselves. */
export function hiddenOrder(text: string): readonly Complaint[] {
  const found = [...text.matchAll(CONTROLS)];
  if (found.length === 0) return [];
  const lines = linesOf(text);
  return found.map(({ 0: controls, index }): Complaint => {
    const codes = [...controls].map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase()}`).join(' ');
    return {
      rule: 'bidirectional-control',
      message: `A bidirectional control character (${codes}) can make this line read in another order than it runs. Take it out, or write it as an escape such as "\\u202E".`,
      severity: 'error',
      blocks: true,
      range: lines.range(index, index + controls.length),
      url: 'https://nvd.nist.gov/vuln/detail/CVE-2021-42574',
      why: 'Whoever reviews the code sees another program than the one that runs.',
    };
  });
}
