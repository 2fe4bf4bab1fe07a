/** `1 file`, `16 files`. */
export function filesWords(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}

/** `1 finding blocks, 8 do not`: of a check of files as they stand. */
export function foundWords({ blocking, rest }: { readonly blocking: number; readonly rest: number }): string {
  return `${blocking} ${blocking === 1 ? 'finding blocks' : 'findings block'}, ${rest} ${rest === 1 ? 'does' : 'do'} not`;
}
