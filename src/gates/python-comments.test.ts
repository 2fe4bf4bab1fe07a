import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonComments, withoutNoqa } from './python-comments.ts';

function comments(text: string): string[] {
  return pythonComments(text).map(({ start, end }) => text.slice(start, end));
}

const lineEnd = '\r\n';
const commented: readonly string[] = [
  `x = "a\\${lineEnd}b"  # c`,
  `x = 'a\\${lineEnd}b'  # c${lineEnd}`,
  `x = f"{'"'}"  # c`,
  `x = f"{"a" + f"{'#'}" + "#"}"  # c`,
  `x = f'{d["#"]}'  # c`,
  'x = f"{a:#x}{b!r:{c}#}"  # c',
  'x = f"{{#}}"  # c',
  'x = f"{ {1: 2}[1] }#"  # c',
  'x = rf"\\{a["#"]}"  # c',
  'x = f"\\N{NUMBER SIGN}#"  # c',
  'x = f"""\n# {a}\n"""  # c',
  'x = f"{a}" "#" # c',
  'x = t"{a}#"  # c',
  'x = rb"\\"#"  # c',
  'x = "unclosed # not\ny  # c',
];

for (const text of commented) {
  test(`the comment is told from strings: ${JSON.stringify(text)}`, () => assert.deepEqual(comments(text), ['# c']));
}

test('a comment inside the braces of an f-string is one', () => {
  assert.deepEqual(comments('x = f"""{\n  a  # c\n}# not"""'), ['# c']);
});

test('what could silence ruff is overwritten at equal length after every number sign', () => {
  assert.equal(
    withoutNoqa('noqa = "# NoQA"  # noqa: F821\n# ruff: noqa\n# a ruff'),
    'noqa = "# ____"  # ____: F821\n# ____: ____\n# a ruff',
  );
});
