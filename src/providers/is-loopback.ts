/**
 * True only if a request to this address cannot leave the machine. A name that is not an address counts only as
 * `localhost`: what a resolver says of `x.localhost` is the resolver's affair.
 */
export function isLoopback(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const host = new URL(baseUrl).hostname.toLowerCase();
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
