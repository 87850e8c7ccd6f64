import { expect, it } from 'vitest';
import { FollowedRefs } from '../../../src/client/followed-refs.ts';
import { untold } from '../../../src/client/format-choice.ts';
import type { SessionClient } from '../../../src/client/session-client.ts';
import { VirtualWorld } from '../../sim/virtual-world.ts';
import { calm, wire } from '../../sim/wire.ts';
import { invite, owner, ref, Stage, ticketOf } from '../server/session/session-fixture.ts';
import { Typist } from '../server/session/typist.ts';
import { idOf } from '../shared/session/sample-of.ts';
import { opened, windowOf } from './windows.ts';

it('a text that the session does not have, or has no more, is not waited for', async () => {
  const stage = await Stage.open();
  const ann = await windowOf(stage, 'Ann');
  for (const unknown of [idOf('never-opened'), ref]) {
    if (unknown === ref) await stage.host.say('doc.sealed', { term: 1 }, { ref });
    const opening = ann.documents.open(unknown).catch((thrown: unknown) => thrown);
    await stage.world.run(60_000);
    expect(await opening).toMatchObject({ code: 'not-found' });
    expect([ann.status.is, ann.documents.refs]).toEqual(['online', []]);
  }
});

it('a text that is opened late is the same for all, and each of its entries counts once', async () => {
  const stage = await Stage.open();
  const ann = await windowOf(stage, 'Ann');
  const mine = await opened(stage, ann);
  mine.edit([{ offset: 0, deleteLength: 0, insertText: 'one two three' }]);
  await stage.world.run(200);
  mine.edit([{ offset: 3, deleteLength: 4, insertText: '' }]);
  const bob = await windowOf(stage, 'Bob');
  const opening = bob.documents.open(ref);
  mine.edit([{ offset: 3, deleteLength: 0, insertText: ' more' }]);
  await stage.world.run(200);
  const theirs = await opening;
  expect([theirs.toString(), mine.toString()]).toEqual(['one more three', 'one more three']);
  theirs.edit([{ offset: 0, deleteLength: 3, insertText: 'ONE' }]);
  await stage.world.run(200);
  expect(mine.toString()).toBe('ONE more three');
});

it('a text that is closed and opened again while its past is slow to come has all of it', async () => {
  const stage = await Stage.open();
  let delayMs = 0;
  const accept = (server: Parameters<Stage['session']['connect']>[0]) =>
    void stage.session.connect(server, { is: 'owner', person: owner });
  const dial = wire(
    stage.world,
    () => {
      if (delayMs > 0) delayMs += 50;
      return { ...calm, latencyMs: calm.latencyMs + delayMs };
    },
    accept,
    () => true,
  );
  const ann = await windowOf(stage, 'Ann', { dial });
  const typist = new Typist(stage.host, ref);
  for (let i = 0; i < 12; i++) await typist.type(`${i} `.repeat(10_000));
  delayMs = 1;
  const first = ann.documents.open(ref);
  await stage.world.run(230);
  ann.documents.close(ref);
  const opening = ann.documents.open(ref);
  await stage.world.run(10_000);
  const isWhole = (await opening).toString() === typist.text;
  expect([isWhole, (await opening).status]).toEqual([true, 'ready']);
  void first.catch(() => undefined);
});

it('a window that was forgotten meanwhile goes on with what it has typed', async () => {
  const stage = await Stage.open();
  const weather = { ...calm };
  const accept = (server: Parameters<Stage['session']['connect']>[0]) =>
    void stage.session.connect(server, { is: 'guest' });
  let isUp = true;
  const dial = wire(
    stage.world,
    () => weather,
    accept,
    () => isUp,
  );
  const ann = await windowOf(stage, 'Ann', { dial });
  const text = await opened(stage, ann);
  isUp = false;
  for (const connection of stage.session.connections)
    if (connection.replica === ann.replica) connection.transport.close();
  text.edit([{ offset: 0, deleteLength: 0, insertText: 'typed while away' }]);
  // So many other windows come and go that this one is forgotten.
  for (let i = 0; i < 12; i++) {
    const other = await stage.connect(idOf(`other-${i}`));
    await other.hello({ name: 'Ann', invite, ticket: ticketOf('Ann') });
    other.transport.close();
    await stage.world.run(6_000);
  }
  expect(stage.session.state.replicas[ann.replica]).toBeUndefined();
  isUp = true;
  await stage.world.run(20_000);
  expect([ann.status.is, ann.unsentCount, text.toString()]).toEqual(['online', 0, 'typed while away']);
  const bob = await windowOf(stage, 'Bob');
  expect((await opened(stage, bob)).toString()).toBe('typed while away');
});

