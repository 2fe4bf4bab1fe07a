import { sentence } from './sentence.ts';

/** What keeps a model, or a whole provider, from being asked. */
export type Cause =
  | 'floor'
  | 'untrusted'
  | 'local-only'
  | 'never-pay'
  | 'not-allowed'
  | 'tools'
  | 'window'
  | 'unwell'
  /** Others are asked before it, by the order that was set or by the price. */
  | 'others'
  /** A cloud, or a server on this machine, that could not say what it has. */
  | 'cloud-absent'
  | 'server-absent';

/** One that is not asked. */
export interface NotAsked {
  readonly label: string;
  readonly reason: string;
  readonly because?: Cause;
  /** What the person can do about this one, in a sentence, where the cause alone does not say it. */
  readonly nextStep?: string;
}

/** `SmolLM2 135M: too small for analysis`, the name once. */
export function notAskedWords({ label, reason }: NotAsked): string {
  return reason.startsWith(label) ? reason : `${label}: ${reason}`;
}

/** A vendor that is set up: another key is not what is missing. */
const CLOUD_IS_SET_UP: ReadonlySet<Cause> = new Set(['untrusted', 'local-only', 'never-pay', 'not-allowed', 'cloud-absent']);

const HELPS: Readonly<Partial<Record<Cause, string>>> = {
  untrusted: 'trust this workspace to let clouds be asked',
  'never-pay': 'turn off "Never pay" in the settings',
  'not-allowed': 'allow code to be sent there when you are asked',
  window: 'select less',
};

/** What to do where nobody may be asked: what heals the real causes, each once, any of which may be enough. An Ollama that is up need not be started. */
export function nextStepFor(notAsked: readonly NotAsked[], isOllamaUp = false): string {
  const causes = notAsked.flatMap(({ because }) => (because === undefined ? [] : [because]));
  const own = notAsked.flatMap(({ nextStep }) => (nextStep === undefined ? [] : [sentence(nextStep)]));
  const helps = causes.flatMap((cause) => HELPS[cause] ?? []);
  const model = causes.includes('floor') ? 'download a larger model' : 'download a model';
  const key = causes.some((cause) => CLOUD_IS_SET_UP.has(cause)) ? [] : ['set a key with "Centuria: Set API Key"'];
  const start = causes.includes('floor') || causes.includes('server-absent') ? [] : ['start Ollama'];
  const ollama = isOllamaUp ? ['pull one with Ollama'] : start;
  const ways = [...new Set([...helps, model, ...ollama, ...key])];
  return [...new Set(own), sentence(capital(either(ways)))].join(' ');
}

function either(ways: readonly string[]): string {
  return ways.length < 2 ? (ways[0] ?? '') : `${ways.slice(0, -1).join(', ')}${ways.length > 2 ? ',' : ''} or ${ways.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
