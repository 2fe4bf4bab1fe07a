import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavesOut } from './elision.ts';

const elided = [
  '// rest unchanged',
  '// ...',
  '  // …',
  '# ... existing code ...',
  '/* same as before */',
  '// same as above',
  '// ... rest of the function ...',
  '// rest of the code remains the same',
  '// The rest of the function stays the same.',
  '// (rest of the code unchanged)',
  '// existing code here',
  '# existing code',
  '// remaining methods unchanged',
  '// Remaining code goes here',
  '// other methods remain unchanged',
  '{/* ... existing code ... */}',
  '<!-- rest of the component -->',
  '-- ... same as before',
  '// unchanged',
  '...',
  '    …',
  'foo(); // ... existing code ...',
  'pass  # ... existing code ...',
  '/*\n ... existing code ...\n*/',
  '/*\n * The rest of the code stays the same.\n */',
  '// --- existing code ---',
  '// .. existing code ..',
  '// code omitted for brevity',
  '// unchanged code',
  '// no changes',
  '// same as original',
  '// implementation remains the same',
  '// keep the rest as is',
  '// leave the rest as it is',
  '// other methods',
  '// ... other imports',
  '// ... more cases',
  '# --snip--',
  '{/* existing JSX */}',
  '// <existing code>',
  '// your code here',
  '// the function continues as before',
  '// continue with the rest of the code',
  '// TODO: rest of the implementation',
  '// ⋯',
];

for (const line of elided) {
  test(`\`${line.trim().replaceAll('\n', ' ')}\` leaves code out`, () =>
    assert.equal(leavesOut(`a();\n${line}\nb();`, 'a();\nb();'), true));
}

const ordinary = [
  '// remaining items before the cut',
  '// the rest is paid tomorrow',
  '// existing code paths rely on this',
  '// returns the code of the country',
  '// unchanged rows are skipped',
  '// same as `find`, but for the last one',
  'const { a, ...rest } = props;',
  'f(...args);',
  '# other users keep their code',
  '# first, the header',
  '// wait for the rest, then close',
  '// loading...',
  'fetch("https://example.org/... "); // once more',
  '// other people may see it',
  '// no changes are lost when the window closes',
  'const path = a / b; // relative',
  '# -*- coding: utf-8 -*-',
  '// ----------',
];

for (const line of ordinary) {
  test(`\`${line}\` is an ordinary line`, () => assert.equal(leavesOut(`a();\n${line}\nb();`, 'a();\nb();'), false));
}

test('a comment that the original has is no elision', () => {
  assert.equal(leavesOut('a();\n// ...\nc();', 'a();\n  // ...\nb();'), false);
});

test('one such comment in the original allows no other', () => {
  assert.equal(leavesOut('// ...\n// rest unchanged', 'a();\n// ...\nb();'), true);
});
