import { type SuiteContext, type TestContext } from 'node:test';

import type { FakePlan } from '../../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../../fakes/fake-provider-server.ts';
import { createDoor, type Door } from '../../browser/lib/door.ts';
import { closeAll } from '../../browser/lib/editing.ts';
import type { VsCodeWindow } from '../../browser/lib/vscode-window.ts';

export const BEFORE = 'export function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one);\n}\n';
export const AFTER = BEFORE.replace('+ one)', '+ one, 0)');
export const fenced = (code: string): string => `\`\`\`ts\n${code}\`\`\``;
export const BROKEN = `function averageOf(numbers) {
  let total = 0;
  for (const number of numbers) {
    total = total + number;
  }
  if (numbers.length === 0) {
    return 0;
  }
  return Math.round(total / numbers.length;
}
`;
const LLAMA = 'llama3.1:8b';
const QWEN = 'qwen2.5-coder:7b';
export const ORDER = [`ollama/${LLAMA}`, `ollama/${QWEN}`, 'embedded/smollm2-135m'];

/** An Ollama whose door is shut until a test opens it. */
export interface ShutOllama {
  readonly ollama: FakeProviderServer;
  readonly door: Door;
  /** What the models say next; after that the right answer. */
  readonly next: (string | FakePlan)[];
  /** From now on Ollama is there; showing the models asks for them anew. */
  openIn(window: VsCodeWindow): Promise<void>;
  dispose(): Promise<void>;
}

export async function shutOllama(): Promise<ShutOllama> {
  const next: (string | FakePlan)[] = [];
  const ollama = await startFakeProviderServer({ models: { ollama: [LLAMA, QWEN] }, ollama: { parameterCount: 8_000_000_000 } });
  ollama.answer('ollama', () => next.shift() ?? fenced(AFTER));
  const door = await createDoor(ollama.url);
  return {
    ollama,
    door,
    next,
    async openIn(window) {
      await door.open();
      await window.runCommand('Centuria: Show Models');
      await window.quickRows().filter({ hasText: LLAMA }).waitFor();
      await window.press('Escape');
    },
    async dispose() {
      await door.shut();
      await ollama.dispose();
    },
  };
}

/** A test that did not pass leaves a picture, and nothing that the next one would stumble over. */
export async function clearWay(window: VsCodeWindow, context: TestContext | SuiteContext): Promise<void> {
  if (!('passed' in context) || context.passed) return;
  await window.screenshot(`slow-not-passed-${context.name.slice(0, 20).replaceAll(/\W+/g, '-')}`);
  for (let times = 0; times < 3; times += 1) await window.press('Escape');
  await closeAll(window);
}

export async function openAndSelect(window: VsCodeWindow, name: string, lastLine: number): Promise<void> {
  await window.openFile(name);
  await window.selectLines(1, lastLine);
}
