import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fakeClock, type FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { HostMessage, PanelDetail, PanelModel } from '../../protocol/panel.ts';
import { PanelSession } from './panel-session.ts';

const MODEL: PanelModel = {
  spend: { todayNanos: 0, heldNanos: 0, neverPay: true },
  notices: [],
  routes: [],
  hours: [],
  seats: [],
  working: [],
  needsYou: [],
  recent: [],
};

function detailOf(task: string): PanelDetail {
  const links = [{ label: 'a', uri: `file:///${task}.ts`, line: 3 }];
  return { task, title: task, transcript: [], receipt: { rows: [], totalNanos: 0, excluded: [] }, links };
}

interface Scene {
  readonly clock: FakeClock;
  readonly session: PanelSession;
  readonly posted: HostMessage[];
  readonly done: string[];
  readonly logged: string[];
  /** What each snapshot was asked for. */
  readonly views: string[];
  readonly counts: { snapshots: number; listeners: number };
  model: PanelModel;
  details: (task: string) => Promise<PanelDetail | undefined>;
  change(): void;
}

function open({ visible = true } = {}): Scene {
  const clock = fakeClock();
  const listeners = new Set<() => void>();
  const posted: HostMessage[] = [];
  const done: string[] = [];
  const logged: string[] = [];
  const counts = { snapshots: 0, listeners: 0 };
  const views: string[] = [];
  const scene = { model: MODEL, details: (task: string): Promise<PanelDetail | undefined> => Promise.resolve(detailOf(task)) };
  const session = new PanelSession(
    {
      source: {
        snapshot(view) {
          counts.snapshots += 1;
          views.push(view);
          return scene.model;
        },
        detail: (task) => scene.details(task),
        onDidChange(listener) {
          const call = (): void => void listener();
          listeners.add(call);
          counts.listeners = listeners.size;
          return {
            dispose() {
              listeners.delete(call);
              counts.listeners = listeners.size;
            },
          };
        },
      },
      clock,
      post: (message) => void posted.push(message),
      run: (command, task) => void done.push(`${command} ${task ?? ''}`),
      openLink: (uri, line) => void done.push(`${uri}:${line}`),
      log: { warn: (text) => void logged.push(text), error: (text) => void logged.push(text) },
    },
    visible,
  );
  return Object.assign(scene, { clock, session, posted, done, logged, counts, views, change: () => listeners.forEach((call) => call()) });
}

// Lets the promises of a read detail settle.
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

async function ready(scene: Scene, selected?: string): Promise<void> {
  scene.session.receive(selected === undefined ? { type: 'ready' } : { type: 'ready', selected });
  await settle();
}

test('nothing is sent before the view is ready', async () => {
  const scene = open();
  scene.change();
  scene.clock.advance(1000);
  await settle();
  assert.deepEqual(scene.posted, []);
});

test('a view that is ready gets a whole model, then only what changed', async () => {
  const scene = open();
  await ready(scene);
  scene.model = { ...MODEL, spend: { ...MODEL.spend, todayNanos: 7 } };
  scene.clock.advance(300);
  scene.change();
  await settle();
  assert.deepEqual(scene.posted, [
    { type: 'model', seq: 1, at: 0, model: MODEL },
    { type: 'delta', seq: 2, changes: { spend: scene.model.spend }, removed: [] },
  ]);
});

test('a change that changed nothing sends nothing', async () => {
  const scene = open();
  await ready(scene);
  scene.clock.advance(300);
  scene.model = structuredClone(MODEL);
  scene.change();
  await settle();
  assert.equal(scene.posted.length, 1);
});

test('a thousand changes in a second are at most five messages, and the last is in them', async () => {
  const scene = open();
  await ready(scene);
  for (let step = 1; step <= 1000; step += 1) {
    scene.clock.advance(1);
    scene.model = { ...MODEL, spend: { ...MODEL.spend, todayNanos: step } };
    scene.change();
    await settle();
  }
  scene.clock.advance(250);
  await settle();
  const last = scene.posted.at(-1);
  assert.ok(scene.posted.length <= 6, `${scene.posted.length} messages`);
  assert.ok(last?.type === 'delta' && last.changes.spend?.todayNanos === 1000);
});

test('a hidden view costs no snapshot and gets a whole model when it is shown', async () => {
  const scene = open();
  await ready(scene);
  scene.session.setVisible(false);
  scene.clock.advance(300);
  scene.change();
  scene.clock.advance(5000);
  await settle();
  assert.equal(scene.counts.snapshots, 1);
  scene.session.setVisible(true);
  await settle();
  assert.deepEqual(
    scene.posted.map(({ type }) => type),
    ['model', 'model'],
  );
});

