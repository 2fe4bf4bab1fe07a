// These run in the page.

declare global {
  interface Window {
    mutations: number;
    axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
  }
}

export async function runAxe(): Promise<readonly string[]> {
  const { violations } = await window.axe.run();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}

export function countMutations(): void {
  window.mutations = 0;
  const observer = new MutationObserver((records) => {
    window.mutations += records.length;
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}

export function setVisibility(state: string): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}
