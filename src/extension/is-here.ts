import { isLoopback } from '../providers/is-loopback.ts';
import { readSettings } from './settings.ts';

/** Whether a provider runs on this machine by its address, so that to ask it sends nothing away. */
export function isHere(provider: string): boolean {
  if (provider === 'embedded') return true;
  const { ollamaBaseUrl, servers } = readSettings();
  const address = provider === 'ollama' ? ollamaBaseUrl : servers.find(({ name }) => name === provider)?.baseUrl;
  return address !== undefined && isLoopback(address);
}
