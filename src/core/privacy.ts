/** Names of files that hold keys and settings with secrets: what is in them never leaves the machine. */
const LOCAL_ONLY_NAMES: readonly RegExp[] = [
  /^\.env/i,
  /^.+\.env$/i,
  /^\.dev\.vars/i,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc)$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)/i,
  /^id_\w+_sk(\.pub)?$/i,
  /^\.(npmrc|yarnrc|yarnrc\.yml|pypirc|netrc|pgpass|htpasswd|git-credentials)$/i,
  /^_netrc$/i,
  /^kubeconfig$/i,
  /\.(tfvars|tfstate)(\.\w+)*$/i,
  /^service[-_]?account.*\.json$/i,
  /^(credentials|secrets?)$/i,
];

/** These names hold keys as data, and as code are about them. */
const LOCAL_ONLY_DATA: readonly RegExp[] = [/^(credentials|secrets?)\./i, /\.env\./i];
const CODE = /\.([cm]?[jt]sx?|py|rb|go|rs|java|kt|scala|cs|php|swift|c|cc|cpp|h|hpp|html|css|scss|vue|svelte|mdx?)$/i;

/** Files of ordinary names in the folders of tools that keep keys there. */
const LOCAL_ONLY_PATHS: readonly RegExp[] = [/(^|\/)\.docker\/config\.json$/i, /(^|\/)\.kube\/config$/i, /(^|\/)\.aws\/config$/i];

/** Why a file's text is local-only by its name, in words; undefined if its name says nothing. */
export function localOnlyByName(path: string): string | undefined {
  const slashed = path.replaceAll('\\', '/');
  const name = slashed.split('/').at(-1) ?? path;
  const patterns = CODE.test(name) ? LOCAL_ONLY_NAMES : [...LOCAL_ONLY_NAMES, ...LOCAL_ONLY_DATA];
  const isLocalOnly = patterns.some((pattern) => pattern.test(name)) || LOCAL_ONLY_PATHS.some((pattern) => pattern.test(slashed));
  return isLocalOnly ? `${name} is local-only: files of this name hold keys` : undefined;
}
