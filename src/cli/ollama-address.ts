/** At these a server listens everywhere; it is asked at its own machine. */
const EVERYWHERE: ReadonlySet<string> = new Set(['', '0.0.0.0', '[::]']);

/**
 * Where `OLLAMA_HOST` points, read as Ollama reads it (its FAQ, "How do I configure Ollama server?"): a host, a port, or
 * both, with or without a scheme. Undefined: not set, so the usual place.
 */
export function ollamaAddress(written: string | undefined): string | undefined {
  const text = written?.trim().replace(/^(['"])(.*)\1$/, '$2') ?? '';
  if (text === '') return undefined;
  const scheme = /^\w+:\/\//.exec(text)?.[0];
  const rest = text.slice(scheme?.length ?? 0);
  const place = rest.replace(/\/.*$/, '');
  return `${scheme ?? 'http://'}${hostAndPort(place, scheme === undefined ? ':11434' : '')}${rest.slice(place.length)}`;
}

function hostAndPort(place: string, usualPort: string): string {
  // What has more colons than one is an IPv6 address without its brackets.
  const [, host = `[${place}]`, port = usualPort] = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(place) ?? [];
  return `${EVERYWHERE.has(host) ? '127.0.0.1' : host}${port}`;
}
