export const codeServerVersion: string;
export function servedVsCodeMain(): string;
export function ensureServedVsCode(report: (line: string) => void): Promise<void>;
