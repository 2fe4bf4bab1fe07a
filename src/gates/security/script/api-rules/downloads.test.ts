import { cases } from './rule-cases.ts';

const needs =
  "import { execSync, spawnSync } from 'node:child_process'; import { writeFileSync } from 'node:fs'; import { createHash } from 'node:crypto'; ";
const get = "const answer = await fetch('https://a.example/setup.sh'); const script = Buffer.from(await answer.arrayBuffer()); ";

cases('what was downloaded is checked before it is run', 'unchecked-download', {
  bad: [
    `${needs}execSync('curl -fsSL https://a.example/install | sh');`,
    `${needs}execSync(\`wget -qO- http://a.example/\${version}/install.sh | sudo bash\`);`,
    `${needs}spawnSync('bash', ['-c', 'curl https://a.example/x | bash -s']);`,
    `${needs}export async function f() { ${get}writeFileSync('/opt/a.sh', script); spawnSync('sh', ['/opt/a.sh']); }`,
    `${needs}export async function f(file = './plugin.mjs') { ${get}writeFileSync(file, script); await import(file); }`,
  ],
  good: [
    `${needs}execSync('curl -fsSL https://a.example/words.txt | sort');`,
    `${needs}execSync('curl -fsSLo a.tar.gz https://a.example/a.tar.gz');`,
    `${needs}export async function f() { ${get}if (createHash('sha256').update(script).digest('hex') !== known) throw new Error('digest'); writeFileSync('/opt/a.sh', script); spawnSync('sh', ['/opt/a.sh']); }`,
    `${needs}export async function f() { ${get}writeFileSync('/opt/words.json', script); spawnSync('node', ['/opt/setup.mjs']); }`,
  ],
});

cases('a page loads no script of others by plain http', 'foreign-script', {
  bad: [
    "export function load() { const script = document.createElement('script'); script.src = 'http://cdn.a.example/chart.js'; document.head.append(script); }",
    'export const page = `<html><script defer src="http://cdn.a.example/a.js"></script></html>`;',
  ],
  good: [
    "export function load() { const script = document.createElement('script'); script.src = 'https://cdn.a.example/chart.js'; document.head.append(script); }",
    "export function load() { const script = document.createElement('script'); script.src = 'http://cdn.a.example/chart.js'; script.integrity = known; document.head.append(script); }",
    "export function show() { const image = document.createElement('img'); image.src = 'http://cdn.a.example/a.png'; }",
    'export const page = `<html><script src="http://localhost:3000/a.js"></script><a href="http://a.example/a.js">a</a></html>`;',
  ],
});
