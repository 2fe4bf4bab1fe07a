export function ollamaPath(): string;
export function ensureOllama(options?: { log?: (line: string) => void }): Promise<string>;
