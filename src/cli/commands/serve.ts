import { formatMoney, fromDollars } from '../../core/money.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { createTokens, payerOf, type Grant } from '../../gateway/tokens.ts';
import { keptCards } from '../cards.ts';
import { print, type CommandContext } from '../command.ts';

const CARDS_KEPT_MS = 60_000;

const USE = 'Give both to any program that speaks to OpenAI, with the model auto. Ctrl+C ends it.';

/** Serves the router until it is told to stop, then ends the calls under way and settles them. */
export async function serve(context: CommandContext): Promise<number> {
  const { host, policy, caps, port } = context;
  const stopped = stopSignal();
  const tokens = createTokens();
  const grants = grantsOf(context);
  const issued = grants.map((grant) => ({ grant, token: tokens.issue(grant) }));
  const cards = keptCards(host, { keepMs: CARDS_KEPT_MS, now: host.world.clock.now });
  await cards();
  const onTrouble = (error: unknown): void => void process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const gateway = await createGateway({ world: host.world, cards, policy, tokens, port, dayCapNanos: caps.day.nanos, onTrouble });
  const { address } = gateway;
  const byName = Object.fromEntries(issued.map(({ grant, token }) => [grant.name, token]));
  const words = issued.map(
    ({ grant, token }) =>
      `${grant.name}: bearer token (API key) ${token}, all its calls together may cost ${formatMoney(grant.capNanos ?? caps.task.nanos)} at most`,
  );
  print(context, { address, token: issued[0]?.token, tokens: byName }, [`Base URL: ${address}/v1`, ...words, USE]);
  await stopped;
  await gateway.dispose();
  return 0;
}

/** The tokens of the file, or one of its own. A budget of the file holds over restarts; the task's lasts as long as the gateway. */
function grantsOf({ host, config, caps }: CommandContext): readonly (Grant & { readonly name: string })[] {
  const asked = config.tokens.length > 0 ? config.tokens : [{ name: 'gateway' }];
  return asked.map(({ name, budget, agent, kind }) => ({
    name,
    task: budget === undefined ? host.world.ids.next() : payerOf(name),
    capNanos: budget === undefined ? caps.task.nanos : fromDollars(budget),
    ...(agent === undefined ? {} : { agent }),
    ...(kind === undefined ? {} : { kind }),
  }));
}

function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  return promise;
}
