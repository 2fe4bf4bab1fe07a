import { readSettings } from './settings.ts';
import type { Engine, Services } from './services.ts';
import { createProvidersToday, spendToday } from './spend.ts';
import type { createStatusBar } from './status-bar.ts';
import { refusalLine } from './tasks/refusal-line.ts';
import { needsYou, throttle } from './tasks/tasks-view.ts';
import { troubles } from './troubles.ts';

const MOST_OFTEN_MS = 250;

interface Today {
  readonly services: Services;
  readonly bar: ReturnType<typeof createStatusBar>;
  readonly loaded: () => Engine | undefined;
}

/** Shows in the status bar what the day has cost, what is at work and what waits for the person, as it is when this is called. */
export function createTodayDrawer({ services, bar, loaded }: Today): () => void {
  const providersToday = createProvidersToday();
  return throttle(MOST_OFTEN_MS, () => {
    const engine = loaded();
    if (engine === undefined) return;
    const { dayCap, caps, neverPay } = readSettings();
    const live = services.hub.live();
    const refused = live.flatMap(({ state }) => (state === undefined ? [] : (refusalLine(state) ?? [])));
    bar.show({
      ...spendToday(engine),
      providers: providersToday(engine),
      capNanos: dayCap,
      neverPay,
      capTokens: caps.day?.tokens,
      working: live.length,
      needsYou: services.hub.ended().filter((state) => needsYou(services, state)).length,
      notes: [...troubles(engine), ...refused],
    });
  });
}
