import { describe, expect, it } from 'vitest';
import type { SessionOptions } from '../../../../server/session/session-options.ts';
import { encodeFrame, toTuples } from '../../../../src/shared/core/frames.ts';
import { pack, unpack } from '../../../../src/shared/core/message-pack.ts';
import { type Body, encodeBody, type KindName, kinds } from '../../../../src/shared/session/table.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, ownersHost, personOf, type RawClient, ref, Stage } from './session-fixture.ts';

const megabyte = 1024 * 1024;
const update = { update: Uint8Array.of(0, 0) };
const place = { path: 'a.txt', line: 1 };

/** Attachments that are here, whoever has sent them. */
class Store {
  readonly #bytes = new Map<string, Uint8Array>();
  readonly read: string[] = [];
  /** Sizes that are told, where nothing so large is to be made. */
  readonly #told = new Map<string, number>();

  get options(): Partial<SessionOptions> {
    return {
      hasBlob: (hash) => this.#bytes.has(hash),
      blobBytes: async (hash) => this.#told.get(hash) ?? this.#bytes.get(hash)!.length,
      getBlob: async (hash) => {
        this.read.push(hash);
        return this.#bytes.get(hash)!;
      },
    };
  }

  put(bytes: Uint8Array, sizeBytes = bytes.length): string {
    const hash = hashBytes(bytes);
    this.#bytes.set(hash, bytes);
    this.#told.set(hash, sizeBytes);
    return hash;
  }

  body<K extends KindName>(kind: K, body: Body<K>): string {
    return this.put(encodeBody(kind, body));
  }
}

const carried = (blob: string) => ({ body: new Uint8Array(0), blob });
const refusals = (client: RawClient) =>
  client
    .heard('entry.refused')
    .map(({ body }) => new TextDecoder().decode(body))
    .map((text) => ['too-fast', 'too-large', 'not-found', 'bad-request'].find((code) => text.includes(code)));

async function open(): Promise<{ stage: Stage; store: Store; bob: RawClient; eve: RawClient }> {
  const store = new Store();
  const stage = await Stage.open(store.options);
  return { stage, store, bob: await stage.guest('Bob'), eve: await stage.guest('Eve') };
}

/** A guest names an attachment of theirs. */
async function name(stage: Stage, client: RawClient, kind: KindName, blob: string): Promise<void> {
  stage.session.blobRights.noteUpload(personOf(client), blob);
  await client.say(kind, {} as never, { ref, ...carried(blob) });
}

