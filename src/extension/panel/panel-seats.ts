import type { ModelCard, TaskKind } from '../../core/model-card.ts';
import { SEATS, type Seat, type SeatKind } from '../../core/roster.ts';
import { describeOrder, makeRoute } from '../../core/router.ts';
import { ZERO } from '../../core/money.ts';
import { isParked } from '../../core/task-words.ts';
import type { PanelRoute, PanelSeat } from '../../protocol/panel.ts';
import { whyNobody } from '../absences.ts';
import { optionsFor } from '../run-options.ts';
import { AUTOMATION_NEEDS } from '../seat-states.ts';
import type { CardsReport, Engine, Services } from '../services.ts';
import { needsYou } from '../tasks/tasks-view.ts';

const ASKED_FOR: Readonly<Record<SeatKind, TaskKind>> = { generation: 'edit', analysis: 'analyse', automation: 'automate' };

export function panelSeats(services: Services, report: CardsReport | undefined): readonly PanelSeat[] {
  const why: Readonly<Record<SeatKind, string | undefined>> = {
    generation: report && whyNobody(report, 'edit'),
    analysis: report && whyNobody(report, 'analyse'),
    automation: AUTOMATION_NEEDS,
  };
  return SEATS.map((seat) => panelSeat(services, seat, why[seat.kind]));
}

function panelSeat(services: Services, seat: Seat, why: string | undefined): PanelSeat {
  const { id, kind, role } = seat;
  const base = { id, kind, role: role.title, does: role.does };
  const live = services.hub.live().find((task) => task.seat === id);
  if (live !== undefined) return { ...base, state: live.phase === 'waiting' ? 'waiting' : 'working', task: live.id };
  const last = services.hub.ended().find((state) => state.subject?.seat === id);
  if (last !== undefined && needsYou(services, last))
    return {
      ...base,
      state: 'needs-you',
      task: last.id,
      reason: isParked(last) ? 'A parked task waits for room in a budget.' : 'A result waits for you.',
    };
  return why === undefined ? { ...base, state: 'idle' } : { ...base, state: 'unavailable', reason: why };
}

/** Whom each kind of seat would ask now, of a small piece of code that may leave the machine. */
export function panelRoutes({ world }: Engine, { cards }: CardsReport): readonly PanelRoute[] {
  const health = (card: ModelCard) => world.traffic.health(card);
  // By price of a thousand tokens in and out, as the list of models shows it.
  const price = (card: ModelCard) =>
    card.price === 'free' ? { nanos: ZERO, known: true } : world.prices.worst(card.provider, card.model, 1000, 1000, world.clock.now());
  return (['generation', 'analysis'] as const).map((kind) => {
    const need = { task: ASKED_FOR[kind], promptTokens: () => 1000, answerTokens: () => 1000, tools: false, localOnly: undefined };
    return { kind, models: describeOrder(makeRoute(cards, { need, policy: optionsFor(cards, undefined).policy, price, health })) };
  });
}
