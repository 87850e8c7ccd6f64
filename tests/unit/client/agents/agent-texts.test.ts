import { expect, it } from 'vitest';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { AgentTexts, type EditOutcome } from '../../../../src/client/agents/agent-texts.ts';
import { selectionOf } from '../../../../src/client/locks/lock-lines.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { Workspace } from '../../../../src/shared/session/contract.ts';
import { owner, ref, Stage } from '../../server/session/session-fixture.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { opened, windowOf } from '../windows.ts';

const host = { request: async () => ({ ref, path: 'a.txt' }) } as unknown as Workspace;
const first = 'one\ntwo\nthree\n';

interface Scene {
  stage: Stage;
  bob: { client: SessionClient; document: TextDocument };
  agent: SessionClient;
  texts: AgentTexts;
  done: <T>(promise: Promise<T>) => Promise<T>;
}

async function agentIn(stage: Stage, name: string): Promise<SessionClient> {
  const secret = `an-invite-of-the-agent-${name}-of-32-letters`;
  const terms = { role: 'editor', expiresMs: Number.MAX_SAFE_INTEGER, used: 0, once: true, isLink: false } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...terms, agentOf: owner });
  return windowOf(stage, name, { purpose: 'agent', invite: secret });
}

async function scene(): Promise<Scene> {
  const stage = await Stage.open();
  const client = await windowOf(stage, 'Bob');
  const document = await opened(stage, client);
  document.edit([{ offset: 0, deleteLength: 0, insertText: first }]);
  await stage.world.run(200);
  const agent = await agentIn(stage, 'Agent');
  const done = async <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => undefined);
    await stage.world.run(3_000);
    return promise;
  };
  return { stage, bob: { client, document }, agent, texts: new AgentTexts(agent, host), done };
}

/** An edit that puts a text in place of another. */
const put = (text: string, old: string, insertText: string) => [
  { offset: text.indexOf(old), deleteLength: old.length, insertText },
];

const isOf = (outcome: EditOutcome) => outcome.is;

