import type { Engine } from './services.ts';

/** The providers and models that are left alone just now, a line each: `Anthropic asked to wait until 14:03`. */
export function troubles({ world }: Pick<Engine, 'world'>): readonly string[] {
  return [...new Set(world.traffic.states().flatMap(({ trouble }) => trouble ?? []))];
}
