import { describe, expect, it } from 'vitest';
import { encodeFrame, toTuples } from '../../../../src/shared/core/frames.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { unpackState } from '../../../../src/shared/session/packed-state.ts';
import { emptyState, type SessionState } from '../../../../src/shared/session/state.ts';
import { encodeBody } from '../../../../src/shared/session/table.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, personOf, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';
import { Typist } from './typist.ts';

const all = Number.MAX_SAFE_INTEGER;
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const other = idOf('other');

async function entriesOf(stage: Stage) {
  return stage.log.read('s', 0, all, all);
}

async function folded(stage: Stage): Promise<SessionState> {
  return (await entriesOf(stage)).reduce(fold, emptyState);
}

interface Scene {
  stage: Stage;
  bob: RawClient;
  eve: RawClient;
  typist: Typist;
  seal: () => Promise<void>;
}

/** Bob types, Eve looks on; there is a lock, a refused edit, a cursor and a focus of the document that is sealed. */
async function scene(): Promise<Scene> {
  // Entries that come within a millisecond are written together.
  let soon = queueMicrotask;
  const stage = await Stage.open({ checkpointEntries: 3, soon: (run) => soon(run) });
  soon = (run) => void stage.world.environment().setTimer(run, 1);
  const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve', 'viewer')];
  await stage.host.say('doc.opened', { term: 1, path: 'b.txt', title: '', format, readOnly: false }, { ref: other });
  for (const each of [ref, other]) await eve.send({ t: 'subscribe', ref: each, subscription: 1 });
  const typist = new Typist(bob, ref);
  for (const word of ['one ', 'two ', 'three ', 'four ']) await typist.type(word);
  const lock = { lock: idOf('lock'), path: null, selection: null, lines: null, beside: [], untilMs: null };
  await bob.say('lock.acquired', lock, { ref });
  await eve.say('doc.updated', { update: Uint8Array.of(0, 0) }, { ref });
  await bob.say('presence.focused', { line: 1, path: 'b.txt' }, { ref: other });
  await bob.say('presence.focused', { line: 1, path: 'a.txt' }, { ref });
  await bob.say('cursor.moved', { selections: [], topLine: 3 }, { ref });
  const seal = () => stage.host.say('doc.sealed', { term: 1 }, { ref });
  return { stage, bob, eve, typist, seal };
}

