/** The scheme, host and port of an address: what may be shown of it, since the rest can hold a password or a key. */
export function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : 'an address that is none';
}
