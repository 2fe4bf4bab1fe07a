/**
 * Runs stages one after the other. The lanes of a stage run at once, the steps of a lane in their order, and then whichever lane is
 * free takes the next of the steps that any may take. A step is `[name, work, options]`, whose work gives counts. Only those whose name holds one of the words, if there are any. Prints the sum last; resolves with
 * the exit code.
 */
export async function runStages(stages, words = []) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const failedSteps = [];
  const isWanted = ([name]) => words.length === 0 || words.some((word) => name.includes(word));
  for (const { lanes, any = [] } of stages) {
    for (const [name, counts] of await runStage(
      lanes.map((steps) => steps.filter(isWanted)),
      any.filter(isWanted),
    )) {
      if (counts.failed > 0) failedSteps.push(name);
      for (const key of Object.keys(sum)) sum[key] += counts[key];
    }
  }
  console.log('');
  if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(', ')}`);
  if (sum.skipped > 0) console.log(`${sum.skipped} skipped`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

/** The counts of each step by name. Where a second try decides, it is made when nothing else runs, and told. */
async function runStage(lanes, any) {
  const counts = new Map();
  const waiting = [...any];
  const run = async (steps) => {
    for (const step of steps) counts.set(step[0], await countsOf(step));
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) counts.set(step[0], await countsOf(step));
  };
  await Promise.all(lanes.map(run));
  for (const step of [...lanes.flat(), ...any].filter(([name, , options]) => options?.again && counts.get(name).failed > 0)) {
    console.log(`\nretried: ${step[0]}`);
    counts.set(step[0], await countsOf(step));
  }
  return counts;
}

/** A step that throws is a failure; the steps after it still run. What it says is printed when it has ended. */
async function countsOf([name, work]) {
  const started = performance.now();
  let counts;
  try {
    counts = await work();
  } catch (error) {
    counts = { passed: 0, failed: 1, skipped: 0, output: error.stack };
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\n== ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped}, ${seconds} s`);
  if (counts.output?.trim()) console.log(counts.output.trimEnd());
  return counts;
}
