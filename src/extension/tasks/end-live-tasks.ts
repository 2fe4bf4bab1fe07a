import type { TaskHub } from './task-hub.ts';

/** Cancels what runs in this window and waits until it is booked. */
export async function endLiveTasks(hub: TaskHub): Promise<void> {
  for (const task of hub.live()) task.cancel();
  if (hub.live().length === 0) return;
  await new Promise<void>((resolve) => {
    const watch = hub.onDidChange(() => {
      if (hub.live().length > 0) return;
      watch.dispose();
      resolve();
    });
  });
}
