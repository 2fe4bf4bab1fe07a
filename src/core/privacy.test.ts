import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localOnlyByName } from './privacy.ts';

test('files whose names say that they hold keys stay on the machine', () => {
  const names = [
    '.env',
    '.env.local',
    '.env-production',
    '.envrc',
    'prod.env',
    '.ENV',
    'server.pem',
    'id_rsa',
    'id_ed25519.pub',
    '.npmrc',
    '.netrc',
    '_netrc',
    'store.jks',
    'credentials',
    'credentials.json',
    'secrets.yaml',
    'secret.toml',
    'secrets.prod.yaml',
    'credentials.csv',
    'secrets.env.json',
    'prod.env.local',
    '.dev.vars',
    'terraform.tfstate',
    'terraform.tfstate.backup',
    'prod.tfvars',
    'prod.auto.tfvars.json',
    'service-account.json',
    'service-account-prod.json',
    'serviceaccount.json',
    'kubeconfig',
    '.yarnrc.yml',
    'id_ed25519_sk',
    'id_ecdsa_sk.pub',
    'id_rsa.bak',
    'id_rsa_work',
  ];
  for (const name of names) {
    for (const path of [name, `/home/me/project/${name}`, `C:\\work\\${name}`])
      assert.match(localOnlyByName(path) ?? 'may leave', /is local-only: files of this name hold keys/, path);
  }
});

test('a reason names the file and not its folder', () => {
  assert.equal(localOnlyByName('/a/b/.env'), '.env is local-only: files of this name hold keys');
});

test('files of ordinary names stay where a tool keeps its keys in them', () => {
  for (const path of ['.docker/config.json', '/home/me/.kube/config', 'C:\\Users\\me\\.aws\\config'])
    assert.match(localOnlyByName(path) ?? 'may leave', /hold keys/, path);
  for (const path of ['docker/config.json', 'config', '/w/config.json', 'x.docker/config.json'])
    assert.equal(localOnlyByName(path), undefined, path);
});

test('ordinary files may leave, also those that are about secrets', () => {
  for (const path of [
    'environment.ts',
    'secrets.ts',
    'keys.ts',
    'keyboard.tsx',
    'env.d.ts',
    '/id_rsa/readme.md',
    '/.env/readme.md',
    'pem.py',
    'README.md',
    'secrets.test.ts',
    'vite.env.d.ts',
    'credentials.py',
    'service-account.ts',
    'tfstate.go',
    'id_card.ts',
  ]) {
    assert.equal(localOnlyByName(path), undefined, path);
  }
});
