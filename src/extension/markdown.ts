/** Names and messages come from files and models: in the preview they are words, never an image, a link or a table. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~&$]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
}
