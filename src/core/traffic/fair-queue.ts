export interface Queued {
  readonly id: number;
  readonly agent: string;
}

/** Who waits: a line for each agent, none of them empty. The first line's first one is served next. */
export type FairQueue<One extends Queued> = readonly (readonly One[])[];

/** An agent that was not waiting joins behind all that are. */
export function enqueue<One extends Queued>(queue: FairQueue<One>, one: One): FairQueue<One> {
  const known = queue.some(([first]) => first?.agent === one.agent);
  return known ? queue.map((line) => (line[0]?.agent === one.agent ? [...line, one] : line)) : [...queue, [one]];
}

export function headOf<One extends Queued>(queue: FairQueue<One>): One | undefined {
  return queue[0]?.[0];
}

/** The queue after its head was served: that agent's next one waits until every other agent had a turn. */
export function afterHead<One extends Queued>(queue: FairQueue<One>): FairQueue<One> {
  const [line = [], ...others] = queue;
  return line.length > 1 ? [...others, line.slice(1)] : others;
}

/** The queue without those that gave up or were refused. */
export function without<One extends Queued>(queue: FairQueue<One>, ids: ReadonlySet<number>): FairQueue<One> {
  return queue.map((line) => line.filter(({ id }) => !ids.has(id))).filter((line) => line.length > 0);
}
