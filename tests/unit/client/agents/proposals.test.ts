import { expect, it } from 'vitest';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { AgentTexts } from '../../../../src/client/agents/agent-texts.ts';
import { acceptParts, rejectParts } from '../../../../src/client/agents/judging.ts';
import { placeOfPart } from '../../../../src/client/agents/proposed-parts.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { Workspace } from '../../../../src/shared/session/contract.ts';
import { owner, ref, Stage } from '../../server/session/session-fixture.ts';
import { opened, windowOf } from '../windows.ts';

const host = { request: async () => ({ ref, path: 'a.txt' }) } as unknown as Workspace;
const first = 'one\ntwo\nthree\nfour\nfive\n';

async function personIn(stage: Stage, name: string) {
  const client = await windowOf(stage, name);
  return { client, document: await opened(stage, client) };
}

/** Bob and Eve, and an agent that suggests another second and another fifth line. */
async function scene() {
  const stage = await Stage.open();
  const bob = await personIn(stage, 'Bob');
  bob.document.edit([{ offset: 0, deleteLength: 0, insertText: first }]);
  const eve = await personIn(stage, 'Eve');
  await stage.world.run(300);
  const secret = 'an-invite-of-the-agent-of-32-letters';
  const terms = { role: 'editor', expiresMs: Number.MAX_SAFE_INTEGER, used: 0, once: true, isLink: false } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...terms, agentOf: owner });
  const agent = await windowOf(stage, 'Agent', { purpose: 'agent', invite: secret });
  const texts = new AgentTexts(agent, host);
  const done = async <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => undefined);
    await stage.world.run(3_000);
    return promise;
  };
  const read = await done(texts.read('a.txt'));
  const edits = [
    { offset: 4, deleteLength: 3, insertText: 'TWO' },
    { offset: 19, deleteLength: 4, insertText: 'FIVE' },
  ];
  const made = await done(texts.propose('a.txt', read.version, edits, { title: 'Louder', turn: 't', call: 'c' }));
  const proposalOf = ({ state }: SessionClient) => Object.values(state.proposals)[0]!;
  return { stage, bob, eve, texts, read, edits, made, done, proposalOf };
}

it('a suggestion changes nothing, and everybody has it', async () => {
  const { made, bob, eve, proposalOf } = await scene();
  expect(made).toMatchObject({ is: 'proposed', parts: 2 });
  expect(bob.document.toString()).toBe(first);
  const parts = [
    { before: '\ntwo\n', after: '\nTWO\n', judged: null },
    { before: '\nfive\n', after: '\nFIVE\n', judged: null },
  ];
  for (const { client } of [bob, eve]) expect(proposalOf(client)).toMatchObject({ title: 'Louder', turn: 't', parts });
});

it('a part that two people accept at the same moment is put in once', async () => {
  const { bob, eve, proposalOf, done } = await scene();
  const accepts = ({ client, document }: typeof bob) => acceptParts(client, proposalOf(client), [0, 1], document);
  const outcomes = await done(Promise.all([accepts(bob), accepts(eve)]));
  expect(outcomes.toSorted()).toEqual(['applied', 'judged']);
  for (const { document } of [bob, eve]) expect(document.toString()).toBe('one\nTWO\nthree\nfour\nFIVE\n');
  const winner = outcomes[0] === 'applied' ? bob : eve;
  winner.document.undo();
  await done(winner.client.settled());
  expect(bob.document.toString()).toBe(first);
});

it('of several parts those alone are put in of which one’s own judgement is the first', async () => {
  const { bob, eve, proposalOf, done } = await scene();
  expect(await done(rejectParts(eve.client, proposalOf(eve.client), [0]))).toBe(true);
  expect(await done(rejectParts(eve.client, proposalOf(eve.client), [0]))).toBe(false);
  expect(await done(acceptParts(bob.client, proposalOf(bob.client), [0, 1], bob.document))).toBe('applied');
  expect(eve.document.toString()).toBe('one\ntwo\nthree\nfour\nFIVE\n');
});

it('a part whose lines are others by now is not put in, and stays open; others are, where their lines are now', async () => {
  const { bob, eve, proposalOf, done } = await scene();
  eve.document.edit([{ offset: 7, deleteLength: 0, insertText: ' and a half' }]);
  await done(eve.client.settled());
  const now = 'one\ntwo and a half\nthree\nfour\nfive\n';
  const proposal = proposalOf(bob.client);
  expect(proposal.parts.map((part) => placeOfPart(bob.document, part) !== null)).toEqual([false, true]);
  expect(await done(acceptParts(bob.client, proposal, [0], bob.document))).toBe('stale');
  expect([bob.document.toString(), proposalOf(bob.client).parts[0]!.judged]).toEqual([now, null]);
  expect(await done(acceptParts(bob.client, proposal, [1], bob.document))).toBe('applied');
  expect(eve.document.toString()).toBe(now.replace('five', 'FIVE'));
});

it('of parts that are accepted at once those go in that can: the rest stays open, and is told', async () => {
  const { bob, eve, proposalOf, done } = await scene();
  eve.document.edit([{ offset: 7, deleteLength: 0, insertText: ' and a half' }]);
  await done(eve.client.settled());
  expect(await done(acceptParts(bob.client, proposalOf(bob.client), [0, 1], bob.document))).toBe('some');
  expect(eve.document.toString()).toBe('one\ntwo and a half\nthree\nfour\nFIVE\n');
  expect(proposalOf(eve.client).parts.map(({ judged }) => judged?.verdict)).toEqual([undefined, 'accepted']);
});

it('where somebody types in one of them at that moment, what they type stays, and no other part is lost', async () => {
  const { bob, eve, proposalOf, done } = await scene();
  const accepting = acceptParts(bob.client, proposalOf(bob.client), [0, 1], bob.document);
  eve.document.edit([{ offset: 7, deleteLength: 0, insertText: ' and a half' }]);
  const outcome = await done(accepting);
  expect(eve.document.toString()).toContain(' and a half');
  expect(eve.document.toString()).toContain('FIVE');
  expect(eve.document.toString()).toBe(bob.document.toString());
  expect(proposalOf(bob.client).parts[0]!.judged === null).toBe(outcome === 'some');
});

it('accepting while somebody types in the same line loses nothing that is typed, and is opened again where it came late', async () => {
  const { bob, eve, proposalOf, done } = await scene();
  const accepting = acceptParts(bob.client, proposalOf(bob.client), [0], bob.document);
  eve.document.edit([{ offset: 7, deleteLength: 0, insertText: ' and a half' }]);
  const outcome = await done(accepting);
  expect(bob.document.toString()).toContain(' and a half');
  expect(eve.document.toString()).toBe(bob.document.toString());
  const isOpen = proposalOf(bob.client).parts[0]!.judged === null;
  expect(isOpen).toBe(outcome === 'stale');
});

it('edits of lines that are others than those that were read are not suggested: the agent gets the present text', async () => {
  const { bob, texts, read, edits, done } = await scene();
  bob.document.edit([{ offset: 7, deleteLength: 0, insertText: '!' }]);
  await done(bob.client.settled());
  const outcome = await done(texts.propose('a.txt', read.version, edits));
  expect(outcome).toMatchObject({ is: 'stale', now: { text: first.replace('two', 'two!') } });
});
