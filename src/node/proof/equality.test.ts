import assert from 'node:assert/strict';
import { test } from 'node:test';

import { idleEqualities as idleIn, linesOfIdleEqualities } from './equality.ts';

const idleEqualities = (base: string, result: string): string | undefined => idleIn(base, result, true);
const idleScripts = (base: string, result: string): string | undefined => idleIn(base, result, false);

const inClass = (method: string): string =>
  `class A:\n    def size(self):\n        return 1\n\n${method.replace(/^/gm, '    ')}\n\n    def more(self, other):\n        return other\n`;

test('an equality that does not depend on what it is compared with is found', () => {
  const idle = [
    'def __eq__(self, other):\n    return True',
    'def __eq__(self, other): return True',
    'def __ne__(self, other: object) -> bool:\n    """Whether other is another."""\n    return False  # other',
    'def __eq__(self, other):\n    print(other)\n    return True',
    'def __eq__(self, _):\n    if self.a:\n        return True\n\n    return False',
    '__eq__ = lambda self, other: True',
    'def __eq__(self, *args):\n    return True',
    'def __eq__(self, other):\n    return isinstance(other, int)',
    'def __eq__(self, other):\n    return type(self) is type(other)',
    'def __eq__(self, other):\n    return self.__class__ == other.__class__',
    'def __eq__(self, other):\n    return isinstance(other, type(self))',
    'def __eq__(self, other):\n    a, b = self.a, other.b\n    return isinstance(other, int)',
    'def __eq__(self, other):\n    if self.a == other.a:\n        pass\n    return True',
    'def __eq__(*both):\n    return True',
    '__eq__ = always',
    '__eq__ = lambda self, other: isinstance(other, int)',
  ];
  for (const method of idle) assert.match(idleEqualities('', inClass(method)) ?? '', /^__(?:eq|ne)__$/, method);
});

test('one that compares is none, and one that the base has is not added', () => {
  const right = [
    'def __eq__(self, other):\n    return self.a == other.a',
    'def __eq__(self, other):\n    if self.a == other.a:\n        return True\n    return False',
    'def __eq__(self, other):\n    if not isinstance(other, A):\n        return NotImplemented\n    return (\n        self.a == other.a\n        and self.b == other.b\n    )',
    'def __eq__(self, other):\n    b = other.b\n    return self.b == b',
    'def __eq__(self, other):\n    for one, two in zip(self, other):\n        if one != two: return False\n    return True',
    'def __eq__(self, other):\n    return super().__eq__(other)',
    '__ne__ = object.__ne__',
    'def __ne__(self, other):\n    return not self == other',
    '__eq__ = lambda self, other: self.a == other.a',
  ];
  for (const method of right) assert.equal(idleEqualities('', inClass(method)), undefined, method);
  const old = inClass('def __eq__(self, other):\n    return True');
  assert.equal(idleEqualities(old, `${old}\nb = 1\n`), undefined);
  assert.equal(idleEqualities(old, old + old), '__eq__');
});

const inScript = (method: string): string => `export class A {\n  size() {\n    return 1;\n  }\n\n  ${method}\n}\n`;

test('in scripts one that looks at one value only, or stands for any value, is found too', () => {
  const idle = [
    'equals(other) { return true; }',
    'equals(other) { return typeof other === "number"; }',
    'equals(other) {\n    return other instanceof A;\n  }',
    'equals = (other) => true;',
    'equals = other => isNumber(other);',
    'asymmetricMatch(other) { return other !== undefined; }',
    'valueOf() { return 3; }',
    '[Symbol.toPrimitive](hint) { return 3; }',
    '[Symbol.toPrimitive] = () => 42;',
    'toString() { return "3"; }',
    'equals(other: unknown): boolean { return other instanceof A; }',
    'equals(other) { if (this.a === other.a) this.b(); return true; }',
  ];
  for (const method of idle) assert.equal(typeof idleScripts('', inScript(method)), 'string', method);
  const right = [
    'equals(other) { return other instanceof A && this.a === other.a; }',
    'equals = (other) => a === other.a;',
    'static equals(a, b) { return a.x === b.x; }',
    'asymmetricMatch(other) { return other.a === this.#a; }',
    'valueOf() { return this.a; }',
    'valueOf = () => cents;',
    '[Symbol.toPrimitive](hint) { return hint === "number" ? 1 : "a"; }',
    'toString() { return `${this.a}`; }',
    "toString() { if (this.a) return 'a'; return 'b'; }",
    'run(a) { if (a.equals(b)) { return true; } }',
    'declare equals: (other: A) => boolean;',
    'equals(other: A): boolean;',
  ];
  for (const method of right) assert.equal(idleScripts('', inScript(method)), undefined, method);
  const old = inScript('equals(other) { return true; }');
  assert.equal(idleScripts(old, `${old}const b = 1;\n`), undefined);
  assert.equal(idleScripts(old, inScript('equals(other) { return !0 || other; }')), 'equals');
});

test('the lines of such a method are told', () => {
  assert.deepEqual(
    [...linesOfIdleEqualities(inClass('def __eq__(self, other):\n    return isinstance(other, int)'), true)].slice(0, 2),
    [5, 6],
  );
  assert.deepEqual([...linesOfIdleEqualities(inScript('equals(other) {\n    return true;\n  }'), false)], [6, 7, 8]);
});

test('one that is made by another name, set from outside, or cannot be read is not believed', () => {
  const idle = [
    "['asymmetricMatch'](other) { return true; }",
    '"valueOf"() { return 3; }',
    "'equals': (other) => true,",
    'get [Symbol.toPrimitive]() { return () => 3; }',
    'get valueOf() { return later; }',
    'a.valueOf = () => 3;',
    'A.prototype.equals = function () { return true; };',
    'Object.defineProperty(a, "valueOf", { value: () => 3 });',
    "a['valueOf'] = () => 3;",
    'a[Symbol.toPrimitive] = () => 3;',
    'asymmetricMatch = always;',
    'valueOf: always,',
    "$$typeof = Symbol.for('jest.asymmetricMatcher');",
    "all = new Proxy(a, { get: (_, key) => (key === 'asymmetricMatch' ? yes : a[key]) });",
    'all = new Proxy(a, { get: (_, key) => (key === Symbol.toPrimitive ? () => 3 : a) });',
  ];
  for (const method of idle) assert.equal(typeof idleScripts('', inScript(method)), 'string', method);
  const right = [
    "if (typeof other.asymmetricMatch === 'function') return other.asymmetricMatch(this);",
    "return names.includes('valueOf');",
    '"equals"(other) { return this.a === other.a; }',
    'return a.equals === b.equals;',
    'a.equals = (other) => a.b === other.b;',
    'toString: format,',
    'equals: shallowEqual,',
  ];
  for (const method of right) assert.equal(idleScripts('', inScript(method)), undefined, method);
  const python = [
    'setattr(A, "__eq__", lambda one, other: True)',
    'A = type("A", (), {"__eq__": yes})',
    'from unittest.mock import ANY',
    'import unittest.mock as mock; a = mock.ANY',
  ];
  for (const line of python) assert.equal(typeof idleEqualities('', `${line}\n`), 'string', line);
  assert.equal(idleEqualities('', '# "__eq__"\nANY = 3\n'), undefined);
});
