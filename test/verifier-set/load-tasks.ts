import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A task with programs that do it and programs that nearly do. See README.md. */
export interface VerifierTask {
  readonly name: string;
  readonly language: 'javascript' | 'python';
  readonly words: string;
  /** One statement each. */
  /** Statements that assert, one each. */
  readonly fromWords: readonly string[];
  readonly given: readonly string[];
  readonly base: string;
  readonly correct: readonly string[];
  readonly wrong: readonly { readonly how: string; readonly text: string }[];
}

export function loadTasks(): readonly VerifierTask[] {
  return (['javascript', 'python'] as const).flatMap((language) => {
    const folder = join(import.meta.dirname, language);
    return readdirSync(folder)
      .toSorted()
      .map((file) => taskOf(file.replace(/\.txt$/, ''), language, readFileSync(join(folder, file), 'utf8')));
  });
}

function taskOf(name: string, language: VerifierTask['language'], text: string): VerifierTask {
  const parts = text
    .split(/^=== /m)
    .slice(1)
    .map((part) => ({ head: part.slice(0, part.indexOf('\n')), body: part.slice(part.indexOf('\n') + 1) }));
  const of = (head: string): readonly string[] => parts.filter((part) => part.head === head).map(({ body }) => body);
  const lines = (head: string): readonly string[] => (of(head)[0] ?? '').split('\n').filter((line) => line !== '');
  const wrong = parts
    .filter(({ head }) => head.startsWith('wrong: '))
    .map(({ head, body }) => ({ how: head.slice('wrong: '.length), text: body }));
  return {
    name,
    language,
    words: lines('words').join(' '),
    fromWords: lines('from words'),
    given: lines('given'),
    base: of('base')[0] ?? '',
    correct: of('correct'),
    wrong,
  };
}

/** The function that a task is about. */
export function functionOf({ base }: VerifierTask): string {
  return /(?:function|def) (\w+)/.exec(base)?.[1] ?? '';
}

/** A test file of a task's statements, a test for each. */
export function testFileOf(
  task: VerifierTask,
  statements: readonly string[],
): { readonly file: (what: string) => string; readonly text: string } {
  const name = functionOf(task);
  if (task.language === 'python') {
    const tests = statements.map((line, index) => `def test_${index + 1}():\n    ${line}\n`);
    return {
      file: (what) => `tests/test_${what}.py`,
      text: `from pytest import raises\nfrom subject import ${name}\n\n${tests.join('\n')}`,
    };
  }
  const head = `import { deepStrictEqual as deepEqual, rejects, strictEqual as equal, throws } from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { ${name} } from '../src/subject.js';\n\n`;
  const tests = statements.map((line, index) => `test('${index + 1}', async () => {\n  ${line};\n});\n`);
  return { file: (what) => `test/${what}.test.js`, text: head + tests.join('') };
}
