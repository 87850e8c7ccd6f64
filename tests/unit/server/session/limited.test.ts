import { describe, expect, it } from 'vitest';
import { fold } from '../../../../src/shared/session/fold.ts';
import { narrowed, sightOf, told } from '../../../../src/shared/session/narrowed.ts';
import { unpackState } from '../../../../src/shared/session/packed-state.ts';
import { emptyState, type SessionState } from '../../../../src/shared/session/state.ts';
import { type Body, decodeBody } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { invite, personOf, type RawClient, Stage, ticketOf } from './session-fixture.ts';
import { Typist } from './typist.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const [docs, secret] = [idOf('docs'), idOf('secret')];
const lock = (name: string) => ({
  lock: idOf(name),
  path: null,
  selection: null,
  lines: null,
  beside: [],
  untilMs: null,
});

const limit = (stage: Stage, who: RawClient, paths: string[] | null) =>
  stage.host.say('paths.limited', { person: personOf(who), paths });

/** State of a raw client: its last keyframe, and what it was told since. */
function stateOf(client: RawClient): SessionState {
  const at = client.frames.findLastIndex(({ t }) => t === 'keyframe');
  const frames = client.frames.slice(at);
  let parts: Record<string, Uint8Array> = {};
  let seq = 0;
  for (const frame of frames) if (frame.t === 'keyframe') [parts, seq] = [{ ...parts, ...frame.state }, frame.seq];
  const state = at < 0 ? emptyState : unpackState(parts);
  return client
    .heardSince(at)
    .filter((entry) => entry.seq > seq)
    .reduce(fold, state);
}

/** Seq up to which a client was told everything. */
const upTo = ({ frames }: RawClient) =>
  Math.max(0, ...frames.map((frame) => (frame.t === 'entries' ? frame.upTo : frame.t === 'keyframe' ? frame.seq : 0)));

/** Everything that a client was told since a frame, as text. */
const words = (client: RawClient, from = 0) =>
  JSON.stringify(client.frames.slice(from), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );

/** Bob sees `docs` only, Ada everything; each file has a document. */
async function scene() {
  const stage = await Stage.open();
  const open = { term: 1, title: '', format, readOnly: false };
  await stage.host.say('doc.opened', { ...open, path: 'docs/a.md' }, { ref: docs });
  await stage.host.say('doc.opened', { ...open, path: 'src/secret.ts' }, { ref: secret });
  const ada = await stage.guest('Ada');
  let bob = await stage.guest('Bob');
  await limit(stage, bob, ['docs']);
  expect(bob.closed).toBe(true);
  const back = async () => {
    const { replica, n } = bob;
    const since = upTo(bob);
    bob = await stage.connect(replica);
    bob.n = n;
    await bob.hello({ name: 'Bob', invite, ticket: ticketOf('Bob'), since });
    return bob;
  };
  await back();
  return { stage, ada, bob, back };
}

