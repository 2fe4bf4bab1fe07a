import * as v from 'valibot';

/** The value of a JSON text, if it is what the schema says. */
export function parseJson<T>(text: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