describe('a document that is sealed', () => {
  it('leaves the log: tombstones with seq and n stand for its past', async () => {
    const { stage, seal } = await scene();
    const before = await entriesOf(stage);
    expect(await stage.log.checkpoint('s', ref)).not.toBeNull();
    await seal();
    const after = await entriesOf(stage);
    const [sealed] = after.filter((entry) => entry.ref === ref);
    expect(after.filter((entry) => entry.ref === ref)).toMatchObject([{ kind: 'doc.sealed' }]);
    for (const { seq, by, n, at, kind } of before.filter((entry) => entry.ref === ref)) {
      const found = after.find((entry) => entry.seq === seq);
      if (kind === 'cursor.moved' || kind === 'presence.focused') expect(found).toBeUndefined();
      else expect(found).toMatchObject({ kind: 'entry.buried', by, n, at, ref: null, blob: null });
    }
    expect(await stage.log.checkpoint('s', ref)).toBeNull();
    expect(sealed?.seq).toBe(stage.session.head);
  });

  it('leaves a state that is the fold of what the log has', async () => {
    const { stage, seal, bob } = await scene();
    await seal();
    const state = await folded(stage);
    expect(state).toEqual(stage.session.state);
    expect(state.documents[ref]).toBeUndefined();
    expect([state.locks.held, state.blocked, state.replicas[bob.replica]?.focus]).toEqual([{}, {}, null]);
  });

  it('is heard of by nobody any more, and asked for in vain by all', async () => {
    const { stage, seal, eve, bob } = await scene();
    await seal();
    expect(eve.heard('doc.sealed')).toHaveLength(1);
    const own = await stage.connect(idOf('owners-window'), { is: 'owner', person: owner });
    await own.hello();
    for (const client of [eve, own]) {
      client.frames.length = 0;
      await client.send({ t: 'subscribe', ref, subscription: 1 });
      expect(client.last('refused')).toMatchObject({ kind: 'subscribe', ref, code: 'not-found' });
    }
    await bob.say('cursor.moved', { selections: [], topLine: 1 }, { ref });
    expect(bob.last('refused')).toMatchObject({ kind: 'cursor.moved', code: 'not-found' });
    expect(eve.heard('cursor.moved')).toEqual([]);
  });

  it('takes no more, and its refused edits end no copies', async () => {
    const { stage, seal, typist, bob } = await scene();
    await seal();
    await typist.type('too late');
    expect(bob.heard('entry.refused').at(-1)?.ref).toBeNull();
    expect(stage.session.state.blocked).toEqual({});
    await stage.host.say('doc.opened', { term: 1, path: 'a.txt', title: '', format, readOnly: false }, { ref });
    expect(stage.session.state.documents[ref]).toBeUndefined();
  });

  it('tells the last of it to its owner’s windows, and not to guests, where both came together', async () => {
    const { stage, eve, bob } = await scene();
    const own = await stage.connect(idOf('owners-window'), { is: 'owner', person: owner });
    await own.hello();
    await own.send({ t: 'subscribe', ref, subscription: 1 });
    const [mine, theirs] = [own.heard('doc.updated').length, eve.heard('doc.updated').length];
    const last = bob.entry('doc.updated', { update: Uint8Array.of(0, 0) }, { ref });
    const seal = stage.host.entry('doc.sealed', { term: 1 }, { ref });
    bob.transport.send(encodeFrame({ t: 'entries', entries: toTuples([last]) }));
    await stage.host.sendEntries(seal);
    expect([own.heard('doc.updated').length - mine, eve.heard('doc.updated').length - theirs]).toEqual([1, 0]);
  });

  it('comes to who was away as tombstones', async () => {
    const { stage, seal, eve, bob, typist } = await scene();
    const since = stage.session.head;
    for (const client of [eve, bob]) client.transport.close();
    await stage.world.run(10);
    const back = await stage.connect(bob.replica);
    await back.hello({ ticket: ticketOf('Bob'), since, refs: [ref] });
    back.n = bob.n;
    await new Typist(back, other).type('elsewhere');
    await seal();
    const again = await stage.connect(eve.replica);
    await again.hello({ ticket: ticketOf('Eve'), since: since - 4, refs: [ref, other] });
    expect(again.heard().filter((entry) => entry.ref === ref)).toMatchObject([{ kind: 'doc.sealed' }]);
    expect(again.heard('entry.buried').length).toBeGreaterThan(0);
    expect(again.heard('doc.updated')).toMatchObject([{ ref: other }]);
    expect(again.last('entries')?.upTo).toBe(stage.session.head);
    expect(typist.text).not.toBe('');
  });

  it('leaves together with others, while people go on typing elsewhere', async () => {
    const { stage, bob } = await scene();
    const refs = Array.from({ length: 20 }, (_, index) => idOf(`more-${index}`));
    for (const each of refs) {
      const body = { term: 1, path: `${each}.txt`, title: '', format, readOnly: false };
      await stage.host.say('doc.opened', body, { ref: each });
      await new Typist(bob, each).type('gone');
    }
    await stage.host.sendEntries(...refs.map((each) => stage.host.entry('doc.sealed', { term: 1 }, { ref: each })));
    await new Typist(bob, other).type('goes on');
    const left = (await entriesOf(stage)).filter((entry) => refs.includes(entry.ref ?? ''));
    expect(new Set(left.map(({ kind }) => kind))).toEqual(new Set(['doc.sealed']));
    expect(await folded(stage)).toEqual(stage.session.state);
  });

  it('is no part of what a newcomer is told', async () => {
    const { stage, seal } = await scene();
    await seal();
    const zoe = await stage.guest('Zoe');
    const state = unpackState(zoe.last('keyframe')!.state);
    expect(Object.keys(state.documents)).toEqual([other]);
  });

  it('frees its attachments, which nobody may read any more', async () => {
    const bytes = encodeBody('doc.updated', { update: new Uint8Array(100_000) });
    const blob = hashBytes(bytes);
    const stage = await Stage.open({ hasBlob: (hash) => hash === blob, getBlob: async () => bytes });
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve', 'viewer')];
    stage.session.blobRights.noteUpload(personOf(bob), blob);
    await bob.say('doc.updated', {} as never, { ref, body: new Uint8Array(0), blob });
    expect([await stage.log.blobs('s'), await stage.session.blobRights.mayRead(personOf(eve), blob)]).toEqual([
      new Set([blob]),
      true,
    ]);
    await stage.host.say('doc.sealed', { term: 1 }, { ref });
    expect([await stage.log.blobs('s'), await stage.session.blobRights.mayRead(personOf(eve), blob)]).toEqual([
      new Set(),
      false,
    ]);
  });

  it('is buried at the next start, where the server ended in between', async () => {
    const { stage, seal } = await scene();
    const bury = stage.log.bury.bind(stage.log);
    stage.log.bury = async () => {
      throw new Error('ended');
    };
    await seal();
    expect((await entriesOf(stage)).some(({ kind }) => kind === 'doc.updated')).toBe(true);
    stage.log.bury = bury;
    stage.session.close();
    await stage.start();
    expect((await entriesOf(stage)).filter((entry) => entry.ref === ref)).toMatchObject([{ kind: 'doc.sealed' }]);
    expect(await folded(stage)).toEqual(stage.session.state);
    const buried = (await entriesOf(stage)).map(({ seq }) => seq);
    stage.session.close();
    await stage.start();
    expect((await entriesOf(stage)).map(({ seq }) => seq)).toEqual(buried);
  });
});
