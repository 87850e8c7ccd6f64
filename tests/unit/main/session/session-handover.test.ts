import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SessionHandover } from '../../../../src/main/session/session-handover.ts';
import { recorded } from '../../server/replay/recorded-session.ts';
import { FarServer } from '../host/far-server.ts';

const holds = (folder: string, words: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && readFileSync(join(each.parentPath, each.name)).includes(words))
    .map(({ name }) => name);

it.each(['first', 'second'])(
  'a move that was begun before a cut brings nothing there of what was cut out (%s handover)',
  async (which) => {
    const { gateway, ref, guest } = await recorded(['before ', 'secretword']);
    const document = guest.documents.get(ref)!;
    document.edit([{ offset: 7, deleteLength: 10, insertText: '' }]);
    await guest.settled();
    const { server, session, owner } = gateway;
    const far = await FarServer.open();
    let move = new SessionHandover(far.link, session);
    await move.copy(server.copyOf(session), server.blobs(session));
    await far.server.blobs(session).put(new TextEncoder().encode('secretword, attached'));
    await server.cut(session, { after: 0, upTo: guest.applied, ref }, true);
    const source = server.copyOf(session);
    const here = await source.read(0, 10_000);
    if (which === 'second') move = new SessionHandover(far.link, session);
    await move.finish(source, server.blobs(session), { hash: 'a'.repeat(64), person: owner });
    const there = await far.server.copyOf(session).read(0, 10_000);
    expect(there.map(({ seq, kind }) => [seq, kind])).toEqual(here.map(({ seq, kind }) => [seq, kind]));
    expect(await far.server.copyOf(session).cuts()).toEqual(await source.cuts());
    expect(holds(far.folder, 'secretword')).toEqual([]);
  },
);
