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
];

for (const line of elided) {
  test(`\`${line.trim()}\` leaves code out`, () => assert.equal(leavesOut(`a();\n${line}\nb();`, 'a();\nb();'), true));
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
