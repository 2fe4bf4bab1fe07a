import { isLoopback } from '../providers/is-loopback.ts';
import { readSettings } from './settings.ts';

/** Whether a provider runs on this machine, so that to ask it sends nothing away. */
export function isHere(provider: string): boolean {
  if (provider === 'embedded') return true;
  const { ollamaBaseUrl, servers } = readSettings();
  if (provider === 'ollama') return isLoopback(ollamaBaseUrl);
  return servers.some(({ name, baseUrl, runsHere }) => name === provider && runsHere && isLoopback(baseUrl));
}
