/** The last few values that were added, by key. */
export interface Recent<T> {
  get(key: string): T | undefined;
  add(key: string, value: T): void;
}

export function createRecent<T>(most: number): Recent<T> {
  const values = new Map<string, T>();
  return {
    get: (key) => values.get(key),
    add(key, value) {
      values.delete(key);
      values.set(key, value);
      const oldest = values.keys().next().value;
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
  };
}
