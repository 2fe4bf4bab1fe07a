const WORD = /^[\p{L}\d_]+$/u;
const LEAST_SHARED = 3;

/**
 * Whether an answer looks as if it was worked out of its question: the same letters, in any order, or half of the longer one
 * is a part of the other. A word that differs from another by its capitals only is a label of it.
 */
export function isMadeOf(question: string, answer: string): boolean {
  const [from, to] = [lettersOf(question), lettersOf(answer)];
  if (question === answer || answer.length < LEAST_SHARED || from === '' || to === '') return false;
  if (from === to) return !(WORD.test(question) && WORD.test(answer));
  if (Math.min(from.length, to.length) < LEAST_SHARED) return false;
  if ([...from].toSorted().join('') === [...to].toSorted().join('')) return true;
  const shared = longestShared(from, to);
  return shared >= LEAST_SHARED && shared * 2 >= Math.max(from.length, to.length);
}

function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 200);
}

/** Length of the longest part that both have. */
function longestShared(one: string, other: string): number {
  let row = new Uint16Array(other.length + 1);
  let most = 0;
  for (const sign of one) {
    const next = new Uint16Array(other.length + 1);
    for (let at = 0; at < other.length; at++) {
      if (other[at] === sign) next[at + 1] = (row[at] ?? 0) + 1;
      most = Math.max(most, next[at + 1] ?? 0);
    }
    row = next;
  }
  return most;
}
