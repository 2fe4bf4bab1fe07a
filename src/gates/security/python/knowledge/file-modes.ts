import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';

/* Rights of files: CWE-732, https://docs.python.org/3/library/os.html#os.chmod. */

const everyoneWrites = 0o002;
const othersRead = 0o044;

function modeOf(value: Value | undefined): number | undefined {
  return typeof value?.constant === 'number' ? value.constant : undefined;
}

/** Whether a mode lets everyone on the machine write. */
function letsEveryoneWrite(value: Value | undefined): boolean {
  const mode = modeOf(value);
  return mode !== undefined && (mode & everyoneWrites) !== 0 && (mode & 0o1000) === 0;
}

/** Flags by their names, none of which is taken away. */
function namesEveryone(call: Call): boolean {
  const text = call.node.child('arguments')?.text ?? '';
  return /S_I(?:WOTH|RWXO)/u.test(text) && !/[~&]/u.test(text);
}

const secretFile =
  /(?:^|[^a-z])(?:id_(?:rsa|ecdsa|ed25519)|private|priv|secrets?|credentials?|passwords?|passwd|tokens?|htpasswd|pgpass|netrc|keyfile|key_?(?:file|path)|master_?key)(?![a-z])|\.(?:key|env|p12|pfx|jks|kdbx)\b|_key\.pem|-key\.pem/iu;
const openFile = /\.pub\b|public|cert|\.crt\b|chain|\.csr\b|(?:^|[^a-z])ca[._]/iu;
const writesKey = /private_bytes\(|PrivateFormat|export_key\(|generate_private_key|BEGIN (?:RSA |EC )?PRIVATE|Fernet\.generate_key\(/u;

function textsOf(value: Value | undefined): readonly string[] {
  return [value?.constant, value?.begins].filter((one) => typeof one === 'string');
}

/** Whether a file holds a secret, by how it is called or by what its function writes. */
function holdsSecret(call: Call, path: Value | undefined): boolean {
  const said = [
    ...textsOf(path),
    ...textsOf(path?.made?.positional[0]),
    ...textsOf(path?.made?.receiver),
    call.node.child('arguments')?.children[0]?.text ?? '',
    call.node.child('function')?.text ?? '',
  ].join(' ');
  return !openFile.test(said) && (secretFile.test(said) || writesKey.test(call.around()));
}

const letsOthersRead = (mode: Value | undefined): boolean => ((modeOf(mode) ?? 0) & othersRead) !== 0 && !letsEveryoneWrite(mode);

/** Stricter rights follow at once. */
function isTakenBack({ node }: Call): boolean {
  return /^[^\n]*\n\s*(?:os\.)?umask\(\s*0o?[0-7]*[1-7][0-7]*\s*\)/u.test(node.source.text.slice(node.end));
}

const chmod = /^(?:[0-7]?[0-7][0-7][2367]|[augo]*o[augo]*\+\w*w\w*|a\+\w*w\w*|\+\w*w\w*)$/u;

/** `chmod 777` as a program of its own. */
function runsChmod(call: Call): boolean {
  const [program, ...rest] =
    call.items(call.argument(0, 'args')) ??
    String(call.positional[0]?.constant ?? '')
      .split(/\s+/u)
      .map((constant): Value => ({ taints: [], constant }));
  return /(?:^|\/)chmod$/u.test(String(program?.constant)) && rest.some(({ constant }) => chmod.test(String(constant)));
}

const opensNew = ['os.open', 'os.mkdir', 'os.makedirs', 'os.mkfifo'];
const changes = ['os.chmod', 'os.fchmod', 'os.lchmod'];

export const fileModeApis: readonly ApiRule[] = [
  {
    rule: 'permissive-file-mode',
    callees: changes,
    confidence: 'high',
    when: (call) => letsEveryoneWrite(call.argument(1, 'mode')) || namesEveryone(call),
  },
  // The process's umask still takes rights away from these.
  {
    rule: 'permissive-file-mode',
    callees: opensNew,
    confidence: 'low',
    when: (call) => [call.keywords.get('mode'), ...call.positional.slice(1)].some(letsEveryoneWrite),
  },
  {
    rule: 'permissive-file-mode',
    callees: ['.chmod'],
    confidence: 'high',
    when: (call) => !/^os\./u.test(call.path) && (letsEveryoneWrite(call.argument(0, 'mode')) || namesEveryone(call)),
  },
  {
    rule: 'permissive-file-mode',
    callees: ['os.umask'],
    confidence: 'high',
    when: (call) => call.positional[0]?.constant === 0 && !isTakenBack(call),
  },
  {
    rule: 'permissive-file-mode',
    callees: ['subprocess.run', 'subprocess.call', 'subprocess.check_call', 'subprocess.Popen', 'os.system'],
    confidence: 'high',
    when: runsChmod,
  },
  {
    rule: 'readable-secret',
    callees: changes,
    confidence: 'medium',
    when: (call) => letsOthersRead(call.argument(1, 'mode')) && holdsSecret(call, call.positional[0]),
  },
  {
    rule: 'readable-secret',
    callees: ['.chmod'],
    confidence: 'medium',
    when: (call) => !/^os\./u.test(call.path) && letsOthersRead(call.argument(0, 'mode')) && holdsSecret(call, call.receiver),
  },
  {
    rule: 'readable-secret',
    callees: ['os.open'],
    confidence: 'medium',
    when: (call) => letsOthersRead(call.argument(2, 'mode')) && holdsSecret(call, call.positional[0]),
  },
  {
    rule: 'readable-secret',
    callees: ['pathlib.Path().touch', '.touch'],
    confidence: 'medium',
    when: (call) => letsOthersRead(call.argument(0, 'mode')) && holdsSecret(call, call.receiver),
  },
];
