import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCatastrophic } from './regex-ambiguity.ts';

const exponential = ['(a+)+$', '(a|a)*b', '(a|aa)+$', '^(\\w+\\s?)*$', '(\\d+)*x', '(x*)*y', '(\\s*\\w+\\s*)*$', '(?P<n>a{1,3})+$', '^(([a-z])+.)+[A-Z]([a-z])+$'];
const harmless = ['^[a-z]+$', '^(\\w+\\.)+com$', '\\w+(\\.\\w+)*', '([^,]*,)*', '(?:"[^"]*"|[^"])*', '(ab|cd)*', '^(?:[a-z0-9]+-)*[a-z0-9]+$', '^(a{3})+$', '(.*a){20}'];

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
  const pieces = fc.array(fc.constantFrom('a', '(', ')', '[', ']', '*', '+', '?', '{', '}', '1', ',', '|', '\\', '^', '$', '.', '(?:', '(?P<n>', '-', 'w'), { maxLength: 20 });
  fc.assert(fc.property(pieces, (parts) => typeof isCatastrophic(parts.join('')) === 'boolean'));
});
