/** Written into the file's header, so that another program's database is never taken for ours. */
export const APPLICATION_ID = 0x43_54_52_41;

/**
 * Each text takes the file from one version to the next; the file's `user_version` counts those done.
 * A published text is never edited: a change is a new one at the end.
 *
 * `entries` is the truth and only ever grows. `attempts` and `levels` are sums over it, kept in the same
 * transaction so that a reservation reads counters and never adds up rows. The two unique indexes say in SQL
 * that an attempt is reserved once and ends once.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE owners (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT,
    heartbeat INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('reserve', 'settle', 'release', 'expire', 'correct')),
    attempt TEXT NOT NULL,
    held INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    detail TEXT NOT NULL CHECK (json_valid(detail))
  ) STRICT;
  CREATE INDEX entries_of_attempt ON entries (attempt);
  CREATE UNIQUE INDEX entries_reserved_once ON entries (attempt) WHERE type = 'reserve';
  CREATE UNIQUE INDEX entries_ended_once ON entries (attempt) WHERE type IN ('settle', 'release', 'expire');
  CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
  CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
    WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'deleting all data')
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

  CREATE TABLE attempts (
    seq INTEGER PRIMARY KEY,
    attempt TEXT NOT NULL UNIQUE,
    task TEXT NOT NULL,
    agent TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'released', 'expired')),
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    settled INTEGER NOT NULL CHECK (settled >= 0),
    overrun INTEGER NOT NULL GENERATED ALWAYS AS (max(0, settled - reserved)) VIRTUAL,
    outcome TEXT,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    cache_read_tokens INTEGER NOT NULL DEFAULT 0,
    cache_write_5m_tokens INTEGER NOT NULL DEFAULT 0,
    cache_write_1h_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    reasoning_tokens INTEGER NOT NULL DEFAULT 0,
    usage_source TEXT CHECK (usage_source IN ('reported', 'estimated')),
    day TEXT NOT NULL,
    reserved_at INTEGER NOT NULL,
    ended_at INTEGER,
    owner TEXT NOT NULL,
    path TEXT NOT NULL CHECK (json_valid(path))
  ) STRICT;
  CREATE INDEX attempts_of_task ON attempts (task);
  CREATE INDEX attempts_of_day ON attempts (day);
  CREATE INDEX attempts_by_time ON attempts (reserved_at);
  CREATE INDEX attempts_open ON attempts (owner) WHERE state = 'reserved';

  CREATE TABLE levels (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    settled INTEGER NOT NULL CHECK (settled >= 0),
    held INTEGER NOT NULL CHECK (held >= 0),
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE slots (
    attempt TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    owner TEXT NOT NULL REFERENCES owners (id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE waiters (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt TEXT NOT NULL UNIQUE,
    server TEXT NOT NULL,
    owner TEXT NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
    asked_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    task TEXT NOT NULL,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    json TEXT NOT NULL CHECK (json_valid(json))
  ) STRICT;
  CREATE INDEX events_of_task ON events (task);
  CREATE TABLE tasks (
    task TEXT PRIMARY KEY,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    events INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tasks_by_last ON tasks (last_seq);
  CREATE TABLE texts (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  `,

  // Budgets are counted in tokens too. What was booked before is counted from the usage that each entry tells; what
  // expired told none. An entry's own facts stay as they are: only the new columns are filled.
  `
  ALTER TABLE entries ADD COLUMN held_tokens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE entries ADD COLUMN settled_tokens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE attempts ADD COLUMN reserved_tokens INTEGER NOT NULL DEFAULT 0 CHECK (reserved_tokens >= 0);
  ALTER TABLE attempts ADD COLUMN settled_tokens INTEGER NOT NULL DEFAULT 0 CHECK (settled_tokens >= 0);
  ALTER TABLE levels ADD COLUMN settled_tokens INTEGER NOT NULL DEFAULT 0 CHECK (settled_tokens >= 0);
  ALTER TABLE levels ADD COLUMN held_tokens INTEGER NOT NULL DEFAULT 0 CHECK (held_tokens >= 0);

  CREATE TEMP TABLE told AS
    SELECT seq, attempt,
      coalesce(detail ->> '$.usage.inputTokens', 0) + coalesce(detail ->> '$.usage.cacheReadTokens', 0)
        + coalesce(detail ->> '$.usage.cacheWrite5mTokens', 0) + coalesce(detail ->> '$.usage.cacheWrite1hTokens', 0)
        + coalesce(detail ->> '$.usage.outputTokens', 0) AS tokens
    FROM entries WHERE type <> 'reserve';
  CREATE TEMP TABLE changed AS
    SELECT seq, tokens - lag(tokens, 1, 0) OVER (PARTITION BY attempt ORDER BY seq) AS tokens FROM told;
  DROP TRIGGER entries_never_change;
  UPDATE entries SET settled_tokens = changed.tokens FROM changed WHERE changed.seq = entries.seq;
  CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
  DROP TABLE changed;
  DROP TABLE told;

  UPDATE attempts SET settled_tokens = sums.tokens
    FROM (SELECT attempt, sum(settled_tokens) AS tokens FROM entries GROUP BY attempt) sums WHERE sums.attempt = attempts.attempt;
  UPDATE levels SET settled_tokens = sums.tokens
    FROM (
      SELECT level.value ->> 'kind' AS kind, level.value ->> 'id' AS id, sum(a.settled_tokens) AS tokens
      FROM attempts a, json_each(a.path) level GROUP BY 1, 2
    ) sums WHERE sums.kind = levels.kind AND sums.id = levels.id;

  -- Whether a model ran on this machine when it was asked: what the settings say later is not what was.
  ALTER TABLE attempts ADD COLUMN local INTEGER NOT NULL DEFAULT 0 CHECK (local IN (0, 1));
  UPDATE attempts SET local = 1 WHERE provider IN ('embedded', 'ollama');

  -- Whose task it is: one that has not ended, of an owner that is gone, was interrupted.
  ALTER TABLE tasks ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  `,

  // What benchmarks showed of models: one row for each, in the place of the one before.
  `
  CREATE TABLE measured_models (
    model TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    measured TEXT NOT NULL CHECK (json_valid(measured))
  ) STRICT, WITHOUT ROWID;
  `,

  // Each index is a page more to write for every call. The two partial ones find an attempt's entries; hours are looked for within their days.
  `
  DROP INDEX entries_of_attempt;
  DROP INDEX attempts_by_time;
  `,
];