it('an agent reads a text under a version, and edits by naming it', async () => {
  const { bob, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  expect(read.text).toBe(first);
  const outcome = await done(texts.edit('a.txt', read.version, put(first, 'two', 'TWO')));
  expect([isOf(outcome), bob.document.toString()]).toEqual(['applied', 'one\nTWO\nthree\n']);
});

it('an edit of lines that others have not touched goes where they are now', async () => {
  const { bob, stage, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  bob.document.edit([{ offset: 0, deleteLength: 3, insertText: 'a longer first line' }]);
  await stage.world.run(300);
  const outcome = await done(texts.edit('a.txt', read.version, put(first, 'three', 'THREE')));
  expect([isOf(outcome), bob.document.toString()]).toEqual(['applied', 'a longer first line\ntwo\nTHREE\n']);
});

it('an edit of lines that somebody has changed meanwhile changes nothing, and gets the present text', async () => {
  const { bob, stage, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  bob.document.edit(put(first, 'two', 'two and a half'));
  await stage.world.run(300);
  const outcome = await done(texts.edit('a.txt', read.version, put(first, 'two', 'TWO')));
  expect(outcome).toMatchObject({ is: 'stale', now: { text: 'one\ntwo and a half\nthree\n' } });
  expect(bob.document.toString()).toBe('one\ntwo and a half\nthree\n');
  const { now } = outcome as Extract<EditOutcome, { is: 'stale' }>;
  expect(isOf(await done(texts.edit('a.txt', now.version, put(now.text, 'half', 'HALF'))))).toBe('applied');
});

it('of two agents that edit what both have read, the log’s order decides, and the second gets the text of the first', async () => {
  const { bob, stage, texts, done } = await scene();
  const other = new AgentTexts(await agentIn(stage, 'Other'), host);
  const [read] = [await done(texts.read('a.txt')), await done(other.read('a.txt'))];
  const [one, two] = await done(
    Promise.all([
      texts.edit('a.txt', read.version, put(first, 'two', 'by one')),
      other.edit('a.txt', read.version, put(first, 'two', 'by two')),
    ]),
  );
  expect([isOf(one!), isOf(two!)].toSorted()).toEqual(['applied', 'stale']);
  const now = bob.document.toString();
  expect(['one\nby one\nthree\n', 'one\nby two\nthree\n']).toContain(now);
  for (const outcome of [one!, two!]) expect(outcome).toMatchObject({ now: { text: now } });
});

it('an edit and typing in the same line at the same moment: whatever comes first in the log, nothing typed is lost', async () => {
  const { bob, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  const editing = texts.edit('a.txt', read.version, put(first, 'two', 'TWO'));
  bob.document.edit([{ offset: 5, deleteLength: 0, insertText: '-typed-' }]);
  const outcome = await done(editing);
  expect(bob.document.toString()).toContain('-typed-');
  expect(outcome.is === 'stale' || bob.document.toString().includes('TWO')).toBe(true);
});

it('facts of the text tell by which turn and call each character was written, and taken out', async () => {
  const { bob, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  await done(texts.edit('a.txt', read.version, put(first, 'two', 'TWO'), { turn: 't1', call: 'c1' }));
  const { written, erased, authors } = bob.document.facts;
  const values = (all: { toArray(): [number, [number, number, unknown][]][] }) =>
    all.toArray().flatMap(([, runs]) => runs.map(([, length, value]) => [length, value]));
  expect([values(written), values(erased)]).toEqual([[[3, 't1\0c1']], [[3, 't1\0c1']]]);
  expect(JSON.stringify(authors.toArray())).toContain('"manner":"agent"');
});

it('undo of an agent takes back its own last edit, and nothing of others', async () => {
  const { bob, stage, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  await done(texts.edit('a.txt', read.version, put(first, 'two', 'TWO')));
  bob.document.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
  await stage.world.run(300);
  expect(await done(texts.undo('a.txt'))).toBe(true);
  expect(bob.document.toString()).toBe(`zero\n${first}`);
  expect(await done(texts.undo('a.txt'))).toBe(false);
});

it('a lock of somebody else binds an agent: it is told whose it is, and changes nothing', async () => {
  const { bob, stage, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  const lock = { lock: idOf('lock'), path: null, selection: null, lines: null, beside: [], untilMs: null };
  void bob.client.publish('lock.acquired', lock, ref);
  await stage.world.run(300);
  const outcome = await done(texts.edit('a.txt', read.version, put(first, 'two', 'TWO')));
  expect(outcome).toMatchObject({ is: 'locked', by: { name: 'Bob' } });
  expect(bob.document.toString()).toBe(first);
});

it('undo of an agent leaves lines that somebody else has locked, and takes back all of a step or none', async () => {
  const { agent, bob, stage, texts, done } = await scene();
  const edit = async (old: string, now: string) => {
    const { text, version } = await done(texts.read('a.txt'));
    await done(texts.edit('a.txt', version, put(text, old, now)));
    return agent.documents.get(ref)!.steps.last!;
  };
  const one = await edit('one', 'ONE');
  const three = await edit('three', 'THREE');
  const section = { selection: selectionOf(bob.document, { start: 3, end: 3 }), lines: { start: 3, end: 3 } };
  const held = { lock: idOf('lock'), path: null, ...section, beside: [], untilMs: null };
  void bob.client.publish('lock.acquired', held, ref);
  await stage.world.run(300);
  const both = { inserted: [...one.inserted, ...three.inserted], deleted: [...one.deleted, ...three.deleted] };
  for (const back of [(): Promise<unknown> => texts.undo('a.txt'), () => texts.takeBack('a.txt', both)])
    await expect(done(back())).rejects.toThrow('Bob has locked lines 3–3 of a.txt');
  expect(bob.document.toString()).toBe('ONE\ntwo\nTHREE\n');
  await done(texts.takeBack('a.txt', one));
  expect(bob.document.toString()).toBe('one\ntwo\nTHREE\n');
  void bob.client.publish('lock.released', { lock: held.lock });
  await stage.world.run(300);
  await done(texts.takeBack('a.txt', both));
  expect(bob.document.toString()).toBe(first);
});

it('undo of an agent is judged by the step that it takes back, not by one of which nothing is left', async () => {
  const { bob, stage, texts, done } = await scene();
  const read = await done(texts.read('a.txt'));
  await done(texts.edit('a.txt', read.version, put(first, 'three', 'THREE')));
  const now = await done(texts.read('a.txt'));
  await done(texts.edit('a.txt', now.version, [{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]));
  bob.document.edit([{ offset: 0, deleteLength: 5, insertText: '' }]);
  await stage.world.run(300);
  const section = { selection: selectionOf(bob.document, { start: 3, end: 3 }), lines: { start: 3, end: 3 } };
  void bob.client.publish(
    'lock.acquired',
    { lock: idOf('lock'), path: null, ...section, beside: [], untilMs: null },
    ref,
  );
  await stage.world.run(300);
  await expect(done(texts.undo('a.txt'))).rejects.toThrow('Bob has locked');
  expect(bob.document.toString()).toBe('one\ntwo\nTHREE\n');
});

it('an agent that passes over a lock is refused by the session', async () => {
  const { agent, bob, stage, texts, done } = await scene();
  await done(texts.read('a.txt'));
  const lock = { lock: idOf('lock'), path: null, selection: null, lines: null, beside: [], untilMs: null };
  void bob.client.publish('lock.acquired', lock, ref);
  await stage.world.run(300);
  const document = agent.documents.get(ref)!;
  document.asWork({}, () => document.edit([{ offset: 0, deleteLength: 3, insertText: 'mine' }]));
  await stage.world.run(1_000);
  expect(bob.document.toString()).toBe(first);
});

it('an edit without what was read counts for nothing, anywhere', async () => {
  const { agent, bob, stage, texts, done } = await scene();
  await done(texts.read('a.txt'));
  const document = agent.documents.get(ref)!;
  document.asWork({}, () => document.edit([{ offset: 0, deleteLength: 3, insertText: 'mine' }]));
  await stage.world.run(3_000);
  expect([bob.document.toString(), agent.documents.get(ref)!.toString()]).toEqual([first, first]);
});
