import { calendarDay } from '../../core/day.ts';
import { formatMoney, ZERO } from '../../core/money.ts';
import { print, type CommandContext } from '../command.ts';

export function ledger(context: CommandContext): Promise<number> {
  const { host } = context;
  const { clock } = host.world;
  const day = calendarDay(clock.now(), clock.utcOffsetMinutes());
  const days = host.store.spend.byDay(30);
  const today = host.store.spend.byModel(day);
  const words = [
    ...days.map((one) => `${one.day}  ${formatMoney(one.settledNanos)}  held ${formatMoney(one.heldNanos)}  ${one.attempts} attempts`),
    ...today.map((one) => `today  ${one.provider}/${one.model}  ${formatMoney(one.settledNanos)}  ${one.tokens} tokens`),
  ];
  print(context, { days, today }, days.length === 0 ? [`nothing was spent: ${formatMoney(ZERO)}`] : words);
  return Promise.resolve(0);
}
