import { setUpBrowser, setUpModel, setUpNode, setUpSandbox, setUpServedVsCode } from './lib/set-up.mjs';

// `npm test`: everything but what is long. Plain JavaScript for Node 20 until the dependencies are there.
await setUpNode();
await setUpBrowser();
await setUpSandbox();
await setUpServedVsCode();
const model = await setUpModel();
if (model.why !== undefined) console.log(model.why);

const { runStages } = await import('./lib/run-stages.mjs');
const { testStages } = await import('./lib/test-steps.mjs');
process.exitCode = await runStages(testStages(), process.argv.slice(2));