describe('a body that is an attachment', () => {
  it('is taken where it would be inline', async () => {
    const { stage, store, bob, eve } = await open();
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    const blob = store.body('doc.updated', update);
    await name(stage, bob, 'doc.updated', blob);
    expect(eve.heard('doc.updated')).toMatchObject([{ blob }]);
  });

  it('is turned down where it is no body, is too large, or its kind is never large', async () => {
    const { stage, store, bob } = await open();
    await name(stage, bob, 'doc.updated', store.put(Uint8Array.of(0xc1)));
    await bob.say('doc.rebased', {}, { ref });
    await name(stage, bob, 'doc.updated', store.put(Uint8Array.of(0x80), kinds['doc.updated'].maxBytes + 1));
    await bob.say('doc.rebased', {}, { ref });
    await name(stage, bob, 'people.gathered', store.body('people.gathered', place));
    expect(refusals(bob)).toEqual(['bad-request', 'too-large', 'bad-request']);
    expect(bob.heard('people.gathered')).toEqual([]);
  });

  it('is judged by the state that stands when it has come', async () => {
    const { stage, store, bob } = await open();
    const read = Promise.withResolvers<void>();
    const blob = store.body('doc.updated', update);
    const { getBlob } = stage.session.options;
    stage.session.options.getBlob = async (hash) => {
      await read.promise;
      return getBlob!(hash);
    };
    await name(stage, bob, 'doc.updated', blob);
    await stage.host.say('role.changed', { person: personOf(bob), role: 'viewer' });
    read.resolve();
    await stage.world.run(10);
    expect([bob.heard('doc.updated'), bob.heard('entry.refused').length]).toEqual([[], 1]);
  });

  it('keeps what its sender sends after it waiting, in order, and nobody else', async () => {
    const { stage, store, bob, eve } = await open();
    const read = Promise.withResolvers<void>();
    const blob = store.body('doc.updated', update);
    const { getBlob } = stage.session.options;
    stage.session.options.getBlob = async (hash) => {
      await read.promise;
      return getBlob!(hash);
    };
    stage.session.blobRights.noteUpload(personOf(bob), blob);
    const late = [
      bob.entry('doc.updated', {} as never, { ref, ...carried(blob) }),
      bob.entry('people.gathered', place),
    ];
    await bob.sendEntries(...late);
    await bob.say('people.gathered', { path: 'a.txt', line: 2 });
    bob.transport.send(encodeFrame({ t: 'ping' }));
    await eve.say('people.gathered', { path: 'a.txt', line: 9 });
    expect(stage.host.heard('people.gathered').map(({ by }) => by)).toEqual([eve.replica]);
    expect(bob.last('pong')).toBeUndefined();
    read.resolve();
    await stage.world.run(10);
    const own = bob.heard().filter(({ by, n }) => by === bob.replica && n > 0);
    expect(own.map(({ n, kind }) => [n, kind])).toEqual([
      [1, 'doc.updated'],
      [2, 'people.gathered'],
      [3, 'people.gathered'],
    ]);
    expect(bob.last('pong')).toBeDefined();
  });

  it('is never that of an answer, nor of a part of a stream', async () => {
    const { stage, store, bob } = await open();
    const blob = store.put(pack({ id: 1 }));
    for (const kind of ['request.answered', 'stream.sent', 'stream.ended'] as const) {
      await stage.host.say(kind, {} as never, { to: bob.replica, ...carried(blob) });
      expect([stage.host.last('refused'), bob.last('direct')]).toMatchObject([
        { kind, code: 'bad-request' },
        undefined,
      ]);
    }
    expect(store.read).toEqual([]);
  });

  it('of a request is one that can be answered, or is turned down in words', async () => {
    const { stage, store, bob } = await open();
    const ask = async (bytes: Uint8Array) => {
      const blob = store.put(bytes);
      stage.session.blobRights.noteUpload(personOf(bob), blob);
      await bob.say('files.stat', {} as never, { to: ownersHost, ...carried(blob) });
      return blob;
    };
    for (const bytes of [new Uint8Array(100), pack({ params: {} }), pack({ id: 0, params: {} })]) {
      await ask(bytes);
      expect(bob.last('refused')).toMatchObject({ kind: 'files.stat', code: 'bad-request' });
    }
    expect(stage.host.last('direct')).toBeUndefined();
    const blob = await ask(pack({ id: 9, params: {} }));
    expect(stage.host.last('direct')?.entries[0]?.[10]).toBe(blob);
  });

  it('of a request is answered under its number where nobody hosts', async () => {
    const { stage, store, bob } = await open();
    const blob = store.put(pack({ params: {}, id: 300 }));
    stage.session.blobRights.noteUpload(personOf(bob), blob);
    await bob.say('files.stat', {} as never, { to: idOf('gone'), ...carried(blob) });
    const [, , , , , kind, , , , body] = bob.last('direct')!.entries[0]!;
    expect([kind, unpack(body)]).toMatchObject(['request.answered', { id: 300, error: { code: 'host-away' } }]);
  });

  it('brings back no more than an entry may, which is known without its being opened', async () => {
    const { stage, store, bob } = await open();
    const piece = { client: 1, clock: 0, length: 1, copyClient: 2, copyClock: 0 };
    const body = (count: number) => encodeBody('doc.updated', { ...update, restores: Array(count).fill(piece) });
    await name(stage, bob, 'doc.updated', store.put(body(1000)));
    expect(refusals(bob)).toEqual([]);
    await name(stage, bob, 'doc.updated', store.put(body(1001)));
    expect(refusals(bob)).toEqual(['too-large']);
    await bob.say('doc.rebased', {}, { ref });
    await bob.say('doc.updated', { ...update, restores: Array(1001).fill(piece) }, { ref });
    expect(refusals(bob)).toEqual(['too-large', 'too-large']);
  });

  it('is bounded for each person: many large ones have to wait, in words, over all their windows', async () => {
    const { stage, store, bob } = await open();
    const sizes = Array.from({ length: 6 }, (_, index) =>
      store.put(encodeBody('doc.updated', { update: Uint8Array.of(0, index) }), 60 * megabyte),
    );
    stage.session.options.getBlob = async () => encodeBody('doc.updated', update);
    for (const blob of sizes.slice(0, 3)) await name(stage, bob, 'doc.updated', blob);
    expect(bob.heard('entry.refused')).toEqual([]);
    await name(stage, bob, 'doc.updated', sizes[3]!);
    expect(refusals(bob)).toEqual(['too-fast']);
    expect(new TextDecoder().decode(bob.heard('entry.refused')[0]?.body)).toMatch(/Try again in \d+ seconds/);
    const eve = await stage.guest('Zoe');
    await name(stage, eve, 'doc.updated', sizes[4]!);
    expect(eve.heard('entry.refused')).toEqual([]);
    await stage.world.run(60_000);
    await bob.say('doc.rebased', {}, { ref });
    await name(stage, bob, 'doc.updated', sizes[5]!);
    expect(refusals(bob)).toEqual(['too-fast']);
  });
});

