import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonSyntax } from './json/syntax.ts';
import { judgedLanguage } from './plan.ts';

test('files whose own tools read comments are JSON with comments, whatever an editor calls them', () => {
  const commented = [
    'tsconfig.json',
    'tsconfig.build.json',
    'tsconfig-base.json',
    'jsconfig.json',
    '.vscode/settings.json',
    '.vscode/mcp.json',
    '.eslintrc.json',
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
    'api-extractor.json',
    'all.code-workspace',
    'language-configuration.json',
    'dark-color-theme.json',
    'tslint.json',
    '.babelrc',
    '.swcrc',
  ];
  for (const name of commented) {
    for (const languageId of ['json', 'jsonc', 'plaintext']) {
      const judged = judgedLanguage(`file:///a/${name}`, languageId);
      assert.deepEqual([name, judged, jsonSyntax('{\n  // why\n  "a": 1,\n}\n', judged)], [name, 'jsonc', { ok: true, complaints: [] }]);
    }
  }
});

test('other JSON stays strict, and a file of code is what its extension says', () => {
  for (const name of ['package.json', 'my-tsconfig.json', 'tsconfig.json/data.json', 'vscode/data.json', 'composer.json'])
    assert.equal(judgedLanguage(`file:///a/${name}`, 'json'), 'json');
  assert.equal(judgedLanguage('file:///a/tsconfig.json.ts', 'plaintext'), 'typescript');
  assert.equal(judgedLanguage('file:///a/tsconfig.json?x=1', 'plaintext'), 'jsonc');
});
