import assert from 'node:assert/strict';
import { test } from 'node:test';

import { idleEqualities } from './equality.ts';

const inClass = (method: string): string => `class A:\n    def size(self):\n        return 1\n\n${method.replace(/^/gm, '    ')}\n\n    def more(self, other):\n        return other\n`;

test('an equality that does not depend on what it is compared with is found', () => {
  const idle = [
    'def __eq__(self, other):\n    return True', 'def __eq__(self, other): return True', 'def __ne__(self, other: object) -> bool:\n    """Whether other is another."""\n    return False  # other',
    'def __eq__(self, other):\n    print(other)\n    return True', 'def __eq__(self, _):\n    if self.a:\n        return True\n\n    return False', '__eq__ = lambda self, other: True', 'def __eq__(self, *args):\n    return True',
  ];
  for (const method of idle) assert.match(idleEqualities('', inClass(method)) ?? '', /^__(?:eq|ne)__$/, method);
});

test('one that compares is none, and one that the base has is not added', () => {
  const right = [
    'def __eq__(self, other):\n    return self.a == other.a', 'def __eq__(self, other):\n    if self.a == other.a:\n        return True\n    return False',
    'def __eq__(self, other):\n    return isinstance(other, A)', '__eq__ = lambda self, other: self.a == other.a',
  ];
  for (const method of right) assert.equal(idleEqualities('', inClass(method)), undefined, method);
  const old = inClass('def __eq__(self, other):\n    return True');
  assert.equal(idleEqualities(old, `${old}\nb = 1\n`), undefined);
  assert.equal(idleEqualities(old, old + old), '__eq__');
});
