import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { SqliteOutbox } from '../../src/main/session/sqlite-outbox.ts';
import { describeOutboxStorage } from './outbox-contract.ts';
import { temporaryFolder } from './temporary-folder.ts';

const lives = new WeakMap<object, string>();

describeOutboxStorage('SqliteOutbox', async (life) => {
  const path = lives.get(life) ?? join(temporaryFolder(), 'outbox.db');
  lives.set(life, path);
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  return new SqliteOutbox(database, 'a-replica');
});
