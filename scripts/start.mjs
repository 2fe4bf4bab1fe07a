import { startOptions, usage } from './lib/start-options.mjs';
import { setUpModel, setUpNode } from './lib/set-up.mjs';
import { stillWorking } from './lib/still-working.mjs';

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
console.log('Centuria: installs what is missing, builds, and opens VS Code. The first time takes a few minutes, later ones some seconds.');
await setUpNode();
const { runTool } = await import('./lib/checks.mjs');
const built = await stillWorking(
  (line) => console.log(line),
  'building the extension',
  () => runTool('build'),
);
if (built.failed > 0) {
  console.error(built.output);
  process.exit(1);
}
const model = await setUpModel();
if (model.why !== undefined) console.log(`${model.why}\nGoing on without it: Centuria can use Ollama or a key instead.`);
const { openVsCode } = await import('./lib/open-vscode.ts');
process.exitCode = await openVsCode(options);
