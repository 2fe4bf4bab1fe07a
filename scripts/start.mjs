import { startOptions, usage } from './lib/start-options.mjs';
import { setUpModel, setUpNode } from './lib/set-up.mjs';

// `npm start`: installs, builds, fetches the small model once, and opens VS Code with the extension in it.
let options;
try {
  options = startOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error.message}\n\n${usage}`);
  process.exit(1);
}
if (options.help) {
  console.log(usage);
  process.exit(0);
}
await setUpNode();
const { runTool } = await import('./lib/checks.mjs');
console.log('building the extension');
const built = await runTool('build');
if (built.failed > 0) {
  console.error(built.output);
  process.exit(1);
}
const model = await setUpModel();
if (model.why !== undefined) console.log(`${model.why}\nGoing on without it: Centuria can use Ollama or a key instead.`);
const { openVsCode } = await import('./lib/open-vscode.ts');
process.exitCode = await openVsCode(options);
