/** Names of files that hold keys and settings with secrets: what is in them never leaves the machine. */
const LOCAL_ONLY_NAMES: readonly RegExp[] = [
  /^\.env/i,
  /^.+\.env$/i,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc)$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)(\.pub)?$/i,
  /^\.(npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials)$/i,
  /^_netrc$/i,
  /^(credentials|secrets?)(\.(json|ya?ml|toml|ini|txt))?$/i,
];

/** Why a file's text is local-only by its name, in words; undefined if its name says nothing. */
export function localOnlyByName(path: string): string | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return LOCAL_ONLY_NAMES.some((pattern) => pattern.test(name))
    ? `${name} is local-only: files of this name hold keys`
    : undefined;
}