it('a text that rests is in the log alone until somebody edits or opens it', async () => {
  const stage = await Stage.open();
  const [ann, bob] = [await windowOf(stage, 'Ann'), await windowOf(stage, 'Bob')];
  const [anns, bobs] = [await opened(stage, ann), await opened(stage, bob)];
  anns.edit([{ offset: 0, deleteLength: 0, insertText: 'one' }]);
  ann.documents.rest(0, () => true);
  expect(anns.status).toBe('ready');
  await stage.world.run(500);
  ann.documents.rest(1, () => true);
  ann.documents.rest(0, () => false);
  expect(anns.status).toBe('ready');
  ann.documents.rest(0, () => true);
  expect([anns.status, anns.length, ann.documents.get(ref), ann.documents.refs]).toEqual(['resting', 0, null, [ref]]);
  bobs.edit([{ offset: 3, deleteLength: 0, insertText: ' two' }]);
  await stage.world.run(500);
  expect([anns.status, anns.toString()]).toEqual(['ready', 'one two']);
  ann.documents.rest(0, () => true);
  ann.redial();
  await stage.world.run(2_000);
  expect([ann.status.is, anns.status]).toEqual(['online', 'resting']);
  expect((await opened(stage, ann)).toString()).toBe('one two');
  anns.edit([{ offset: 0, deleteLength: 3, insertText: 'ONE' }]);
  await stage.world.run(500);
  expect(bobs.toString()).toBe('ONE two');
});

it('what a window said last of itself is what it says after a reconnect, and nothing of texts that it has closed', async () => {
  const stage = await Stage.open();
  const other = idOf('other');
  const opening = { term: 1, path: 'b.txt', title: '', format: { ...untold.now(), mixedEol: false }, readOnly: false };
  await stage.host.say('doc.opened', opening, { ref: other });
  const ann = await windowOf(stage, 'Ann');
  for (const each of [ref, other]) {
    void ann.documents.open(each);
    await stage.world.run(200);
    ann.publishLatest('cursor.moved', { selections: [], topLine: 1 }, each);
  }
  for (const each of [ref, other, ref]) ann.publishLatest('presence.focused', { line: 1, path: null }, each);
  ann.documents.close(other);
  await stage.world.run(200);
  const { head } = stage.session;
  ann.redial();
  await stage.world.run(1_000);
  const again = await stage.log.read('s', head, 1e9, 1e9);
  const said = again.filter(({ by }) => by === ann.replica).map(({ kind, ref: about }) => [kind, about]);
  expect(said).toEqual([
    ['cursor.moved', ref],
    ['presence.focused', ref],
  ]);
  expect(stage.session.state.replicas[ann.replica]?.focus?.ref).toBe(ref);
});

it('of more texts than a hello can name, the others are asked for again after a reconnect', () => {
  const asked: string[] = [];
  const environment = new VirtualWorld(1).environment();
  const client = {
    options: { environment, purpose: 'window' },
    replica: idOf('ann'),
    subscribe: (frame: { ref: string }) => asked.push(frame.ref),
  };
  const followed = new FollowedRefs(client as unknown as SessionClient);
  const refs = Array.from({ length: 4_100 }, (_, index) => idOf(`text-${index}`));
  const none = { after: 0, checkpoint: null, checkpointBlob: null, entries: [], writers: [], upTo: 1, done: true };
  for (const [index, each] of refs.entries()) {
    followed.follow(each, { begin: () => undefined, take: () => undefined, withheld: () => undefined });
    followed.backfill({ t: 'backfill', ref: each, subscription: index + 1, ...none }, []);
  }
  asked.length = 0;
  expect(followed.synced()).toEqual(refs.slice(0, 4_000));
  followed.reconnected([refs[0]!]);
  expect(asked).toEqual([refs[0], ...refs.slice(4_000)]);
});
