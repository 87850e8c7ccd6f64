import type { DatabaseSync } from 'node:sqlite';
import { EnsembleError } from '../../src/shared/core/errors.ts';

/** Migrations, each run once, in order; `user_version` counts them. Steps are only ever added. */
const migrations = [
  `CREATE TABLE sessions (id TEXT PRIMARY KEY, term INTEGER NOT NULL, head INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
   CREATE TABLE replicas (session TEXT NOT NULL, id TEXT NOT NULL, last_n INTEGER NOT NULL, PRIMARY KEY (session, id)) STRICT, WITHOUT ROWID;
   CREATE TABLE entries (session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, n INTEGER NOT NULL,
     age_ms INTEGER NOT NULL, kind TEXT NOT NULL, v INTEGER NOT NULL, ref TEXT, recipient TEXT, body BLOB NOT NULL, blob TEXT,
     PRIMARY KEY (session, seq)) STRICT;
   CREATE INDEX entries_by_ref ON entries (session, ref, seq);
   CREATE TABLE latest (session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, n INTEGER NOT NULL,
     age_ms INTEGER NOT NULL, kind TEXT NOT NULL, v INTEGER NOT NULL, ref TEXT NOT NULL, recipient TEXT, body BLOB NOT NULL, blob TEXT,
     PRIMARY KEY (session, by, kind, ref)) STRICT, WITHOUT ROWID;
   CREATE TABLE checkpoints (session TEXT NOT NULL, ref TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL,
     PRIMARY KEY (session, ref)) STRICT;
   CREATE TABLE tickets (session TEXT NOT NULL, hash TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (session, hash)) STRICT, WITHOUT ROWID;
   CREATE TABLE invites (session TEXT NOT NULL, hash TEXT NOT NULL, role TEXT NOT NULL, expires_ms INTEGER NOT NULL,
     PRIMARY KEY (session, hash)) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE bases (session TEXT NOT NULL, ref TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
     PRIMARY KEY (session, ref, number)) STRICT;`,
  `CREATE TABLE arriving (session TEXT PRIMARY KEY) STRICT;`,
  `CREATE INDEX entries_by_blob ON entries (session, blob) WHERE blob IS NOT NULL;
   CREATE INDEX latest_by_blob ON latest (session, blob) WHERE blob IS NOT NULL;
   CREATE INDEX latest_by_ref ON latest (session, ref, seq);`,
  `CREATE TABLE keyed (session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, n INTEGER NOT NULL,
     age_ms INTEGER NOT NULL, kind TEXT NOT NULL, v INTEGER NOT NULL, ref TEXT NOT NULL, recipient TEXT, body BLOB NOT NULL, blob TEXT,
     key TEXT NOT NULL, PRIMARY KEY (session, by, kind, ref, key)) STRICT, WITHOUT ROWID;
   INSERT INTO keyed SELECT *, '' FROM latest;
   DROP TABLE latest;
   ALTER TABLE keyed RENAME TO latest;
   CREATE INDEX latest_by_blob ON latest (session, blob) WHERE blob IS NOT NULL;
   CREATE INDEX latest_by_ref ON latest (session, ref, seq);`,
  `CREATE INDEX latest_by_key ON latest (session, kind, ref, key) WHERE key <> '';`,
  `CREATE TABLE recorded (session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, n INTEGER NOT NULL,
     age_ms INTEGER NOT NULL, kind TEXT NOT NULL, v INTEGER NOT NULL, ref TEXT NOT NULL, recipient TEXT, body BLOB NOT NULL, blob TEXT,
     PRIMARY KEY (session, seq)) STRICT, WITHOUT ROWID;
   CREATE INDEX recorded_by_ref ON recorded (session, ref, seq);
   CREATE INDEX recorded_by_blob ON recorded (session, blob) WHERE blob IS NOT NULL;
   CREATE INDEX entries_of_recordings ON entries (session, seq) WHERE kind >= 'recording.' AND kind < 'recording/';`,
  `CREATE TABLE segments (session TEXT NOT NULL, last INTEGER NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL,
     "index" BLOB NOT NULL, state BLOB, PRIMARY KEY (session, last)) STRICT;
   CREATE TABLE segment_refs (session TEXT NOT NULL, ref TEXT NOT NULL, last INTEGER NOT NULL,
     PRIMARY KEY (session, ref, last)) STRICT, WITHOUT ROWID;
   CREATE INDEX segment_refs_of ON segment_refs (session, last);
   CREATE TABLE segment_blobs (session TEXT NOT NULL, last INTEGER NOT NULL, blob TEXT NOT NULL, by TEXT NOT NULL,
     kind TEXT NOT NULL, ref TEXT, recipient TEXT) STRICT;
   CREATE INDEX segment_blobs_of ON segment_blobs (session, last);
   CREATE INDEX segment_blobs_by_blob ON segment_blobs (session, blob);
   CREATE TABLE kept_checkpoints (session TEXT NOT NULL, ref TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL,
     PRIMARY KEY (session, ref, seq)) STRICT;`,
  `CREATE TABLE recording_links (session TEXT NOT NULL, hash TEXT NOT NULL, recording TEXT NOT NULL,
     created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, PRIMARY KEY (session, hash)) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE cuts (session TEXT NOT NULL, ref TEXT NOT NULL, after INTEGER NOT NULL, up_to INTEGER NOT NULL,
     PRIMARY KEY (session, ref, after, up_to)) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE removals (session TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;
   CREATE TABLE copied (session TEXT PRIMARY KEY, removals INTEGER NOT NULL) STRICT;`,
  `ALTER TABLE invites ADD COLUMN once INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE invites ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE invites ADD COLUMN is_link INTEGER NOT NULL DEFAULT 1;
   ALTER TABLE invites ADD COLUMN place INTEGER NOT NULL DEFAULT 0;`,
  `CREATE TABLE asked (session TEXT NOT NULL, person TEXT NOT NULL, hash TEXT NOT NULL, place INTEGER NOT NULL,
     PRIMARY KEY (session, person)) STRICT, WITHOUT ROWID;`,
  `ALTER TABLE invites ADD COLUMN agent_of TEXT;`,
];

/** Brings a database to the newest schema. Throws when it was written by a newer version. */
export function migrate(database: DatabaseSync): void {
  database.exec(
    // Deleted text must not stay readable in free pages.
    'PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;',
  );
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > migrations.length) throw new Error(`the session store is of a newer version (${version}) of Ensemble`);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

/**
 * Grows the write-ahead log to its full length once: overwriting it takes the disk a third of the time of growing it,
 * because the file system has no metadata to write. So it is short, and checkpointed into the store often.
 */
export function growWriteAheadLog(database: DatabaseSync): void {
  database.exec(
    `PRAGMA wal_autocheckpoint = 250; CREATE TABLE IF NOT EXISTS room (bytes BLOB) STRICT;
     INSERT INTO room VALUES (zeroblob(1000000)); DROP TABLE room; PRAGMA wal_checkpoint(RESTART);`,
  );
}

/** Time to wait for an ending process that still holds the store. */
const waitForOtherMs = 2000;

/** Locks the database for as long as it is open. Throws in words when another process has it. */
export function takeForOneself(database: DatabaseSync, folder: string): void {
  database.exec(`PRAGMA busy_timeout = ${waitForOtherMs}; PRAGMA locking_mode = EXCLUSIVE`);
  try {
    database.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (thrown) {
    if (!/locked|busy/.test(String(thrown))) throw thrown;
    throw new EnsembleError('exists', `Another session server uses ${folder}: end it first, or give another folder.`);
  }
}
