/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of JSON text, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** A vendor's report of what was used. Undefined: none was made; what is there but no object has no members. */
export function report(value: unknown): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  return isObject(value) ? value : {};
}

/** A count as vendors send it: 0 if it is left out, NaN if it is no whole number, so that nothing is booked from it. */
export function count(value: unknown): number {
  return value === undefined || value === null ? 0 : neededCount(value);
}

/** A count that the vendor's protocol never leaves out. */
export function neededCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
