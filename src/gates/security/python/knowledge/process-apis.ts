import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';

/* Rights, addresses and code that a process takes: CWE-250, CWE-605, CWE-494, https://docs.python.org/3/library/os.html#os.setuid. */

const isRoot = (value: Value | undefined): boolean => value?.constant === 0 || value?.constant === 'root' || value?.constant === '0';

/** The rights are given up again in the same function. */
function isGivenUp(call: Call): boolean {
  const calls = [...call.around().matchAll(/\bset(?:re|e|res)?uid\(\s*([^)]*)\)/gu)].map(([, given]) => given);
  return calls.some((given) => given !== undefined && !/^0\s*(?:,\s*0\s*)*$/u.test(given));
}

const takers = ['os.setuid', 'os.seteuid', 'os.setreuid', 'os.setresuid'];
const starters = [
  'subprocess.run',
  'subprocess.Popen',
  'subprocess.call',
  'subprocess.check_call',
  'subprocess.check_output',
  'asyncio.create_subprocess_exec',
  'asyncio.create_subprocess_shell',
];
const containers = ['run', 'create']
  .map((name) => `docker.from_env().containers.${name}`)
  .concat(['docker.DockerClient().containers.run', 'docker.DockerClient().containers.create', '.create_host_config']);

/** Where every network is, in both families. */
const everywhere: ReadonlySet<unknown> = new Set(['', '0.0.0.0', '::', '*']);

const bindsEverywhere = (call: Call): boolean => everywhere.has(call.items(call.positional[0])?.[0]?.constant);
const servers = ['TCPServer', 'UDPServer', 'ThreadingTCPServer', 'ThreadingUDPServer'].map((name) => `socketserver.${name}`);

/** What another server answers is run as it is. */
function runsDownload(call: Call): boolean {
  const isDownload =
    /^(?:requests|httpx|requests\.Session\(\)|httpx\.Client\(\))\.get\(\)\.(?:text|content)|^urllib\.request\.urlopen\(\)\.read\(\)/u.test(
      call.positional[0]?.path ?? '',
    );
  return isDownload && !/sha\d|hashlib|hmac|compare_digest|verify\(|signature/iu.test(call.around());
}

/** One revision of it, or what is on this machine already. */
function isPinned(call: Call): boolean {
  const { keywords } = call;
  const isCommit = /^[\da-f]{40}$/u.test(String(keywords.get('revision')?.constant ?? keywords.get('code_revision')?.constant));
  const name = String(call.positional[0]?.constant ?? '');
  return isCommit || keywords.get('local_files_only')?.constant === true || /^(?:\.{0,2}\/)/u.test(name);
}

export const processApis: readonly ApiRule[] = [
  { rule: 'runs-as-root', callees: takers, confidence: 'medium', when: (call) => call.positional.some(isRoot) && !isGivenUp(call) },
  { rule: 'runs-as-root', callees: starters, confidence: 'medium', when: (call) => isRoot(call.keywords.get('user')), at: ['user'] },
  {
    rule: 'runs-as-root',
    callees: containers,
    confidence: 'medium',
    when: (call) => call.keywords.get('privileged')?.constant === true,
    at: ['privileged'],
  },
  // A server in a container has to; on a host it is seldom meant.
  { rule: 'bound-to-every-network', callees: ['socket.socket().bind', ...servers], confidence: 'low', when: bindsEverywhere },
  {
    rule: 'bound-to-every-network',
    callees: ['asyncio.start_server'],
    confidence: 'low',
    when: (call) => everywhere.has(call.argument(1, 'host')?.constant),
    at: ['host'],
  },
  // The code of a model's publisher is run; a revision says which.
  {
    rule: 'unverified-download',
    callees: ['trust_remote_code='],
    confidence: 'medium',
    when: (call) => call.keywords.get('trust_remote_code')?.constant === true && !isPinned(call),
  },
  {
    rule: 'unverified-download',
    callees: ['exec', 'eval', 'pickle.loads', 'dill.loads', 'marshal.loads', 'joblib.load', 'cloudpickle.loads', 'yaml.unsafe_load'],
    confidence: 'medium',
    when: runsDownload,
  },
];