describe('a person to whom the session is limited', () => {
  it('begins anew, with a state that names nothing else', async () => {
    const { stage, bob } = await scene();
    const { documents, participants } = stateOf(bob);
    expect(Object.values(documents).map(({ path }) => path)).toEqual(['docs/a.md']);
    expect(participants[personOf(bob)]).toMatchObject({ paths: ['docs'] });
    expect(words(bob)).not.toContain('secret');
    expect(words(bob)).not.toContain('a.txt');
    const whole = narrowed(stage.session.state, sightOf(stage.session.state, personOf(bob))!).state;
    expect(stateOf(bob)).toEqual(whole);
  });

  it('hears nothing of other files: not their texts, locks, comments, cursors, gatherings, terminals or Git', async () => {
    const { stage, ada, bob } = await scene();
    await bob.send({ t: 'subscribe', ref: secret, subscription: 1 });
    expect(bob.last('refused')).toMatchObject({ code: 'not-found', ref: secret });
    await bob.send({ t: 'subscribe', ref: docs, subscription: 2 });
    const from = bob.frames.length;
    await new Typist(ada, secret).type('classified');
    await new Typist(ada, docs).type('public');
    await ada.say('lock.acquired', lock('hidden'), { ref: secret });
    await ada.say('lock.acquired', { ...lock('hidden-too'), path: 'src/secret.png' });
    await ada.say('lock.acquired', { ...lock('hidden-all'), path: null, pattern: 'src/*secret*/**' });
    await ada.say('lock.stolen', { lock: idOf('hidden'), reason: 'secret reasons' });
    await ada.say('presence.focused', { line: 3, path: 'src/secret.ts' }, { ref: secret });
    await ada.say('people.gathered', { path: 'src/secret.ts', line: 1 });
    await stage.host.say('files.changed', { term: 1, changes: [{ path: 'src/secret.ts', type: 'changed' }] });
    const status = { repositories: [], problem: 'secret trouble', isPart: false, term: 1 };
    await stage.host.say('git.status', status as unknown as Body<'git.status'>);
    await stage.host.say('doc.moved', { term: 1, path: 'src/secret-2.ts' }, { ref: secret });
    expect(words(bob, from)).toContain('public');
    for (const word of ['secret', 'classified']) expect(words(bob, from)).not.toContain(word);
    expect(stateOf(bob)).toEqual(narrowed(stage.session.state, sightOf(stage.session.state, personOf(bob))!).state);
  });

  it('hears what is about their own files: focus, locks, gatherings, and changes, each with that part only', async () => {
    const { stage, ada, bob } = await scene();
    const from = bob.frames.length;
    const compared = { side: 'left', line: 3, topLine: 1 } as const;
    const besides = { terminal: idOf('a-terminal'), review: idOf('a-review'), compared };
    await ada.say('presence.focused', { line: 3, path: 'docs/a.md', ...besides }, { ref: docs });
    await ada.say('lock.acquired', lock('seen'), { ref: docs });
    await ada.say('people.gathered', { path: 'docs/a.md', line: 7 });
    const changes = ['docs/b.md', 'src/secret.ts'].map((path) => ({ path, type: 'created' as const }));
    await stage.host.say('files.changed', { term: 1, changes });
    const state = stateOf(bob);
    expect(stage.session.state.replicas[ada.replica]?.focus).toMatchObject(besides);
    expect(state.replicas[ada.replica]?.focus).toEqual({ ref: docs, path: 'docs/a.md', line: 3 });
    expect(Object.keys(state.locks.held)).toEqual([idOf('seen')]);
    expect(state.gathering).toMatchObject({ path: 'docs/a.md', line: 7 });
    const [told] = bob.heard('files.changed');
    expect(decodeBody('files.changed', told!.body).changes).toEqual([{ path: 'docs/b.md', type: 'created' }]);
    expect(words(bob, from)).not.toContain('secret');
    await ada.say('presence.focused', { line: 1, path: 'src/secret.ts' }, { ref: secret });
    expect(stateOf(bob).replicas[ada.replica]?.focus).toEqual({ ref: null, path: null, line: null });
  });

  it('goes on where a file of their part is hidden, where somebody writes a path beside a lock, and where one is nowhere', async () => {
    const { stage, ada, bob } = await scene();
    await ada.say('lock.acquired', { ...lock('odd'), path: 'src/secret.ts' }, { ref: docs });
    expect(Object.keys(stateOf(bob).locks.held)).toEqual([idOf('odd')]);
    await ada.say('presence.focused', { line: 1, path: 'src/secret.ts' }, { ref: secret });
    await stage.host.say('doc.sealed', { term: 1 }, { ref: secret });
    await stage.host.say('doc.sealed', { term: 1 }, { ref: docs });
    expect(bob.closed).toBe(false);
    expect(words(bob)).not.toContain('secret.ts');
    expect(stateOf(bob).documents).toEqual({});
  });

  it('is told that anything may have changed where the changes are too many for an entry', async () => {
    const { stage, bob } = await scene();
    const sight = sightOf(stage.session.state, personOf(bob))!;
    const entry = stage.host.entry('files.changed', { term: 1, changes: [] }, { n: 0, blob: 'f'.repeat(64) });
    const now = told(stage.session.state, { ...entry, body: new Uint8Array() }, sight);
    expect(now).toMatchObject({ kind: 'files.changed', blob: null });
    expect(decodeBody('files.changed', now.body).changes).toEqual([{ path: '', type: 'changed' }]);
  });

  it('gets a file that moves into their part, without its past, and loses one that moves out', async () => {
    const { stage, ada, bob, back } = await scene();
    const typist = new Typist(ada, secret);
    await typist.type('password');
    await typist.erase(8);
    await stage.host.say('doc.moved', { term: 1, path: 'docs/new.md' }, { ref: secret });
    expect(bob.closed).toBe(true);
    const again = await back();
    expect(stateOf(again).documents[secret]).toMatchObject({ path: 'docs/new.md' });
    await again.send({ t: 'subscribe', ref: secret, subscription: 1 });
    expect(again.last('backfill')).toMatchObject({ ref: secret, done: true });
    expect(words(again)).not.toContain('password');
    await stage.host.say('doc.moved', { term: 1, path: 'src/gone.ts' }, { ref: docs });
    expect(again.closed).toBe(true);
    expect(words(again)).not.toContain('gone');
    expect(Object.keys(stateOf(await back()).documents)).toEqual([secret]);
  });

  it.each<[string, (bob: RawClient) => Promise<void>]>([
    ['type there', (bob) => bob.say('doc.updated', { update: Uint8Array.of(0, 0) }, { ref: secret })],
    ['lock there', (bob) => bob.say('lock.acquired', { ...lock('own'), path: 'src/secret.png' })],
    [
      'lock there by a pattern',
      (bob) => bob.say('lock.acquired', { ...lock('own'), path: null, pattern: 'src/*.png' }),
    ],
    ['lock everything', (bob) => bob.say('lock.acquired', { ...lock('own'), path: null, pattern: '**' })],
    ['bring everybody there', (bob) => bob.say('people.gathered', { path: 'src/secret.ts', line: 1 })],
    ['ask for a terminal', (bob) => bob.say('terminal.wanted', {})],
    [
      'open a review of the repository',
      (bob) => bob.say('review.opened', { repository: '', base: { name: 'main', commit: '0'.repeat(40) }, head: null }),
    ],
  ])('may not %s', async (_, act) => {
    const { bob } = await scene();
    await act(bob);
    expect(['not-permitted', 'not-found']).toContain(
      decodeBody('entry.refused', bob.heard('entry.refused')[0]!.body).code,
    );
  });

  it('is refused a lock where one by a pattern lies that they do not see, and goes on; they see those of their part', async () => {
    const { stage, ada, bob } = await scene();
    await ada.say('lock.acquired', { ...lock('part'), path: null, pattern: 'docs/img/**' });
    expect(Object.keys(stateOf(bob).locks.held)).toEqual([idOf('part')]);
    await ada.say('lock.acquired', { ...lock('all'), path: null, pattern: '*.md' });
    await bob.say('lock.acquired', lock('own'), { ref: docs });
    const refused = bob.heard('entry.refused').map(({ body }) => decodeBody('entry.refused', body));
    expect(refused).toMatchObject([{ code: 'exists' }]);
    expect(Object.keys(stage.session.state.locks.held)).toEqual([idOf('part'), idOf('all')]);
    expect([bob.closed, words(bob).includes('*.md')]).toEqual([false, false]);
  });

  it('is not told of refusals, nor of the limits, of others', async () => {
    const { stage, ada, bob } = await scene();
    await ada.say('doc.saved', { term: 9, path: 'src/secret.ts' } as unknown as Body<'doc.saved'>, { ref: secret });
    await limit(stage, ada, ['src/secret.ts']);
    expect(words(bob)).not.toContain('secret');
  });

  it('goes on while others answer so many questions that the session forgets their own', async () => {
    const { stage, ada, bob } = await scene();
    const choices = [{ choice: 'yes', name: 'Yes', allows: true }];
    const asked = { person: personOf(ada), title: 'Merge topic', detail: '', choices, waitMs: 600_000 };
    const own = idOf('own');
    const files = [{ path: 'docs/a.md', isSaved: true }];
    const wish = { is: 'tree' as const, of: personOf(bob), files, more: 0 };
    await stage.host.say('approval.asked', { ...asked, approval: own, wish });
    await bob.say('approval.answered', { approval: own, choice: 'yes' });
    for (let each = 0; each < 31; each++) {
      const approval = idOf(`of-others-${each}`);
      await stage.world.run(500);
      await stage.host.say('approval.asked', { ...asked, approval, wish: { is: 'push' } });
      await stage.host.say('approval.answered', { approval, choice: 'yes' });
    }
    expect(stage.session.state.approvals).not.toHaveProperty(own);
    expect(bob.closed).toBe(false);
    expect(stateOf(bob).approvals[own]).toMatchObject({ title: 'Merge a branch', answer: { choice: 'yes' } });
    expect(words(bob)).not.toContain('topic');
  });

  it('begins anew once the limit is gone, also when they were away', async () => {
    const { stage, bob, back } = await scene();
    bob.transport.close();
    await stage.world.run(100);
    await limit(stage, bob, null);
    const again = await back();
    expect(stateOf(again)).toEqual(stage.session.state);
    expect(Object.keys(stateOf(again).documents)).toHaveLength(3);
  });

  it('stays limited when they are removed and let in again; an owner is never', async () => {
    const { stage, bob } = await scene();
    const person = personOf(bob);
    await stage.host.say('participant.removed', { person, ban: false });
    await stage.host.say('participant.admitted', { person, name: 'Bob', role: 'editor' });
    expect(stage.session.state.participants[person]).toMatchObject({ paths: ['docs'], standing: 'admitted' });
    await stage.host.say('role.changed', { person, role: 'owner' });
    expect(stage.session.state.participants[person]).not.toHaveProperty('paths');
    await stage.host.say('paths.limited', { person, paths: ['docs'] });
    expect(stage.session.state.participants[person]).not.toHaveProperty('paths');
  });

  it('is limited by who lets people in, alone, and to plain paths', async () => {
    const { stage, ada, bob } = await scene();
    await ada.say('paths.limited', { person: personOf(bob), paths: null });
    expect(stage.session.state.participants[personOf(bob)]).toMatchObject({ paths: ['docs'] });
    for (const path of ['../up', '/etc', 'a//b', 'a/', '', 'a\\b', './a'])
      await stage.host.say('paths.limited', { person: personOf(ada), paths: [path] });
    expect(stage.session.state.participants[personOf(ada)]).not.toHaveProperty('paths');
  });
});
