import { setUpBrowser, setUpModel, setUpNode, setUpSandbox, setUpServedVsCode } from './lib/set-up.mjs';

// `npm test`: everything but what is long. Plain JavaScript for Node 20 until the dependencies are there.
await setUpNode();
await setUpBrowser();
await setUpSandbox();
await setUpServedVsCode();
const model = await setUpModel();
if (model.why !== undefined) console.log(model.why);

const { runTestSteps } = await import('./lib/test-steps.mjs');
const wanted = process.argv.slice(2);
process.exitCode = await runTestSteps(wanted);
