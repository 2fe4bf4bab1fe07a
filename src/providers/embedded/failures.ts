import type { Failure } from '../../core/failure.ts';
import type { Usage } from '../../core/usage.ts';
import type { FromModel, ModelTokens } from '../../protocol/model.ts';
import type { CatalogueEntry } from './catalogue.ts';

const DOWNLOAD_AGAIN = 'Download the model again.';

export function aborted(): Failure {
  return { kind: 'aborted', message: 'The request was cancelled.', nextStep: 'Ask again when you want an answer.' };
}

export function unknownModel(model: string): Failure {
  return {
    kind: 'model-missing',
    message: `The embedded provider has no model called ${model}.`,
    nextStep: 'Choose one of its list.',
  };
}

export function missingModel(entry: CatalogueEntry, partial: boolean): Failure {
  const how = partial ? 'has only been downloaded in part' : 'has not been downloaded';
  return {
    kind: 'model-missing',
    message: `${entry.label} ${how}.`,
    nextStep: partial ? 'Resume its download.' : `Download it (${entry.sizeText}).`,
  };
}

export function damagedModel(entry: CatalogueEntry, why: string): Failure {
  return {
    kind: 'damaged-model',
    message: `The file of ${entry.label} is damaged: ${why}.`,
    nextStep: DOWNLOAD_AGAIN,
  };
}

export function loadFailed(entry: CatalogueEntry, said: Extract<FromModel, { type: 'load-failed' }>): Failure {
  switch (said.reason) {
    case 'engine':
      return {
        kind: 'model-missing',
        message: `The engine for embedded models cannot run here (${process.platform}-${process.arch}): ${said.detail}`,
        nextStep: 'Install the build of Centuria for this platform, or use Ollama or a cloud model.',
      };
    case 'memory':
      return {
        kind: 'damaged-model',
        message: `There is not enough memory for ${entry.label}, which takes ${entry.memoryText}: ${said.detail}`,
        nextStep: 'Close other programs or choose a smaller model.',
      };
    case 'file':
      return {
        kind: 'damaged-model',
        message: `${entry.label} does not load: ${said.detail}`,
        nextStep: DOWNLOAD_AGAIN,
      };
  }
}

export function crashed(entry: CatalogueEntry, why: string): Failure {
  return {
    kind: 'crashed',
    message: `The process of ${entry.label} died: ${why}.`,
    nextStep: `Ask again: a new process is started. If it keeps dying, memory may be short (it takes ${entry.memoryText}).`,
  };
}

export function tooLong(entry: CatalogueEntry, promptTokens: number, contextSize: number): Failure {
  return {
    kind: 'context-length',
    message: `The prompt has ${promptTokens} tokens, and ${entry.label} reads ${contextSize}, its answer included.`,
    nextStep: 'Select less, or choose a model with a larger window.',
  };
}

export function generationFailed(entry: CatalogueEntry, detail: string): Failure {
  return { kind: 'server', message: `${entry.label} could not answer: ${detail}`, nextStep: 'Ask again.' };
}

export function toolsUnsupported(entry: CatalogueEntry): Failure {
  return {
    kind: 'tools-unsupported',
    message: `${entry.label} cannot use tools.`,
    nextStep: 'Choose a model that can.',
  };
}

export function usageOf(tokens: ModelTokens): Usage {
  return {
    inputTokens: tokens.input,
    cacheReadTokens: tokens.cached,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: tokens.output,
    reasoningTokens: tokens.reasoning,
  };
}
