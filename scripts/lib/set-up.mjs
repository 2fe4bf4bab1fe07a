import { ensureBubblewrap } from './bubblewrap.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { continueOnNode24 } from './node-24.mjs';
import { onInterrupt } from './processes.mjs';
import { ensureServedVsCode } from './served-vscode-tool.mjs';

const report = (line) => console.log(line);

/** Installs the dependencies if need be, then goes on under the Node 24 that is one of them. */
export async function setUpNode() {
  await orExit(() => ensureDependencies(report));
  await continueOnNode24();
}

export async function setUpBrowser() {
  await orExit(() => ensureChromium(report));
}

/** Without it the tests in the sandbox are skipped, with the reason. */
export async function setUpSandbox() {
  await ensureBubblewrap(report).catch((error) => report(error.message));
}

export async function setUpServedVsCode() {
  await orExit(() => ensureServedVsCode(report));
}

/** The small embedded model, or the reason why it cannot be had. */
export async function setUpModel() {
  const { ensureModel } = await import('../fetch-model.mjs');
  const stop = new AbortController();
  const forget = onInterrupt(() => stop.abort());
  try {
    return { path: await ensureModel({ log: report, signal: stop.signal }) };
  } catch (error) {
    return { why: error.message };
  } finally {
    forget();
  }
}

async function orExit(work) {
  try {
    await work();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
