const EVERY_MS = 15_000;

/** Says what is being done, and again every 15 seconds until it is, so that nobody takes it for dead. */
export async function stillWorking(report, words, work) {
  const startedAt = performance.now();
  report(words);
  const timer = setInterval(
    () => report(`  still at it, ${Math.round((performance.now() - startedAt) / 1000)} s: ${words.trim()}`),
    EVERY_MS,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
