import { expect, it } from 'vitest';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { deletionOf, proposeFileAct } from '../../../../src/client/agents/file-acts.ts';
import { acceptFile, judgeFile } from '../../../../src/client/agents/judging-files.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { FileAct } from '../../../../src/shared/capabilities/file-proposals/kinds.ts';
import { fileProposalLimits } from '../../../../src/shared/capabilities/file-proposals/limits.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import type { Workspace } from '../../../../src/shared/session/contract.ts';
import { owner, ref, Stage } from '../../server/session/session-fixture.ts';
import { opened, windowOf } from '../windows.ts';

const first = 'one\ntwo\n';

/** Bob and Eve with a text, an agent, and a host that knows these files. */
async function scene(act: FileAct) {
  const stage = await Stage.open();
  const files = new Set(['a.txt']);
  const host = {
    request: async (method: string, { path }: { path: string }) => {
      if (path.startsWith('.')) throw new EnsembleError('hidden', 'The host does not share this.');
      if (path === '') return { type: 'folder' };
      if (!files.has(path)) throw new EnsembleError('not-found', 'There is no such file.');
      return method === 'documents.open' ? { ref, path } : { type: 'file' };
    },
  } as unknown as Workspace;
  const people = [];
  for (const name of ['Bob', 'Eve']) {
    const client = await windowOf(stage, name);
    people.push({ client, document: await opened(stage, client) });
  }
  const [bob, eve] = people as [(typeof people)[0], (typeof people)[0]];
  bob.document.edit([{ offset: 0, deleteLength: 0, insertText: first }]);
  await stage.world.run(300);
  const secret = 'an-invite-of-the-agent-of-32-letters';
  const terms = { role: 'editor', expiresMs: Number.MAX_SAFE_INTEGER, used: 0, once: true, isLink: false } as const;
  stage.access.addInvite('s', { hash: hashSecret(secret), ...terms, agentOf: owner });
  const agent = await windowOf(stage, 'Agent', { purpose: 'agent', invite: secret });
  const done = async <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => undefined);
    await stage.world.run(3_000);
    return promise;
  };
  const propose = (another: FileAct) => done(proposeFileAct(agent, another, {}, host));
  const id = await propose(act);
  const acts: string[] = [];
  const accepts = ({ client }: typeof bob, run?: () => Promise<boolean>) => {
    const plain = async () => acts.push(client.person!) > 0;
    return acceptFile(client, client.state.fileProposals[id]!, run ?? plain, host);
  };
  const judgedIn = ({ state }: SessionClient) => state.fileProposals[id]?.judged?.verdict ?? null;
  return { stage, files, bob, eve, done, propose, id, acts, accepts, judgedIn };
}

const creation: FileAct = { is: 'create', path: 'new.txt', text: 'new\n' };

it('what two people accept at one moment is done once', async () => {
  const { bob, eve, acts, accepts, done, judgedIn } = await scene(creation);
  const outcomes = await done(Promise.all([accepts(bob), accepts(eve)]));
  expect(outcomes.toSorted()).toEqual([false, true]);
  expect(acts).toHaveLength(1);
  expect(judgedIn(bob.client)).toBe('accepted');
  expect(await done(judgeFile(eve.client, 'unknown-proposal-22---', 'rejected'))).toBe(false);
});

it('a file that has come into being meanwhile stays, and the suggestion waits', async () => {
  const { files, bob, acts, accepts, done, judgedIn } = await scene(creation);
  files.add('new.txt');
  await expect(done(accepts(bob))).rejects.toThrow('new.txt is there already');
  expect([acts, judgedIn(bob.client)]).toEqual([[], null]);
});

it('a text that has changed since the agent read it is not deleted; one that is as it was, is', async () => {
  const { bob, eve, acts, accepts, done, judgedIn } = await scene(deletionOf('a.txt', first));
  eve.document.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
  await done(eve.client.settled());
  await expect(done(accepts(bob))).rejects.toThrow('has changed since its deletion was suggested');
  expect([acts, judgedIn(bob.client)]).toEqual([[], null]);
  eve.document.undo();
  await done(eve.client.settled());
  expect(await done(accepts(bob))).toBe(true);
  expect(acts).toEqual([bob.client.person]);
});

it('an act that fails, or that its person leaves, is open again', async () => {
  const { bob, eve, accepts, done, judgedIn } = await scene({ is: 'move', from: 'a.txt', to: 'b.txt' });
  const refused = async () => {
    throw new EnsembleError('not-permitted', 'You may not move files.');
  };
  await expect(done(accepts(bob, refused))).rejects.toThrow('You may not move files');
  expect(judgedIn(eve.client)).toBeNull();
  await expect(done(accepts(bob, async () => false))).rejects.toThrow('the suggestion waits on');
  expect(judgedIn(eve.client)).toBeNull();
  expect(await done(accepts(eve))).toBe(true);
});

it('an act whose window goes before it is done waits on, and is not told as accepted meanwhile', async () => {
  const { stage, bob, eve, acts, accepts, done, judgedIn } = await scene(creation);
  const asked = () => new Promise<boolean>(() => undefined);
  void accepts(bob, asked).catch(() => undefined);
  await stage.world.run(3_000);
  expect(judgedIn(eve.client)).toBe('accepting');
  expect(await done(accepts(eve))).toBe(false);
  bob.client.leave();
  await stage.world.run(120_000);
  expect(judgedIn(eve.client)).toBeNull();
  expect(await done(accepts(eve))).toBe(true);
  expect([acts, judgedIn(eve.client)]).toEqual([[eve.client.person], 'accepted']);
});

it('an act that is answered after its judgement has lapsed is done, and told as accepted', async () => {
  const { stage, bob, eve, accepts, done, judgedIn } = await scene(creation);
  let answer: (yes: boolean) => void = () => undefined;
  const accepting = accepts(bob, () => new Promise<boolean>((resolve) => (answer = resolve)));
  await stage.world.run(fileProposalLimits.acceptingMs + 60_000);
  expect(judgedIn(eve.client)).toBeNull();
  answer(true);
  expect(await done(accepting)).toBe(true);
  expect(judgedIn(eve.client)).toBe('accepted');
});

it('nothing is suggested for hidden files, nor what cannot be', async () => {
  const { propose } = await scene(creation);
  await expect(propose({ is: 'create', path: '.env', text: '' })).rejects.toThrow('does not share');
  await expect(propose({ is: 'create', path: 'a.txt', text: '' })).rejects.toThrow('a.txt is there already');
  await expect(propose({ is: 'move', from: 'gone.txt', to: 'b.txt' })).rejects.toThrow('gone.txt is not there');
  await expect(propose({ is: 'move', from: 'a.txt', to: '.env' })).rejects.toThrow('does not share');
});
