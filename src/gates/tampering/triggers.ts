import { parse } from 'yaml';

/** What a change comes in by. */
const EVENTS = ['push', 'pull_request', 'pull_request_target', 'merge_group'];

/** Of the events by which a change comes in, those that a workflow of GitHub no longer runs for, or for fewer branches or files. */
export function lostTriggers(base: string, result: string): readonly string[] {
  const [before, after] = [triggersOf(base), triggersOf(result)];
  if (before === undefined || after === undefined) return [];
  return EVENTS.filter((event) => {
    const was = before.get(event);
    return was !== undefined && isNarrower(was, after.get(event));
  });
}

type Filters = ReadonlyMap<string, readonly string[]>;

function triggersOf(text: string): ReadonlyMap<string, Filters> | undefined {
  let read: unknown;
  try {
    read = parse(text);
  } catch {
    // What has syntax errors is found by the gate for them.
    return undefined;
  }
  const on = fields(read).get('on');
  if (typeof on === 'string') return new Map([[on, new Map()]]);
  if (Array.isArray(on)) return new Map(on.map((event) => [String(event), new Map()]));
  return new Map(
    [...fields(on)].map(([event, filters]) => [
      event,
      new Map([...fields(filters)].map(([name, values]) => [name, [values].flat().map(String)])),
    ]),
  );
}

function fields(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}

/** A filter lets less through when it is new, has lost a pattern, or, of those that leave out, has one more. */
function isNarrower(before: Filters, after: Filters | undefined): boolean {
  if (after === undefined) return true;
  return [...after].some(([name, values]) => {
    const was = before.get(name);
    if (was === undefined) return true;
    const [has, had] = name.endsWith('-ignore') ? [was, values] : [values, was];
    return had.some((one) => !has.includes(one)) || values.some((one) => one.startsWith('!') && !was.includes(one));
  });
}
