/** The vendors that take a key, with what their keys look like. */
export const VENDORS = [
  { id: 'anthropic', label: 'Anthropic', hint: 'sk-ant-…' },
  { id: 'openai', label: 'OpenAI', hint: 'sk-…' },
  { id: 'gemini', label: 'Gemini', hint: 'AIza…' },
] as const;
