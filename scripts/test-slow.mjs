import { setUpBrowser, setUpModel, setUpNode, setUpSandbox, setUpServedVsCode } from './lib/set-up.mjs';

// `npm run test:slow`: what is long (real servers, races, killed processes), one file after the other.
await setUpNode();
await setUpBrowser();
await setUpSandbox();
await setUpServedVsCode();
const model = await setUpModel();
if (model.why !== undefined) console.log(model.why);

const { ensureOllama } = await import('./fetch-ollama.mjs');
// Without Go there is no real Ollama to test with: its tests are then skipped with a word.
await ensureOllama({ log: (line) => console.log(line) }).catch((error) => console.log(error.message));

const { filesOf, runBrowserTests, runNodeTests } = await import('./lib/node-tests.mjs');
const plain = await runNodeTests(filesOf(['test/slow/**/*.test.ts']), { each: true, concurrency: 1, seconds: 3_600 });
const { runTool } = await import('./lib/checks.mjs');
const built = await runTool('build');
const windows = await runBrowserTests(filesOf(['test/slow/**/*.browser.ts']), { seconds: 3_600 });
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const part of [plain, built, windows]) for (const key of Object.keys(counts)) counts[key] += part[key];
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
