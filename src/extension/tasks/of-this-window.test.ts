import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTask, reduceTask, type TaskState } from '../../core/task.ts';
import { isOfThisWindow, type WindowFiles } from './of-this-window.ts';

const RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
const HERE: WindowFiles = { open: new Set(['file:///loose.js']), holds: (uri) => uri.startsWith('file:///here/') };

function about(uri: string): TaskState {
  const subject = { kind: 'edit', title: '', instruction: '', uri, range: RANGE, original: '', seat: 'gen-01' } as const;
  return reduceTask(emptyTask('t'), { type: 'created', subject }, 0);
}

test('a window shows tasks of its folders, of its open files and of no file, and those of no other workspace', () => {
  const uris = ['file:///here/a.js', 'file:///loose.js', '', 'file:///there/a.js'];
  assert.deepEqual(
    uris.map((uri) => isOfThisWindow(about(uri), HERE)),
    [true, true, true, false],
  );
});