test('a selected task comes with its detail, and goes with the selection', async () => {
  const scene = open();
  await ready(scene);
  scene.clock.advance(300);
  scene.session.receive({ type: 'select', task: 't-1' });
  await settle();
  scene.clock.advance(300);
  scene.session.receive({ type: 'select' });
  await settle();
  assert.deepEqual(scene.posted.slice(1), [
    { type: 'delta', seq: 2, changes: { detail: detailOf('t-1') }, removed: [] },
    { type: 'delta', seq: 3, changes: {}, removed: ['detail'] },
  ]);
});

test('what was selected before it was hidden comes with the first model', async () => {
  const scene = open();
  await ready(scene, 't-2');
  const [first] = scene.posted;
  assert.ok(first?.type === 'model' && first.model.detail?.task === 't-2');
});

test('a slow detail of a task that is no longer selected is not shown', async () => {
  const scene = open();
  await ready(scene);
  const slow = Promise.withResolvers<PanelDetail | undefined>();
  scene.details = (task) => (task === 'slow' ? slow.promise : Promise.resolve(detailOf(task)));
  scene.clock.advance(300);
  scene.session.receive({ type: 'select', task: 'slow' });
  scene.clock.advance(300);
  scene.session.receive({ type: 'select', task: 'quick' });
  slow.resolve(detailOf('slow'));
  await settle();
  scene.clock.advance(300);
  await settle();
  const shown = scene.posted.flatMap((message) => (message.type === 'delta' ? [message.changes.detail?.task] : []));
  assert.deepEqual(shown, ['quick']);
});

test('a task that is not kept is refused in words, once', async () => {
  const scene = open();
  scene.details = () => Promise.resolve(undefined);
  await ready(scene, 'gone');
  scene.clock.advance(300);
  scene.change();
  await settle();
  assert.deepEqual(
    scene.posted.map(({ type }) => type),
    ['model', 'no-detail'],
  );
});

test('a detail that cannot be read is logged and said, and the rest is still sent', async () => {
  const scene = open();
  scene.details = () => Promise.reject(new Error('disk full'));
  await ready(scene, 't-1');
  assert.deepEqual(
    scene.posted.map(({ type }) => type),
    ['model', 'no-detail'],
  );
  assert.match(scene.logged.join('\n'), /t-1.*disk full/);
});

test('a command on the list is run with its task', () => {
  const scene = open();
  scene.session.receive({ type: 'run', command: 'centuria.task.cancel', task: 't-1' });
  assert.deepEqual(scene.done, ['centuria.task.cancel t-1']);
});

test('a command that is not on the list is not run, and the log says so', () => {
  const scene = open();
  scene.session.receive({ type: 'run', command: 'workbench.action.closeWindow' });
  assert.deepEqual(scene.done, []);
  assert.equal(scene.logged.length, 1);
});

test('only a place that the shown task links to is opened', async () => {
  const scene = open();
  await ready(scene, 't-1');
  scene.session.receive({ type: 'openLink', uri: 'command:workbench.action.closeWindow', line: 3 });
  scene.session.receive({ type: 'openLink', uri: 'file:///t-1.ts', line: 4 });
  scene.session.receive({ type: 'openLink', uri: 'file:///t-1.ts', line: 3 });
  assert.deepEqual(scene.done, ['file:///t-1.ts:3']);
});

test('after dispose nothing is sent, listened to or left waiting', async () => {
  const scene = open();
  await ready(scene);
  scene.change();
  scene.session.dispose();
  scene.clock.advance(1000);
  await settle();
  assert.equal(scene.posted.length, 1);
  assert.equal(scene.counts.listeners, 0);
  assert.equal(scene.clock.pending(), 0);
});

test('the side from which spending is seen is the last 24 hours until the view asks for another, also when it is made again', async () => {
  const scene = open();
  await ready(scene);
  scene.clock.advance(300);
  scene.session.receive({ type: 'view', view: 'task' });
  await settle();
  scene.clock.advance(300);
  scene.session.receive({ type: 'ready', view: 'model' });
  await settle();
  assert.deepEqual(scene.views, ['hour', 'task', 'model']);
  scene.session.receive({ type: 'view', view: 'week' });
  assert.equal(scene.logged.length, 1);
});
