import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonComments, scriptComments } from './comments.ts';
import { splitByBase, suppressionsIn, withoutSuppressions } from './suppression.ts';

function inScript(text: string) {
  return suppressionsIn(text, scriptComments(text, '/a.tsx'), 'script');
}

function inPython(text: string) {
  return suppressionsIn(text, pythonComments(text), 'python');
}

test('every way to silence a check of a script is found, with the line it is about', () => {
  const text = [
    '/* eslint-disable no-undef */',
    '// @ts-nocheck',
    '// @ts-expect-error later',
    '// a note',
    'a();',
    'b(); // eslint-disable-line',
    '/* eslint no-undef: 0 */',
    '/* global c, d:writable */',
  ].join('\n');
  const found = inScript(text);
  assert.deepEqual(found.map((one) => [one.text, one.line]), [
    ['eslint-disable no-undef', undefined],
    ['@ts-nocheck', undefined],
    ['@ts-expect-error later', 4],
    ['eslint-disable-line', 5],
    ['eslint no-undef: 0', undefined],
    ['global c, d:writable', undefined],
  ]);
  assert.deepEqual(found.at(-1)?.declares, ['c', 'd']);
});

test('what is in a string, a template, JSX text or a pattern is no comment', () => {
  const texts = ['"// @ts-ignore"', '`// @ts-ignore ${a} // @ts-ignore`', 'x = <b>// @ts-ignore</b>', 'x = <b>{a}// @ts-ignore</b>', '/[//] @ts-ignore/'];
  for (const text of texts) assert.deepEqual(inScript(text), [], text);
});

test('a comment inside a template placeholder or a JSX expression is one', () => {
  assert.equal(inScript('`${ // @ts-ignore\n a}`').length, 1);
  assert.equal(inScript('x = <b>{/* @ts-ignore */ a}</b>').length, 1);
});

test('comments of Python are told from strings', () => {
  const text = 'a = "# noqa"\nb = """\n# noqa\n"""\nc = \'\\\'# noqa\'\nd()  # noqa: F821\n# type: ignore\n# ruff: noqa\n# fine\n';
  assert.deepEqual(inPython(text).map((one) => one.text), ['noqa: F821', 'type: ignore', 'ruff: noqa']);
});

test('overwriting keeps every place', () => {
  const text = 'a(); // eslint-disable-line\n// @ts-ignore\nb();';
  const clean = withoutSuppressions(text, inScript(text));
  assert.equal(clean, 'a(); // ___________________\n// __________\nb();');
});

test('a suppression counts as added once there are more of it than before', () => {
  const base = inScript('// @ts-ignore\na();');
  const result = inScript('b();\n// @ts-ignore\na();\n// @ts-ignore\nc();\n// eslint-disable-next-line no-undef\nd();');
  const { kept, added } = splitByBase(base, result);
  assert.deepEqual(kept.map((one) => one.line), [2]);
  assert.deepEqual(added.map((one) => one.line), [4, 6]);
});
