import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { SqliteLog } from '../../../../server/log/sqlite-log.ts';
import { MemoryAccessStore } from '../../../../server/session/access.ts';
import { Session } from '../../../../server/session/session.ts';
import { memoryTransportPair } from '../../../../src/client/memory-transport.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { nodeEnvironment } from '../../../../src/main/host/environment.ts';
import { newId } from '../../../../src/shared/protocol/ids.ts';
import { temporaryFolder } from '../gateway/gateway-fixture.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

it('says that the disk is full, keeps what is typed at its typist, and takes it once there is space', async () => {
  const database = new DatabaseSync(join(temporaryFolder(), 'sessions.db'));
  const log = new SqliteLog(database, () => nodeEnvironment.nowMs());
  const reports: string[] = [];
  const report = (message: string) => void reports.push(message);
  const [id, person, ref] = [newId(nodeEnvironment), newId(nodeEnvironment), newId(nodeEnvironment)];
  const access = new MemoryAccessStore();
  const session = await Session.open({ id, log, access, environment: nodeEnvironment, report });
  const client = new SessionClient({
    dial: async () => {
      const [mine, theirs] = memoryTransportPair();
      session.connect(theirs, { is: 'owner', person });
      return mine;
    },
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: 'Owner',
    purpose: 'host',
  });
  onTestFinished(async () => {
    client.abandon();
    await session.settled();
    session.close();
    await log.close();
  });
  await client.start();
  await client.joined();
  await client.publish('host.claimed', { term: 1, folder: 'folder' });
  await client.publish('doc.opened', { term: 1, path: null, title: 'text', format, readOnly: false }, ref);
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
  database.exec(`PRAGMA max_page_count = ${pages}`);

  const told = new Promise<string>((resolve) => {
    client.events.on('status', (status) => status.is === 'offline' && resolve(status.message));
  });
  const head = session.head;
  let kept = false;
  const update = new Uint8Array(50_000);
  const publishing = client.publish('doc.updated', { update }, ref).then(() => {
    kept = true;
  });
  expect(await told).toBe('The disk of the session server is full: free some space; what you type is kept until then.');
  expect([kept, client.unsentCount, session.head]).toEqual([false, 1, head]);
  expect(reports[0]).toMatch(/^commit failed: /);

  database.exec('PRAGMA max_page_count = 1000000');
  client.reconnect();
  await publishing;
  const entries = await log.read(id, head, session.head, 100);
  expect(entries.filter(({ kind }) => kind === 'doc.updated')).toHaveLength(1);
});
