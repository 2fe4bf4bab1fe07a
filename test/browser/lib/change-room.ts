import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FakePlan } from '../../fakes/fake-provider-server-plan.ts';
import { startFakeProviderServer, type FakeProviderServer } from '../../fakes/fake-provider-server.ts';
import { askChange } from './ask-change.ts';
import { createDoor, type Door } from './door.ts';
import { closeAll } from './editing.ts';
import { assertBooksRight, readLedger } from './read-ledger.ts';
import { startTestVsCode, type TestVsCode } from './served-window.ts';
import { until } from './until.ts';
import type { VsCodeWindow } from './vscode-window.ts';

export const BEFORE = 'export function sum(numbers: number[]): number {\n  return numbers.reduce((total, one) => total + one);\n}\n';
export const AFTER = BEFORE.replace('+ one)', '+ one, 0)');
export const TWO_HUNKS = `export function spread(numbers: number[]): number {
  const low = Math.min(...numbers);



  const high = Math.max(...numbers);
  return high - low;
}
`;
export const LUA = '-- sums\n\nfunction add(a, b)\n\tlocal sum = a + b\n\treturn sum\nend\n';
export const fenced = (code: string): string => `\`\`\`ts\n${code}\`\`\``;
export const misspelt = (name: string): string => fenced(AFTER.replace('reduce', name));

/** One window with one local model and one cloud, for the tests of a file: what they say next is the tests' to say. */
export class ChangeRoom {
  /** What the models say next; after that the right answer. */
  readonly next: (string | FakePlan)[] = [];
  readonly cloud: FakeProviderServer;
  readonly door: Door;
  readonly vscode: TestVsCode;
  readonly window: VsCodeWindow;

  constructor(parts: Pick<ChangeRoom, 'cloud' | 'door' | 'vscode' | 'window'>) {
    this.cloud = parts.cloud;
    this.door = parts.door;
    this.vscode = parts.vscode;
    this.window = parts.window;
    for (const vendor of ['ollama', 'anthropic'] as const) this.cloud.answer(vendor, () => this.next.shift() ?? fenced(AFTER));
  }

  onDisk(name: string): string {
    return readFileSync(join(this.vscode.folder, name), 'utf8');
  }

  lastPrompt(): string {
    return JSON.stringify(this.cloud.journal.at(-1)?.body['messages']);
  }

  /** Asks, and returns once the model has the request; nothing of its answer comes through until `door.release()`. */
  async askHeld(instruction: string, answer: string): Promise<void> {
    const asked = this.cloud.journal.length;
    this.next.push({ text: answer, paceMs: 150 });
    await askChange(this.window, instruction, /llama|qwen/);
    await until(() => this.cloud.journal.length > asked);
    this.door.hold();
  }

  /** Typing makes more than one step of undo. What a key does is drawn a moment later. */
  async undoTo(text: string): Promise<void> {
    for (let steps = 0; steps < 5; steps += 1) {
      if (await this.window.showsText(text, 1_000)) return;
      await this.window.press('Control+Z');
    }
    await this.shows(text);
  }

  /** The active editor shows exactly this, or comes to. */
  async shows(text: string): Promise<void> {
    if (!(await this.window.showsText(text))) assert.equal(await this.window.visibleEditorText(), text);
  }

  async openAndSelect(name: string, first: number, last: number): Promise<void> {
    await this.window.openFile(name);
    await this.window.selectLines(first, last);
  }

  /** After each test: nothing is left on the screen, and the books are right. */
  async tidy(): Promise<void> {
    this.next.length = 0;
    this.door.release();
    const inTheWay = this.window.page.locator('.monaco-dialog-box, .quick-input-widget:visible');
    if ((await inTheWay.count()) > 0) await this.window.press('Escape');
    await closeAll(this.window);
    assertBooksRight(readLedger(this.vscode.dataDir));
  }

  async dispose(): Promise<void> {
    await this.vscode.dispose();
    await this.door.shut();
    await this.cloud.dispose();
  }
}

export async function openChangeRoom(): Promise<ChangeRoom> {
  const cloud = await startFakeProviderServer({
    models: { ollama: ['llama3.1:8b', 'qwen2.5-coder:7b'], anthropic: ['claude-haiku-4-5'] },
    ollama: { parameterCount: 8_000_000_000 },
  });
  const door = await createDoor(cloud.url);
  await door.open();
  const files = ['plain', 'disk', 'locked', 'above', 'inside', 'closed', 'again', 'esc', 'revise', 'undo'];
  const vscode = await startTestVsCode({
    workspace: {
      ...Object.fromEntries(files.map((name) => [`${name}.ts`, BEFORE])),
      'plain.ts': `export const two = 2;\n\n${BEFORE}`,
      'above.ts': `export const start = 0;\n\n${BEFORE}`,
      'windows.ts': `\uFEFF${`// ärger\n${BEFORE}`.replaceAll('\n', '\r\n')}`,
      'binary.bin': 'ab\0cd\0ef',
      'hunks.ts': TWO_HUNKS,
      'main.lua': LUA,
    },
    settings: {
      'centuria.ollama.baseUrl': door.url,
      'centuria.anthropic.baseUrl': cloud.baseUrl('anthropic'),
      // What is typed is what stands there.
      'editor.autoClosingBrackets': 'never',
      'editor.autoIndent': 'none',
    },
    env: { CENTURIA_MODELS: '/nonexistent' },
    keepSecrets: true,
  });
  return new ChangeRoom({ cloud, door, vscode, window: await vscode.openWindow({ width: 1280, height: 800 }) });
}
