/**
 * Gemini gives a call a signature of the thought behind it and wants it back with the result (types of `Part`); a call
 * of ours has only an id to carry it. Base64 never has a bar.
 */
export function callId(id: string, signature: string | undefined): string {
  return signature === undefined ? id : `${id}|${signature}`;
}

/** The signature is absent for calls that another vendor's model made. */
export function splitCallId(callId: string): { readonly id: string; readonly signature?: string } {
  const bar = callId.indexOf('|');
  return bar === -1 ? { id: callId } : { id: callId.slice(0, bar), signature: callId.slice(bar + 1) };
}
