import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../../server/server.ts';
import { HttpBlobs } from '../../../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { freshState, readHostState, stateFolderOf } from '../../../../src/main/machine/state-folder.ts';
import { RemoteBackend } from '../../../../src/main/session/remote-backend.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { enter } from '../../../lib/guest-client.ts';
import { FarServer } from './far-server.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The door of before, of a host whose session is on a server by itself now. */
async function open() {
  const far = await FarServer.open();
  const folder = new SharedFolder({ 'a.txt': 'seed\n' });
  const running = await folder.host({ server: far.link });
  const link = await running.share();
  const ada = await guestOf(link);
  const ticket = ada.options.ticket!;
  const state = stateFolderOf(folder.folder, folder.home);
  const { server, session } = readHostState(state, freshState);
  const place = new RemoteBackend(server!, session, join(state, 'old-door'));
  const listener = await listen({
    sessions: place.sessions,
    address: '127.0.0.1',
    port: 0,
    tls: null,
    ownerToken: null,
    guests: true,
    hostNames: ['127.0.0.1'],
    pages: null,
    onWorkspace: null,
    report: () => undefined,
  });
  onTestFinished(async () => {
    await listener.close();
    await place.close();
  });
  const origin = `http://127.0.0.1:${listener.port}`;
  const through = (bearer: string) => new HttpBlobs(`${origin}/blobs/${session}`, bearer, fetch);
  return { far, session, ada, ticket, place, origin, through };
}

it('gives a guest by the door of before what they have left there, and nothing of the host’s', async () => {
  const { place, ticket, through } = await open();
  const [own, hosts] = [randomBytes(1000), randomBytes(1000)];
  await place.localBlobs.put(hosts);
  await through(ticket).put(own);
  expect(Buffer.from(await through(ticket).get(hashOf(own)))).toEqual(own);
  await expect(through(ticket).get(hashOf(hosts))).rejects.toMatchObject({ code: 'not-found' });
});

it('is shut there to a ticket that is nobody’s on the server', async () => {
  const { ticket, through, session, far } = await open();
  await expect(through(`${ticket}x`).get(hashOf(randomBytes(1)))).rejects.toMatchObject({ code: 'not-found' });
  expect(await far.server.personBehind(session, `${ticket}x`)).toBeNull();
});

it('brings what a guest says at length to the server, in the guest’s own name', async () => {
  const { far, session, ada, ticket, origin, through } = await open();
  const text = await openFile(ada, 'a.txt');
  const bob = new SessionClient({
    ...ada.options,
    dial: socketDial(origin, { session, channel: 'session' }),
    blobs: through(ticket),
    replica: newId(nodeEnvironment),
    outbox: new MemoryOutbox(),
  });
  onTestFinished(() => bob.leave());
  await enter(bob);
  const document = await bob.documents.open(text.ref);
  const long = randomBytes(60_000).toString('hex');
  document.edit([{ offset: 0, deleteLength: 0, insertText: long }]);
  await bob.settled();
  await textBecomes(text, (now) => now === `${long}seed\n`);
  const named = [...(await far.server.copyOf(session).blobs())];
  expect(named.filter((hash) => far.server.blobs(session).wasSentBy(hash, bob.person!))).toHaveLength(1);
});
