const alphabets: Readonly<Record<string, string>> = {
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  hex: '0123456789abcdef',
  digit: '0123456789',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  base32low: 'abcdefghijklmnopqrstuvwxyz234567',
  bech32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
};

/** The same run for the same seed: all of the alphabet in turn from a random order, every fourth one a digit. */
function randomRun(kind: string, length: number, next: () => number): string {
  if (kind === 'login') return Buffer.from(`me:${randomRun('alnum', length - 3, next)}`).toString('base64');
  const alphabet = [...(alphabets[kind] ?? '')].map((one) => ({ one, order: next() })).toSorted((a, b) => a.order - b.order);
  const digits = alphabet.filter(({ one }) => /\d/u.test(one));
  return Array.from(
    { length },
    (_, index) => (index % 4 === 1 ? digits[index % digits.length] : alphabet[index % alphabet.length])?.one,
  ).join('');
}

/** Numbers from 0 to 1 by a linear congruential generator. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A sample with its runs, which are what must not be read. */
export interface MadeSecret {
  readonly text: string;
  readonly runs: readonly string[];
}

/** Puts a sample together; `run` may make its runs otherwise. */
export function madeSecret(
  sample: string,
  seed: number,
  run: (kind: string, length: number, next: () => number) => string = randomRun,
): MadeSecret {
  const next = numbersFrom(seed);
  const runs: string[] = [];
  const uuids = sample.replaceAll('{uuid}', '{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}');
  const text = uuids.replace(/\{(?<kind>\w+):(?<length>\d+)\}/gu, (_, kind: string, length: string) => {
    runs.push(run(kind, Number(length), next));
    return runs.at(-1) ?? '';
  });
  return { text, runs };
}
