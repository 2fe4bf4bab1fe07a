import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localOnlyByName } from './privacy.ts';

test('files whose names say that they hold keys stay on the machine', () => {
  const names = ['.env', '.env.local', '.env-production', '.envrc', 'prod.env', '.ENV', 'server.pem', 'id_rsa', 'id_ed25519.pub', '.npmrc', '.netrc', '_netrc', 'store.jks', 'credentials', 'credentials.json', 'secrets.yaml', 'secret.toml'];
  for (const name of names) {
    for (const path of [name, `/home/me/project/${name}`, `C:\\work\\${name}`]) assert.match(localOnlyByName(path) ?? 'may leave', /is local-only: files of this name hold keys/, path);
  }
});

test('a reason names the file and not its folder', () => {
  assert.equal(localOnlyByName('/a/b/.env'), '.env is local-only: files of this name hold keys');
});

test('ordinary files may leave, also those that are about secrets', () => {
  for (const path of ['environment.ts', 'secrets.ts', 'keys.ts', 'keyboard.tsx', 'env.d.ts', '/id_rsa/readme.md', '/.env/readme.md', 'pem.py', 'README.md']) {
    assert.equal(localOnlyByName(path), undefined, path);
  }
});
