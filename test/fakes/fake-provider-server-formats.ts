import { anthropicFormat } from './fake-provider-server-anthropic.ts';
import { geminiFormat } from './fake-provider-server-gemini.ts';
import { ollamaFormat } from './fake-provider-server-ollama.ts';
import { openAiFormat } from './fake-provider-server-openai.ts';
import type { FakeOllama } from './fake-provider-server.ts';

export type FakeVendor = 'openai' | 'anthropic' | 'gemini' | 'ollama';

/** What was asked, whatever the wire format. */
export interface FakeRequest {
  readonly vendor: FakeVendor;
  readonly model: string;
  /** Every text of the prompt, the system's first. */
  readonly prompt: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Tokens in buckets that never overlap; the format writes them the way its vendor counts. */
export interface FakeUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  /** A part of `output`. */
  readonly reasoning?: number;
  /** Ollama's `load_duration`, which it says beside its counts. */
  readonly loadNanos?: number;
}

export interface FakeToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface FakeError {
  readonly message: string;
  readonly code?: string;
}

interface Frames {
  readonly frames: readonly string[];
  /** The usage in these frames, in the vendor's form. */
  readonly reported?: unknown;
}

/** One vendor's wire format: frames are whole events, ready to be written. */
export interface FakeFormat {
  readonly vendor: FakeVendor;
  readonly contentType: string;
  readonly chatPath: RegExp;
  /** An event that is not JSON. */
  readonly broken: string;
  request(path: string, body: Readonly<Record<string, unknown>>): FakeRequest;
  opening(request: FakeRequest, usage: FakeUsage): Frames;
  thoughts(request: FakeRequest, text: string): readonly string[];
  piece(request: FakeRequest, text: string): readonly string[];
  toolCall(request: FakeRequest, call: FakeToolCall, index: number): readonly string[];
  closing(request: FakeRequest, end: { readonly usage: FakeUsage; readonly finish: 'stop' | 'length' | 'refused' | 'tool-calls' }): Frames;
  error(status: number, error: FakeError): unknown;
  errorFrame(error: FakeError): string;
  list(path: string, models: readonly string[], ollama: FakeOllama): unknown;
}

export const FAKE_FORMATS: Readonly<Record<FakeVendor, FakeFormat>> = {
  openai: openAiFormat,
  anthropic: anthropicFormat,
  gemini: geminiFormat,
  ollama: ollamaFormat,
};
