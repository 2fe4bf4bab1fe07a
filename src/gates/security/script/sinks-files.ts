import type { Call } from './engine/engine.ts';
import type { SinkRow } from './sink.ts';

/* Files: https://nodejs.org/api/fs.html, https://expressjs.com/en/api.html#res.sendFile. */

const oneFile = [
  'readFile readFileSync writeFile writeFileSync appendFile appendFileSync createReadStream createWriteStream open openSync',
  'unlink unlinkSync rm rmSync rmdir rmdirSync mkdir mkdirSync mkdtemp readdir readdirSync opendir opendirSync',
  'access accessSync truncate truncateSync chmod chmodSync chown chownSync utimes utimesSync',
  'readlink readlinkSync watch watchFile readJson readJSON readJsonSync outputFile outputFileSync outputJson emptyDir ensureDir ensureDirSync ensureFile remove removeSync writeJson writeJSON openAsBlob',
].join(' ');
const twoFiles = 'rename renameSync copyFile copyFileSync cp cpSync link linkSync symlink symlinkSync copy copySync move moveSync';

function inModules(names: string, modules: readonly string[]): string {
  return modules.flatMap((module) => names.split(' ').map((name) => `${module}.${name}`)).join(' ');
}

function hasRoot(call: Call): boolean {
  return call.args.some((value) => value.fields?.has('root') === true);
}

export const fileSinks: readonly SinkRow[] = [
  { kind: 'path', calls: inModules(oneFile, ['fs']), slots: [0] },
  { kind: 'path', calls: inModules(twoFiles, ['fs']), slots: [0, 1] },
  { kind: 'path', calls: inModules('stat statSync lstat lstatSync exists existsSync', ['fs']), slots: [0], doubtful: true },
  {
    kind: 'path',
    methods: 'readFile readFileSync writeFile writeFileSync createReadStream createWriteStream unlink unlinkSync appendFile',
    on: /^fs(?:p|promises|e|extra)?$/iu,
    slots: [0],
  },
  {
    kind: 'path',
    calls: '@response.sendFile @response.sendfile @response.download @reply.sendFile @reply.download koa-send',
    slots: [0],
    when: (call) => !hasRoot(call),
  },
  { kind: 'path', calls: 'koa-send', slots: [1], when: (call) => !hasRoot(call) },
  { kind: 'path', calls: 'send serve-static express.static', slots: [0] },
  { kind: 'path', calls: '@response.render @reply.view', slots: [0], doubtful: true },
  { kind: 'path', calls: 'adm-zip().extractAllTo adm-zip().addLocalFile tar.x tar.extract extract-zip', slots: [0], doubtful: true },
  { kind: 'path', methods: 'mv', slots: [0], on: /file|upload/iu },
];
