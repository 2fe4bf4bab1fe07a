/** Every string under a `text`, `content` or `system` of a request, in order: the prompt, whatever the wire format. */
export function promptText(value: unknown): string {
  return texts(value).join('\n');
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => ['text', 'content', 'parts', 'output', 'response', 'functionResponse'].includes(name))
    .flatMap(([, member]) => texts(member));
}
