/** The words of a text, which may stand on several lines. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/u);
}
