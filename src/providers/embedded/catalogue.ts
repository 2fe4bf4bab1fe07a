import type { ModelCard, TaskKind } from '../../core/model-card.ts';
import defaultModel from './default-model.json' with { type: 'json' };

/** The exact bytes of a model file. */
export interface ModelPin {
  /** The commit of the repository on the hub. */
  readonly revision: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** One model the embedded provider offers. */
export interface CatalogueEntry {
  /** The model's id in a request, and the last part of its card's key. */
  readonly id: string;
  readonly label: string;
  /** Repository on the hub: `owner/name`. */
  readonly repo: string;
  /** The file in that repository, and its name in the models folder. */
  readonly file: string;
  /** Known from the start only for the default model; for the others it is read from the hub's listing and kept. */
  readonly pin?: ModelPin;
  /** For people: how much is downloaded. */
  readonly sizeText: string;
  /** For people: how much memory it takes while it is loaded. */
  readonly memoryText: string;
  readonly licence: string;
  readonly goodFor: string;
  /** The sensible choice for a person who wants one. */
  readonly recommended: boolean;
  /** Prompt and answer together, in tokens. */
  readonly contextWindow: number;
  readonly maxOutputTokens: number;
  readonly serves: readonly TaskKind[];
  readonly floor?: string;
  readonly prompt: ModelCard['prompt'];
}

const SMALL = { contextWindow: 4096, maxOutputTokens: 1024, serves: ['edit', 'ask'], prompt: 'small' } as const;
const LARGE = { contextWindow: 8192, maxOutputTokens: 2048, serves: ['edit', 'analyse', 'ask'], prompt: 'full' } as const;

/**
 * What can be downloaded, smallest first. Only the default model's size is exact; the memory of the first three was
 * measured with a context of 4,096 tokens, that of the others is estimated from their size.
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    ...SMALL,
    id: 'smollm2-135m',
    label: 'SmolLM2 135M',
    repo: defaultModel.repo,
    file: defaultModel.file,
    pin: { revision: defaultModel.revision, size: defaultModel.size, sha256: defaultModel.sha256 },
    sizeText: '98 MB',
    memoryText: 'about 350 MB',
    licence: 'Apache-2.0',
    goodFor: 'Trying things out, and syntax repairs in one short function',
    recommended: false,
    floor: '135M parameters: edits of one function only',
  },
  {
    ...SMALL,
    id: 'qwen2.5-coder-0.5b',
    label: 'Qwen2.5-Coder 0.5B',
    repo: 'Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF',
    file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
    sizeText: 'about 0.5 GB',
    memoryText: 'about 850 MB',
    licence: 'Apache-2.0',
    goodFor: 'Small edits on machines with little memory',
    recommended: false,
    floor: '0.5B parameters: small edits only',
  },
  {
    ...SMALL,
    id: 'qwen2.5-coder-1.5b',
    label: 'Qwen2.5-Coder 1.5B',
    repo: 'Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF',
    file: 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
    sizeText: 'about 1.1 GB',
    memoryText: 'about 2.1 GB',
    licence: 'Apache-2.0',
    goodFor: 'Edits of a function: 8 of 8 small edits right in a trial',
    recommended: true,
    floor: '1.5B parameters: small edits only',
  },
  {
    ...SMALL,
    id: 'granite-3.3-2b',
    label: 'Granite 3.3 2B',
    repo: 'ibm-granite/granite-3.3-2b-instruct-GGUF',
    file: 'granite-3.3-2b-instruct-Q4_K_M.gguf',
    sizeText: 'about 1.5 GB',
    memoryText: 'about 2.5 GB, estimated',
    licence: 'Apache-2.0',
    goodFor: 'Questions and small edits; not tried by us yet',
    recommended: false,
    floor: '2B parameters: small edits only',
  },
  {
    ...LARGE,
    id: 'qwen3-4b',
    label: 'Qwen3 4B',
    repo: 'Qwen/Qwen3-4B-GGUF',
    file: 'Qwen3-4B-Q4_K_M.gguf',
    sizeText: 'about 2.5 GB',
    memoryText: 'about 4.5 GB, estimated',
    licence: 'Apache-2.0',
    goodFor: 'Questions, edits and analysis of short files; asked not to think first; not tried by us yet',
    recommended: false,
  },
  {
    ...LARGE,
    id: 'qwen2.5-coder-7b',
    label: 'Qwen2.5-Coder 7B',
    repo: 'Qwen/Qwen2.5-Coder-7B-Instruct-GGUF',
    file: 'qwen2.5-coder-7b-instruct-q4_k_m.gguf',
    sizeText: 'about 4.7 GB',
    memoryText: 'about 6 GB, estimated',
    licence: 'Apache-2.0',
    goodFor: 'Larger edits and analysis on a fast machine; not tried by us yet',
    recommended: false,
  },
];

/** The catalogue's entry as the router sees it. */
export function cardOf(entry: CatalogueEntry): ModelCard {
  return {
    key: `embedded/${entry.id}`,
    provider: 'embedded',
    family: 'embedded',
    model: entry.id,
    label: entry.label,
    local: true,
    contextWindow: entry.contextWindow,
    maxOutputTokens: entry.maxOutputTokens,
    tools: false,
    reasoning: false,
    serves: entry.serves,
    ...(entry.floor === undefined ? {} : { floor: entry.floor }),
    prompt: entry.prompt,
    price: 'free',
  };
}
