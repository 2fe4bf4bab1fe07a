export function ensureModel(options?: { log?: (line: string) => void; signal?: AbortSignal }): Promise<string>;
