import { expect, it, onTestFinished, vi } from 'vitest';
import { HttpBlobs } from '../../../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { ReplayClient } from '../../../../src/client/replay-client.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { everybodysRoom } from '../../../../src/shared/capabilities/chat/chat-state.ts';
import { FoldedRoom } from '../../../../src/shared/capabilities/chat/folded-room.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';
import { Gateway, token } from '../gateway/gateway-fixture.ts';
import { exported, opened } from './recording-fixture.ts';

const hourMs = 3_600_000;
const eventually: typeof vi.waitFor = (check) => vi.waitFor(check, { timeout: 20_000 });
const bytes = new TextEncoder().encode('%PDF a plan of the boat');

/** A recorded session in which somebody has sent a file with a message, and talked on. */
async function talkedOver() {
  const gateway = await Gateway.open();
  const blobs = gateway.server.blobs(gateway.session);
  const guest = await gateway.client({ token, person: gateway.owner }, { name: 'Ada', blobs }, gateway.privatePort);
  const recording = newId(nodeEnvironment);
  await gateway.host.publish('recording.started', { title: 'Monday' }, recording);
  const blob = await blobs.put(bytes);
  const say = (words: string, files: object = {}) => {
    const message = newId(nodeEnvironment);
    const said = { message, replyTo: null, words, mentions: [], priority: 'normal' as const, snippet: null };
    return { message, posted: { kind: 'chat.posted' as const, body: { ...said, ...files }, ref: everybodysRoom } };
  };
  const { message, posted } = say('', { files: 1 });
  const body = { message, name: 'plan.pdf', sizeBytes: bytes.length };
  await guest.publishAll([posted, { kind: 'chat.attached', body, ref: everybodysRoom, blob }]);
  await guest.publishAll([say('what do you think?').posted]);
  await gateway.host.publish('recording.stopped', {}, recording);
  return { gateway, recording, blob };
}

it('the file of a recording has the files of its messages', async () => {
  const { gateway, recording, blob } = await talkedOver();
  const file = await opened(await exported({ gateway, recording }));
  expect(Buffer.from(await file.sentFile(blob))).toEqual(Buffer.from(bytes));
  // As a body, which somebody would decode, it is none.
  await expect(file.blob(blob)).rejects.toThrow('is not in this recording');
  const history = await file.history();
  const { checkpoint, entries } = await history.pastOf(everybodysRoom, history.timeline.last.seq);
  const room = new FoldedRoom();
  if (checkpoint) room.load(checkpoint.bytes);
  room.fold(entries, (replica) => history.facts.boundOf(replica));
  expect(room.room.at(0)?.files).toEqual([{ hash: hashBytes(bytes), name: 'plan.pdf', sizeBytes: bytes.length }]);
  expect(room.room.at(1)?.words).toBe('what do you think?');
});

it('a link’s bearer reads a file of a message once they were told of it', async () => {
  const { gateway, recording, blob } = await talkedOver();
  const { secret } = await gateway.server.watched.share(gateway.session, recording, hourMs);
  const origin = `http://127.0.0.1:${gateway.guestPort}`;
  const status = async () => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(`${origin}/blobs/${gateway.session}/${blob}`, { headers })).status;
  };
  const client = new ReplayClient({
    dial: socketDial(origin, { session: gateway.session, channel: 'replay', link: secret }),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    blobs: new HttpBlobs(`${origin}/blobs/${gateway.session}`, secret, fetch),
    replica: newId(nodeEnvironment),
    name: 'Watcher',
    purpose: 'window',
  });
  onTestFinished(() => client.abandon());
  await client.start();
  await eventually(() => expect(client.timeline).not.toBeNull());
  expect(await status()).toBe(404);
  await client.shown('seq', Number.MAX_SAFE_INTEGER);
  const room = new FoldedRoom();
  client.followed.follow(everybodysRoom, {
    begin: (checkpoint) => checkpoint && room.load(checkpoint),
    take: (entry, { author }) => room.take(entry, author),
    arrived: () => undefined,
    withheld: () => undefined,
  });
  await eventually(() => expect(room.room.at(0)?.files).toHaveLength(1));
  expect(await status()).toBe(200);
});
