export interface TrimmedEngine {
  readonly bytes: number;
  readonly packages: number;
  readonly answered: boolean;
}
export function thisPlatform(): string;
export function trimEngine(options: { platform: string; out: string; log?: (line: string) => void }): Promise<TrimmedEngine>;
