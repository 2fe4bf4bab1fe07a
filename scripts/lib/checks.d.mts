export interface StepCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly output?: string;
}
export function runTool(name: string, options?: { readonly cached?: boolean }): Promise<StepCounts>;
export function runUnitTests(options?: Readonly<Record<string, unknown>>): Promise<StepCounts>;
