import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesLocalOnly, placeIn } from './local-only-pattern.ts';

const FOLDERS = ['/home/me/shop', '/home/me/lib/'];
const at = (path: string) => placeIn(FOLDERS, path);

function verdicts(pattern: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => matchesLocalOnly(pattern, at(path)));
}

test('a pattern without a slash is a name at any depth, of a file or a folder', () => {
  for (const [pattern, path] of [
    ['*.pem', 'server.pem'],
    ['*.pem', 'a/b/.x/server.PEM'],
    ['secrets.yaml', 'k8s/secrets.yaml'],
    ['internal', 'src/internal/a.ts'],
    ['.vault', 'x/.vault'],
    ['*', '.hidden'],
    ['config/', 'src/config/a.ts'],
  ] as const) {
    assert.deepEqual(verdicts(pattern, [`/home/me/shop/${path}`, `/home/me/lib/${path}`]), ['yes', 'yes'], `${pattern} ${path}`);
  }
  assert.deepEqual(verdicts('*.pem', ['/home/me/shop/pem.ts', '/home/me/shop/a.pem.ts']), ['no', 'no']);
  assert.deepEqual(verdicts('me', ['/home/me/shop/a.ts']), ['no']);
});

test('a pattern with a slash is a path from each workspace folder', () => {
  for (const pattern of ['config/**', './config/**', '/config/**', 'config\\**', 'config/*', 'con*/{a,b}.ts', 'config/[ab].ts']) {
    assert.deepEqual(
      verdicts(pattern, ['/home/me/shop/config/a.ts', '/home/me/lib/config/a.ts', '/home/me/shop/src/config/a.ts']),
      ['yes', 'yes', 'no'],
      pattern,
    );
  }
  assert.deepEqual(verdicts('config/**', ['/home/me/shop/config/.env.d/x', '/home/me/shop/configs/x']), ['yes', 'no']);
  assert.deepEqual(verdicts('**/config/**', ['/home/me/shop/src/config/a.ts']), ['yes']);
});

test('a whole path means the file wherever the folders are', () => {
  assert.deepEqual(verdicts('/home/me/shop/src/**', ['/home/me/shop/src/a.ts', '/home/me/shop/a.ts']), ['yes', 'no']);
  assert.deepEqual(verdicts('/etc/**', ['/etc/passwd']), ['yes']);
  assert.equal(matchesLocalOnly('C:/work/**', placeIn(['/c:/other'], '/c:/work/a.ts')), 'yes');
});

test('outside the workspace a relative pattern may begin anywhere', () => {
  assert.deepEqual(verdicts('config/**', ['/opt/app/config/a.ts', '/opt/app/a.ts']), ['yes', 'no']);
});

test('a pattern that means nothing sure is invalid, so that the caller can keep everything here', () => {
  for (const pattern of ['', '  ', '[a', 'a]', '{a,b', 'a}', '~/keys/**', '!src/**', 7, null, undefined]) {
    assert.equal(matchesLocalOnly(pattern, at('/home/me/shop/a.ts')), 'invalid', String(pattern));
  }
});

test('no pattern throws, and a file is meant by its own name, its folders and its path', () => {
  const name = fc.stringMatching(/^[a-zA-Z._-]{1,8}$/).filter((text) => !/^\.+$/.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const file = at(`/home/me/shop/${names.join('/')}`);
      for (const one of names) assert.equal(matchesLocalOnly(one, file), 'yes');
      assert.equal(matchesLocalOnly(names.join('/'), file), 'yes');
    }),
  );
  fc.assert(fc.property(fc.string(), (pattern) => matchesLocalOnly(pattern, at('/home/me/shop/a.ts')) !== undefined));
});