describe('an attachment', () => {
  it('is named only by who has sent it, or may read it', async () => {
    const { stage, store, bob, eve } = await open();
    const blob = store.body('doc.updated', update);
    await bob.say('doc.updated', {} as never, { ref, ...carried(blob) });
    expect(refusals(bob)).toEqual(['not-found']);
    await bob.say('doc.rebased', {}, { ref });
    await name(stage, eve, 'doc.updated', blob);
    await bob.say('doc.updated', {} as never, { ref, ...carried(blob) });
    expect(refusals(bob)).toHaveLength(1);
  });

  it('is read by who sent it, also before a restart', async () => {
    const { stage, store, bob, eve } = await open();
    const blob = store.put(new Uint8Array(9));
    const may = () => Promise.all([bob, eve].map((client) => stage.session.blobRights.mayRead(personOf(client), blob)));
    expect(await may()).toEqual([false, false]);
    stage.session.blobRights.noteUpload(personOf(bob), blob);
    expect(await may()).toEqual([true, false]);
    stage.session.close();
    const sender = personOf(bob);
    await stage.start({ ...store.options, sentBlob: (hash, person) => hash === blob && person === sender });
    expect(await may()).toEqual([true, false]);
  });

  it('that a text names is read by all who may hear the text', async () => {
    const { stage, store, bob, eve } = await open();
    const blob = store.body('doc.updated', update);
    await name(stage, bob, 'doc.updated', blob);
    expect(await stage.session.blobRights.mayRead(personOf(eve), blob)).toBe(true);
    await stage.host.say('participant.removed', { person: personOf(eve), ban: false });
    expect(await stage.session.blobRights.mayRead(personOf(eve), blob)).toBe(false);
    expect(await stage.session.blobRights.mayRead(idOf('nobody'), blob)).toBe(false);
  });

  it('of a request is between two', async () => {
    const { stage, store, bob, eve } = await open();
    const asked = store.put(pack({ id: 1, params: {} }));
    stage.session.blobRights.noteUpload(personOf(bob), asked);
    await bob.say('files.stat', {} as never, { to: ownersHost, ...carried(asked) });
    const may = (person: string) => stage.session.blobRights.mayRead(person, asked);
    expect([await may(personOf(bob)), await may(owner), await may(personOf(eve))]).toEqual([true, true, false]);
    stage.session.blobRights.noteUpload(personOf(eve), asked);
    await eve.say('files.stat', {} as never, { to: ownersHost, ...carried(asked) });
    expect([await may(personOf(bob)), await may(personOf(eve))]).toEqual([true, true]);
  });

  it('that everyone hears of is read by everyone', async () => {
    const { stage, store, eve } = await open();
    const blob = store.body('files.changed', { term: 1, changes: [] });
    await stage.host.say('files.changed', {} as never, carried(blob));
    expect(await stage.session.blobRights.mayRead(personOf(eve), blob)).toBe(true);
  });

  it('that stands for the past of a text is read by who may hear it, until it is sealed', async () => {
    const store = new Store();
    const stage = await Stage.open({ ...store.options, putBlob: async (bytes) => store.put(bytes) });
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    const text = store.body('doc.updated', { update: new Uint8Array(90_000) });
    await name(stage, bob, 'doc.updated', text);
    stage.session.checkpoints.at = async (_ref, _since, upTo) => ({ seq: upTo, bytes: new Uint8Array(90_000) });
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    const blob = eve.last('backfill')!.checkpointBlob!;
    expect(await stage.session.blobRights.mayRead(personOf(bob), blob)).toBe(true);
    await stage.host.say('doc.sealed', { term: 1 }, { ref });
    expect(await stage.session.blobRights.mayRead(personOf(bob), blob)).toBe(false);
  });
});

it('answers what cannot be read with what has not come', async () => {
  const { stage, bob } = await open();
  await bob.sendEntries(bob.entry('doc.updated', {} as never, { ref, ...carried('a'.repeat(64)) }));
  expect(refusals(bob)).toEqual(['not-found']);
  expect(toTuples(stage.host.heard('doc.updated'))).toEqual([]);
});
