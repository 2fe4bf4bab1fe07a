/** Decorators of the library under which a function is called as it is written, or as pyright knows, by the modules that they are of. */
const plainDecorators: Readonly<Record<string, RegExp>> = {
  abc: /^abstract\w*$/u,
  contextlib: /^(?:async)?contextmanager$/u,
  dataclasses: /^dataclass$/u,
  enum: /^unique$/u,
  functools: /^(?:wraps|cache|lru_cache|cached_property|total_ordering)$/u,
  typing: /^(?:overload|final|override|runtime_checkable)$/u,
};
const builtin = /^(?:staticmethod|classmethod|property|disjoint_base)$/u;

/** Whether what is defined, at lines of a text, stands under no decorator that may make another thing of it. */
export function isUndecorated(lines: string, text: string): boolean {
  const decorators = lines.split('\n').flatMap((line) => /^\s*@([\w.]*)/u.exec(line)?.[1] ?? []);
  return decorators.every((name) => isPlainDecorator(name, text));
}

function isPlainDecorator(decorator: string, text: string): boolean {
  const [module = '', own] = decorator.includes('.') ? decorator.split('.') : ['', decorator];
  if (own === undefined) return false;
  if (module === '' && builtin.test(own)) return true;
  const [of] = Object.entries(plainDecorators).find(([, names]) => names.test(own)) ?? [];
  if (of === undefined) return false;
  const modules = of === 'typing' ? 'typing(?:_extensions)?' : of;
  return module === ''
    ? new RegExp(String.raw`^\s*from\s+${modules}\s+import\b(?:[^\n(]*|\s*\([^)]*)\b${own}\b`, 'mu').test(text)
    : new RegExp(`^${modules}$`, 'u').test(module);
}

const plainBases: ReadonlySet<string> = new Set([
  'object',
  'ABC',
  'abc.ABC',
  'Protocol',
  'Generic',
  'NamedTuple',
  'TypedDict',
  'Enum',
  'enum.Enum',
  'Exception',
  'ValueError',
  'TypeError',
  'RuntimeError',
  'KeyError',
  'LookupError',
  'OSError',
  'BaseException',
]);

/** Whether a class of a text has just the attributes that can be read there. */
export function isPlainClass(name: string, text: string, depth = 0): boolean {
  const found = new RegExp(String.raw`^[ \t]*class[ \t]+${name}\b\s*(?:\[[^\]]*\])?\s*(?:\(([^)]*)\))?\s*:`, 'mu').exec(text);
  if (!found || depth > 5) return false;
  const above = text.slice(0, found.index).split('\n').slice(0, -1);
  const decorators = above.slice(above.findLastIndex((line) => !/^\s*@/u.test(line)) + 1);
  if (!isUndecorated(decorators.join('\n'), text)) return false;
  const bases = (found[1] ?? '')
    .split(/,(?![^[]*\])/u)
    .map((base) => base.trim().replace(/\[.*$/u, ''))
    .filter((base) => base !== '');
  return bases.every((base) => plainBases.has(base) || isPlainClass(base, text, depth + 1));
}

const mixedInByName = /mixin|base|abstract|interface/iu;

/**
 * Whether a class may stand beside others, in another file, below one that extends them all: then they bring what it asks of itself.
 * One that the text makes objects of does not, nor one that makes itself ready and lacks only one thing.
 */
export function mayBeMixedIn(owner: string, lacks: ReadonlySet<string>, text: string): boolean {
  if (mixedInByName.test(owner)) return true;
  if (new RegExp(String.raw`(?<!\bclass[ \t]+)\b${owner}\s*\(`, 'u').test(text)) return false;
  if (lacks.size > 1) return true;
  const body = bodyOf(owner, text);
  return !/\bdef\s+__(?:init|new)__\b/u.test(body) && ![...lacks].some((name) => isMisspelt(name, body));
}

function bodyOf(owner: string, text: string): string {
  const [, indent = '', after = ''] = new RegExp(String.raw`^([ \t]*)class[ \t]+${owner}\b[^\n]*\n([\s\S]*)`, 'mu').exec(text) ?? [];
  return after.split(new RegExp(String.raw`^${indent}\S`, 'mu'), 1)[0] ?? '';
}

/** Whether a name is that of a method or attribute but for one letter, or two that changed places. */
function isMisspelt(name: string, body: string): boolean {
  const names = new Set(
    [...body.matchAll(/\bdef\s+(\w+)|\bself\.(\w+)\s*(?::[^=\n]*)?=(?!=)|^\s+(\w+)\s*[:=]/gmu)].map(
      ([, method, set, own]) => method ?? set ?? own ?? '',
    ),
  );
  return name.length > 3 && [...names].some((other) => other !== name && isNearly(name, other));
}

function isNearly(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  let head = 0;
  while (head < short.length && short[head] === long[head]) head += 1;
  const [restShort, restLong] = [short.slice(head), long.slice(head)];
  const isSwapped =
    restShort.length === restLong.length &&
    restShort.slice(0, 2) === [...restLong.slice(0, 2)].toReversed().join('') &&
    restShort.slice(2) === restLong.slice(2);
  return isSwapped || restLong.slice(1) === restShort || restLong.slice(1) === restShort.slice(1);
}
