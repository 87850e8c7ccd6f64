import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { SqliteLog } from '../../../../server/log/sqlite-log.ts';
import { TailFile } from '../../../../server/log/tail-file.ts';
import { SessionServer } from '../../../../server/server.ts';
import { memoryTransportPair } from '../../../../src/client/memory-transport.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import { temporaryFolder } from '../gateway/gateway-fixture.ts';
import { recordedSession } from '../recordings/recording-fixture.ts';
import { recorded } from './recorded-session.ts';

const holds = (folder: string, words: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && readFileSync(join(each.parentPath, each.name)).includes(words))
    .map(({ name }) => name);

it('nothing of what was cut out is on the disk after a crash between the cut and the end of its scrubbing', async () => {
  const data = join(temporaryFolder(), 'data');
  const crashed = join(temporaryFolder(), 'crashed');
  mkdirSync(data);
  const database = new DatabaseSync(join(data, 'sessions.db'));
  const log = new SqliteLog(database, new TailFile(join(data, 'sessions.tail')), () => 1_000);
  const entry = {
    seq: 0,
    at: 0,
    by: 'a'.repeat(22),
    n: 1,
    ageMs: 0,
    kind: 'doc.updated',
    v: 2,
    ref: 'r'.repeat(22),
    to: null,
    body: new TextEncoder().encode('secretword'),
    blob: null,
  };
  await log.append('s'.repeat(22), 0, [entry]);
  const instead = [
    { ...entry, seq: 1, at: 1_000, by: serverReplica, n: 0, kind: 'doc.cut', body: new Uint8Array([1]) },
  ];
  const cut = { ref: entry.ref, after: 0, upTo: 1, kinds: ['doc.updated', 'doc.cut'], instead };
  await log.excise('s'.repeat(22), cut, (index) => index);
  cpSync(data, crashed, { recursive: true });
  await log.close();
  const server = SessionServer.open({ dataFolder: crashed, environment: nodeEnvironment, report: () => undefined });
  await server.close();
  expect(holds(crashed, 'secretword')).toEqual([]);
});

it('a replay that was opened before a cut does not begin after it', async () => {
  const { gateway, ref: notes, guest } = await recorded(['before ', 'secretword']);
  const { server, session, owner } = gateway;
  const door = (await server.replay(session, null))!;
  await server.cut(session, { after: 0, upTo: guest.applied, ref: notes }, true);
  const [mine, theirs] = memoryTransportPair();
  const closed = vi.fn();
  mine.onClose = closed;
  door.connect(theirs, { is: 'owner', person: owner });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
});

it('a file that is being exported while something is cut out is not made', async () => {
  const held = await recordedSession();
  const { gateway, guest, notes, recording } = held;
  const { server, session } = gateway;
  const pieces: Uint8Array[] = [];
  let isCut = false;
  const sink = async (piece: Uint8Array) => {
    pieces.push(piece.slice());
    if (isCut) return;
    isCut = true;
    await server.cut(session, { after: 0, upTo: guest.applied, ref: notes }, true);
  };
  const made = await server.library
    .export(session, recording, { sink, passphrase: null, costLog2: 14 })
    .then(() => true)
    .catch(() => false);
  expect([isCut, made]).toEqual([true, false]);
});

it('no attachment with a large text as it was inside the gap is left, such as that of somebody who opened it then', async () => {
  const { gateway, notes, guest } = await recordedSession();
  const { server, session } = gateway;
  const blobs = server.blobs(session);
  const document = guest.documents.get(notes)!;
  const edit = async (deleteLength: number, insertText: string) => {
    document.edit([{ offset: 0, deleteLength, insertText }]);
    await guest.settled();
  };
  await edit(0, 'a '.repeat(50_000));
  const after = guest.applied;
  await edit(0, 'secretword ');
  const eve = await gateway.client({}, { name: 'Eve', blobs });
  await eve.documents.open(notes);
  await edit(11, '');
  const upTo = guest.applied;
  await vi.waitFor(() => server.cut(session, { after, upTo, ref: notes }, true), 10_000);
  expect(holds(join(gateway.pages, '..', 'data', 'blobs', session), 'secretword')).toEqual([]);
});
