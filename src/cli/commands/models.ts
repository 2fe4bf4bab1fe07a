import { servedKinds } from '../../core/proved-ability.ts';
import { listModels, NO_MODEL } from '../cards.ts';
import { print, type CommandContext } from '../command.ts';

export async function models(context: CommandContext): Promise<number> {
  const { cards, failures } = await listModels(context.host);
  const words = [
    ...cards.map((card) => `${card.key}  ${card.local ? 'here' : 'cloud'}  ${card.contextWindow} tokens  ${servedKinds(card).join(', ')}`),
    ...failures.map((failure) => `${failure.provider}: ${failure.message}`),
    ...(cards.length === 0 ? [NO_MODEL] : []),
  ];
  print(context, { cards, failures }, words);
  return cards.length > 0 ? 0 : 1;
}
