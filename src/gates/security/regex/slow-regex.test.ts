import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSlow } from './slow-regex.ts';

const isCatastrophic = (source: string): boolean => isSlow({ source, flags: '' }, 'python');

const exponential = [
  '(a+)+$',
  '(a|a)*b',
  '(a|aa)+$',
  '^(\\w+\\s?)*$',
  '(\\d+)*x',
  '(x*)*y',
  '(\\s*\\w+\\s*)*$',
  '(?P<n>a{1,3})+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
];
const harmless = [
  '^[a-z]+$',
  '^(\\w+\\.)+com$',
  '\\w+(\\.\\w+)*',
  '([^,]*,)*',
  '(?:"[^"]*"|[^"])*',
  '(ab|cd)*',
  '^(?:[a-z0-9]+-)*[a-z0-9]+$',
  '^(a{3})+$',
  '(.*a){20}',
];

for (const pattern of exponential) {
  test(`${pattern} can take exponential time`, () => {
    assert.equal(isCatastrophic(pattern), true);
  });
}

for (const pattern of harmless) {
  test(`${pattern} cannot take exponential time`, () => {
    assert.equal(isCatastrophic(pattern), false);
  });
}

test('repeating what is repeated already is exponential, whatever it is', () => {
  const atom = fc.constantFrom('a', '\\w', '[a-f]', '\\d', '.', '(?:ab)');
  const suffix = fc.constantFrom('$', 'x', '-', '');
  fc.assert(fc.property(atom, fc.constantFrom('+', '*', '{1,}'), suffix, (one, count, end) => isCatastrophic(`^(${one}${count})+${end}`)));
});

test('no text makes it throw', () => {
  const pieces = fc.array(
    fc.constantFrom('a', '(', ')', '[', ']', '*', '+', '?', '{', '}', '1', ',', '|', '\\', '^', '$', '.', '(?:', '(?P<n>', '-', 'w'),
    { maxLength: 20 },
  );
  fc.assert(fc.property(pieces, (parts) => typeof isCatastrophic(parts.join('')) === 'boolean'));
});

test('in JavaScript, patterns that can split the same text in many ways are slow, others are not', () => {
  const slow = ['^(a+)+$', '^(a|a)*$', '^(\\w+\\s?)*$', '(x+x+)+y', '^([a-z]|[a-z0-9])+!', '^(.*,)*x$', '^((ab)*c?)*d$'];
  const fast = [
    '^a+$',
    '^(?:a|b)+$',
    '^(?:[a-z]+\\.)+[a-z]+$',
    '^\\d+(?:,\\d+)*$',
    '(?:[^"]|\\\\")+',
    '^[\\w.+-]+@[\\w-]+\\.[a-z]{2,}$',
    '^(?:\\/[\\w-]+)+$',
  ];
  assert.deepEqual(
    slow.filter((one) => !isSlow({ source: one, flags: '' }, 'javascript')),
    [],
  );
  assert.deepEqual(
    fast.filter((one) => isSlow({ source: one, flags: '' }, 'javascript')),
    [],
  );
});

test('what only one of the two notations has is read in its own', () => {
  assert.equal(isSlow({ source: '(?P<a>a+)+$', flags: '' }, 'python'), true);
  assert.equal(isSlow({ source: '(?P<a>a+)+$', flags: '' }, 'javascript'), false);
  assert.equal(isSlow({ source: '(a++)+$', flags: '' }, 'python'), false);
  assert.equal(isSlow({ source: '(?:[]a]+)+$', flags: '' }, 'python'), true);
  assert.equal(isSlow({ source: '(?<a>a+)+\\k<a>', flags: '' }, 'javascript'), true);
  assert.equal(isSlow({ source: '(?i)(a+)+\\Z', flags: '' }, 'python'), true);
});

test('a long pattern is looked at as well as a short one', () => {
  assert.equal(isSlow({ source: `^${'abc'.repeat(60)}(x+)+$`, flags: '' }, 'javascript'), true);
});
