/** placeholder */
export function isCatastrophic(pattern: string): boolean {
  return /\([^()]*[+*][^()]*\)[+*]/u.test(pattern);
}
