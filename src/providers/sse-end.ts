/**
 * Watches an event stream for its closing line, `data: [DONE]`, which the OpenAI SDK takes silently and does not miss.
 * Chunks may split the line anywhere.
 */
export function watchForDone(): { readonly inspect: (text: string, ended: boolean) => void; readonly seen: () => boolean } {
  const line = /(^|[\r\n])data: ?\[DONE\][ \t]*([\r\n]|$)/;
  let tail = '\n';
  let seen = false;
  return {
    inspect: (text) => {
      if (seen || text === '') return;
      const window = tail + text;
      seen = line.test(window);
      tail = window.slice(-32);
    },
    seen: () => seen,
  };
}
