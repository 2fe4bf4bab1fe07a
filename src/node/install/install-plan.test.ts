import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { installPlanFor, type InstallPlan } from './install-plan.ts';

const OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund'];
const needing = (dependencies: Readonly<Record<string, string>>, more: object = {}): string =>
  JSON.stringify({ name: 'a', dependencies, ...more });

function planOf(there: readonly string[], file: string, texts: { readonly base?: string; readonly result?: string } = {}): InstallPlan {
  const root = mkdtempSync(join(tmpdir(), 'centuria-install-'));
  try {
    for (const name of there) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), '{}');
    }
    return installPlanFor(root, { file, base: texts.base ?? '{}', result: texts.result ?? needing({ b: '^2.0.0' }) });
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('a changed manifest is installed, a changed lock installed as it is, both without scripts, where the lock is', () => {
  assert.deepEqual(planOf(['package.json'], 'package.json'), { ok: true, folder: '', program: 'npm', args: ['install', ...OPTIONS] });
  assert.deepEqual(planOf(['package-lock.json'], 'package-lock.json'), { ok: true, folder: '', program: 'npm', args: ['ci', ...OPTIONS] });
  assert.deepEqual(planOf(['package-lock.json'], 'packages/a/package.json'), {
    ok: true,
    folder: '',
    program: 'npm',
    args: ['install', ...OPTIONS],
  });
  assert.deepEqual(planOf(['tools/package.json'], 'tools/package.json'), {
    ok: true,
    folder: 'tools',
    program: 'npm',
    args: ['install', ...OPTIONS],
  });
});

test('what npm does not install from is told', () => {
  const why = (plan: InstallPlan): string => (plan.ok ? 'ok' : plan.why);
  assert.match(why(planOf(['pnpm-lock.yaml'], 'package.json')), /installed with pnpm, and only npm/);
  assert.match(why(planOf(['yarn.lock'], 'packages/a/package.json')), /installed with Yarn/);
  assert.match(why(planOf([], 'requirements.txt')), /^requirements\.txt is nothing that npm installs from/);
  assert.match(why(planOf([], 'package.json', { result: '{ "name": ' })), /no valid JSON/);
});

test('what the change begins to take from elsewhere than the registry is not fetched, in whatever form', () => {
  const strange = [
    'git+ssh://git@example.com/a.git',
    'git+file:///home/me/keys',
    'file:../../keys',
    'link:../a',
    'https://example.com/a.tgz',
    'someone/a#main',
    'github:someone/a',
    '../a',
    '~/a',
    '/etc',
  ];
  for (const value of strange) {
    assert.equal(planOf([], 'package.json', { result: needing({ b: value }) }).ok, false, value);
    assert.equal(planOf([], 'package.json', { result: needing({}, { overrides: { c: { b: value } } }) }).ok, false, value);
    assert.equal(
      planOf([], 'package.json', { base: needing({ b: value }), result: needing({ b: value, c: '1' }) }).ok,
      true,
      `the base has it: ${value}`,
    );
  }
  for (const value of ['^1.0.0', '*', '1.x || >=2.5.0', 'latest', 'npm:other@1.0.0', ''])
    assert.equal(planOf([], 'package.json', { result: needing({ b: value }) }).ok, true, value);
  const exported = needing(
    {},
    { main: 'dist/a.js', exports: { './b': './dist/b.js' }, repository: 'github:me/a', scripts: { build: 'tsc -p src/a' } },
  );
  assert.equal(planOf([], 'package.json', { result: exported }).ok, true, 'a path that is no dependency');
});

test('of a lock only addresses of a registry are new', () => {
  const lock = (resolved: string): string => JSON.stringify({ packages: { 'node_modules/b': { version: '1.0.0', resolved } } });
  const of = (resolved: string): boolean => planOf(['package-lock.json'], 'package-lock.json', { result: lock(resolved) }).ok;
  assert.equal(of('https://registry.example/b/-/b-1.0.0.tgz'), true);
  for (const resolved of ['git+ssh://git@example.com/b.git#1', 'file:../b.tgz', 'http://example.com/b.tgz'])
    assert.equal(of(resolved), false, resolved);
});
