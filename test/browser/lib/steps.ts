import { test } from 'node:test';

/** Tests that share one window, in order. After a failure the rest are skipped: the window is in a state they do not know. */
export function createSteps(): (name: string, body: () => Promise<void>) => void {
  let broken: string | undefined;
  return (name, body) => {
    test(name, async (context) => {
      if (broken !== undefined) return context.skip(`"${broken}" failed before`);
      broken = name;
      await body();
      broken = undefined;
    });
  };
}
