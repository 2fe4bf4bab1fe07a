import { setUpBrowser, setUpModel, setUpNode, setUpSandbox, setUpServedVsCode } from './lib/set-up.mjs';

// `npm run test:slow`: what is long (real servers, races, killed processes), windows beside the rest; words choose files by name.
await setUpNode();
await setUpBrowser();
await setUpSandbox();
await setUpServedVsCode();
const model = await setUpModel();
if (model.why !== undefined) console.log(model.why);

const { ensureOllama } = await import('./fetch-ollama.mjs');
// Without Go there is no real Ollama to test with: its tests are then skipped with a word.
await ensureOllama({ log: (line) => console.log(line) }).catch((error) => console.log(error.message));

const { runTool } = await import('./lib/checks.mjs');
const { browserSteps, filesOf, runNodeTests } = await import('./lib/node-tests.mjs');
const { runStages } = await import('./lib/run-stages.mjs');

const seconds = 3_600;
const plain = filesOf(['test/slow/**/*.test.ts']).map((file) => [file, () => runNodeTests([file], { each: true, seconds, quiet: true })]);
const windows = browserSteps(filesOf(['test/slow/**/*.browser.ts']), { seconds });
process.exitCode = await runStages([{ lanes: [plain, [['build', () => runTool('build')], ...windows]] }], process.argv.slice(2));
