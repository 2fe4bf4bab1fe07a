import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { ignoresIn } from '../../gates/ignore-comments.ts';
import { commentForms, ignoreComment, whyNotReason } from './comment-syntax.ts';

const languages = ['javascript', 'typescriptreact', 'python', 'yaml', 'go', 'html', 'sql', 'css', 'ruby'];

test('what is written is what the gates read, in every language, with any indentation and reason', () => {
  const reason = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => whyNotReason(text) === undefined && !/[\u2028\u2029]/.test(text));
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.constantFrom('', '  ', '\t\t'), reason, (languageId, indent, why) => {
      const line = `${indent}code();`;
      const [form] = commentForms(languageId);
      assert.ok(form);
      const comment = ignoreComment(form, line, { rule: 'no-undef', reason: why });
      const [found] = ignoresIn(`first\n${comment}\n${line}\n`, undefined);
      assert.ok(comment.startsWith(indent + form.before));
      assert.deepEqual([found?.line, found?.rules], [2, ['no-undef']]);
      assert.notEqual(found?.reason, '');
    }),
  );
});

test('a reason is not empty, and does not end the comment', () => {
  assert.deepEqual([' ', '\t', 'a */ b', 'a --> b', 'a\nb', 'a test token'].map(whyNotReason), [
    'empty',
    'empty',
    'ends-comment',
    'ends-comment',
    'ends-comment',
    undefined,
  ]);
});

test('a language without comments has none', () => {
  assert.deepEqual([commentForms('json'), commentForms('plaintext'), commentForms('constructor')], [[], [], []]);
});
