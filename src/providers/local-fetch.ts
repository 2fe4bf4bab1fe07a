import { Agent, fetch as undiciFetch } from 'undici';
import type { Fetch } from './provider-deps.ts';

/**
 * A fetch for servers on this machine or named by the user, without undici's 300 s limits on headers and body, which
 * end a slow prefill; the guard has limits of its own. One for each call: closing it closes the call's sockets.
 */
export function createLocalFetch(): { readonly fetch: Fetch; dispose(): void } {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return {
    fetch: async (input, init) => {
      const { headers, method, redirect, signal } = init ?? {};
      const response = await undiciFetch(input instanceof Request ? input.url : input, {
        dispatcher,
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
        ...(headers === undefined ? {} : { headers: [...new Headers(headers)] }),
        ...(method === undefined ? {} : { method }),
        ...(redirect === undefined ? {} : { redirect }),
        ...(signal ? { signal } : {}),
      });
      const { status, statusText } = response;
      const body = response.body === null ? undefined : webStream(response.body);
      return new Response(body, { status, statusText, headers: [...response.headers] });
    },
    dispose: () => void dispatcher.destroy().catch(() => undefined),
  };
}

/** undici's stream and the web's are the same at run time, and two types. */
function webStream(body: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
