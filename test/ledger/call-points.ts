/** Every place between a call's reservation and its settlement at which a process can die, in the order in which it comes there. */
export const CALL_POINTS = [
  'before the reservation is committed',
  'after the reservation',
  'before it is sent',
  'after the headers',
  'after the first token',
  'in mid-stream',
  'after the last token',
  'before the settlement is committed',
  'after the settlement',
] as const;

export type CallPoint = (typeof CALL_POINTS)[number];

/** Who makes the call: a task, or a program through the gateway's own loop. */
export const CALLERS = ['task', 'routed call'] as const;
