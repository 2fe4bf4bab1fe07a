import { DatabaseSync } from 'node:sqlite';
import { NO_USAGE } from '../../src/core/usage.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../src/node/schema.ts';
import { DAY, NOON } from './books.ts';

const PATH = [
  { kind: 'day', id: DAY },
  { kind: 'task', id: 'task-1' },
];

interface OldEntry {
  readonly type: 'reserve' | 'settle' | 'release' | 'expire' | 'correct';
  readonly held: number;
  readonly settled: number;
  /** Prompt and answer tokens that the entry tells. */
  readonly tokens?: readonly [number, number];
}

/** The attempts of the file, each with the entries that the first version wrote for it and the row it came to. */
const ATTEMPTS: readonly {
  readonly attempt: string;
  readonly state: string;
  readonly provider?: string;
  readonly entries: readonly OldEntry[];
}[] = [
  { attempt: 'held', state: 'reserved', entries: [{ type: 'reserve', held: 70, settled: 0 }] },
  {
    attempt: 'settled',
    state: 'settled',
    provider: 'ollama',
    entries: [
      { type: 'reserve', held: 70, settled: 0 },
      { type: 'settle', held: -70, settled: 20, tokens: [10, 5] },
    ],
  },
  {
    attempt: 'released',
    state: 'released',
    entries: [
      { type: 'reserve', held: 70, settled: 0 },
      { type: 'release', held: -70, settled: 0 },
    ],
  },
  {
    attempt: 'expired',
    state: 'expired',
    entries: [
      { type: 'reserve', held: 70, settled: 0 },
      { type: 'expire', held: -70, settled: 70 },
    ],
  },
  {
    attempt: 'corrected',
    state: 'settled',
    provider: 'embedded',
    entries: [
      { type: 'reserve', held: 70, settled: 0 },
      { type: 'expire', held: -70, settled: 70 },
      { type: 'correct', held: 0, settled: -60, tokens: [100, 7] },
      { type: 'correct', held: 0, settled: 2, tokens: [3, 7] },
    ],
  },
];

/** A store as the first version of the format left it: money only, a reservation still held by a process that is gone. */
export function writeFirstVersion(path: string): void {
  const connection = new DatabaseSync(path);
  connection.exec(`${MIGRATIONS[0] ?? ''} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1; PRAGMA journal_mode = WAL`);
  connection.prepare(`INSERT INTO owners (id, host, pid, started, heartbeat) VALUES ('old-owner', 'elsewhere', 1, NULL, ?)`).run(NOON);
  for (const one of ATTEMPTS) writeAttempt(connection, one);
  const [held, settled] = (['held', 'settled'] as const).map((what) =>
    ATTEMPTS.flatMap(({ entries }) => entries).reduce((sum, entry) => sum + entry[what], 0),
  );
  for (const { kind, id } of PATH)
    connection.prepare('INSERT INTO levels (kind, id, settled, held) VALUES (?, ?, ?, ?)').run(kind, id, settled ?? 0, held ?? 0);
  connection.close();
}

function writeAttempt(connection: DatabaseSync, { attempt, state, provider = 'p', entries }: (typeof ATTEMPTS)[number]): void {
  for (const { type, held, settled, tokens: [inputTokens, outputTokens] = [0, 0] } of entries) {
    const usage = { ...NO_USAGE, inputTokens, outputTokens };
    const detail = type === 'reserve' ? { task: 'task-1', path: PATH } : { outcome: 'ok', usage };
    const { lastInsertRowid } = connection
      .prepare('INSERT INTO entries (at, type, attempt, held, settled, detail) VALUES (?, ?, ?, ?, ?, ?)')
      .run(NOON, type, attempt, held, settled, JSON.stringify(detail));
    if (type !== 'reserve') continue;
    connection
      .prepare(
        `INSERT INTO attempts (seq, attempt, task, agent, provider, model, state, reserved, settled, day, reserved_at, owner, path)
         VALUES (?, ?, 'task-1', 'a', ?, 'm', ?, 70, ?, ?, ?, 'old-owner', ?)`,
      )
      .run(
        lastInsertRowid,
        attempt,
        provider,
        state,
        entries.reduce((sum, entry) => sum + entry.settled, 0),
        DAY,
        NOON,
        JSON.stringify(PATH),
      );
  }
  const [inputTokens, outputTokens] = entries.at(-1)?.tokens ?? [0, 0];
  connection.prepare('UPDATE attempts SET input_tokens = ?, output_tokens = ? WHERE attempt = ?').run(inputTokens, outputTokens, attempt);
}
