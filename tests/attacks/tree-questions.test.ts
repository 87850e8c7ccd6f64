import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { canary, limited, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

interface Approval {
  asker: string;
  person?: string;
  title: string;
  detail: string;
  answer?: { person: string | null; choice: string };
  choices: { choice: string; allows: boolean }[];
  wish?: { is: string; of?: string; files?: { path: string }[] };
}

let host: AttackedHost;
let repository: AttackedRepository;
let bob: RawClient;
let dora: HonestTypist;
let eve: HonestTypist;
const here = { repository: '' };
const patience = { timeout: 10_000, interval: 200 };

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  const files = { 'open.txt': 'one\n', 'doras.txt': 'dora\n', 'eves.txt': 'eve\n', '.env': 'x' };
  repository = await AttackedRepository.make(host, files);
  repository.git('branch', `${canary}-branch`);
  repository.git('checkout', '-q', '-b', 'other');
  repository.git('rm', '-q', 'doras.txt', 'eves.txt');
  repository.git('commit', '-q', '-m', 'without');
  repository.git('checkout', '-q', 'main');
  bob = await host.guest('editor', { name: 'Bob' });
  dora = await HonestTypist.join(await host.guest('editor', { name: 'Dora' }), host.host, 'doras.txt');
  eve = await HonestTypist.join(await host.guest('editor', { name: 'Eve' }), host.host, 'eves.txt');
  await dora.types('doras-work ');
  await eve.types('eves-work ');
  await vi.waitFor(async () => expect((await bob.request('git.refs', here, host.host)).error).toBeUndefined());
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const person = (client: RawClient) => client.welcome!.person;
const standing = () => [...repository.standing(), repository.git('rev-parse', 'HEAD'), repository.git('stash', 'list')];
const move = { method: 'git.checkout', params: { target: { branch: 'other' } } };
const markFor = async (who: RawClient) =>
  ((await who.request('git.others', here, host.host)).result as { mark: string }).mark;
const ask = (who: RawClient, over: string, what: object = move) =>
  who.open('git.askToMove', { ...here, over, move: what }, host.host);
const answer = (who: RawClient, approval: string, choice: string) =>
  who.verdict('approval.answered', { approval, choice });
const open = async () =>
  Object.entries(await stateOf<Record<string, Approval>>(host, 'approvals')).filter(
    ([, { wish, answer: given }]) => wish?.is === 'tree' && !given,
  );
const allowing = ({ choices }: Approval) => choices.find(({ allows }) => allows)!.choice;
const refusing = ({ choices }: Approval) => choices.find(({ allows }) => !allows)!.choice;

/** The questions that stand now, one for each of these people. */
const questions = (...of: RawClient[]) =>
  vi.waitFor(async () => {
    const all = await open();
    return of.map((who) => {
      const found = all.find(([, { wish }]) => wish!.of === person(who));
      if (!found) throw new Error(`not asked yet: ${JSON.stringify(all)}`);
      return found;
    });
  }, patience);

const questionsOfBoth = async () =>
  (await questions(dora.client, eve.client)) as [[string, Approval], [string, Approval]];

it('are asked by nobody without the right, and by no mark that is guessed or another’s', async () => {
  const before = standing();
  const mark = await markFor(bob);
  const [narrow, hers] = await limitedWithAgent(host);
  const all = [await host.guest('viewer'), await host.guest('reviewer'), await agentOf(host, bob, 'reviewer')];
  for (const who of [...all, narrow, hers]) {
    const { error } = await ask(who, mark);
    expect(error?.message.length).toBeGreaterThan(0);
  }
  const stranger = await host.stranger();
  expect((await ask(stranger, mark).catch(() => ({ error: true }))).error).toBeTruthy();
  for (const over of ['', '0', '__proto__', 'x'.repeat(64), mark.toUpperCase(), `${mark} `])
    expect([over, (await ask(bob, over)).error !== undefined]).toEqual([over, true]);
  expect(await open()).toEqual([]);
  expect(standing()).toEqual(before);
});

it('are answered by the person whose work it is, and nobody else', async () => {
  const before = standing();
  const asked = ask(bob, await markFor(bob));
  const [[ofDora, question], [ofEve]] = await questionsOfBoth();
  const others: RawClient[] = [bob, await agentOf(host, bob), await agentOf(host, dora.client), host.owner];
  others.push(eve.client, await host.guest('maintainer'), await host.guest('viewer'));
  for (const who of others)
    for (const choice of [allowing(question), '__proto__', '', 'constructor', refusing(question)])
      expect([person(who), choice, await answer(who, ofDora, choice)]).not.toContain('taken');
  for (const who of [...others.slice(1), dora.client])
    expect(await who.verdict('approval.withdrawn', { approval: ofDora })).not.toBe('taken');
  expect(await answer(dora.client, ofDora, 'no such choice')).not.toBe('taken');
  expect(await answer(dora.client, ofDora, allowing(question))).toBe('taken');
  expect(await answer(dora.client, ofDora, refusing(question))).not.toBe('taken');
  expect(standing()).toEqual(before);
  expect(await answer(eve.client, ofEve, refusing(question))).toBe('taken');
  expect((await asked).error).toBeDefined();
  expect(standing()).toEqual(before);
  dora.takeIn();
  expect(dora.text.toString()).toContain('doras-work');
});

it('that are over move nothing by a late answer: withdrawn, asker sent out, right lost, work that came meanwhile', async () => {
  const before = standing();
  for (const end of ['gone', 'role', 'work'] as const) {
    const asker = await host.guest('editor', { name: 'Asker' });
    const asked = ask(asker, await markFor(asker)).catch(() => ({ error: true }));
    const [[ofDora, question], [ofEve]] = await questionsOfBoth();
    await answer(dora.client, ofDora, allowing(question));
    if (end === 'gone') await host.owner.verdict('participant.removed', { person: person(asker), ban: false });
    if (end === 'role') await host.give(asker, 'viewer');
    if (end === 'work') {
      const fay = await HonestTypist.join(await host.guest('editor', { name: 'Fay' }), host.host, 'open.txt');
      await fay.types('fays-work ');
    }
    await answer(eve.client, ofEve, allowing(question));
    const { error } = await asked;
    expect([end, error !== undefined, standing()]).toEqual([end, true, before]);
    await vi.waitFor(async () => expect(await open()).toEqual([]), patience);
  }
});

it('tell people with a part of the folder no names that they may not see', async () => {
  const gus = await host.guest('editor', { name: 'Gus' });
  const typist = await HonestTypist.join(gus, host.host, `${canary}-top.txt`);
  repository.git('add', '--force', `${canary}-top.txt`);
  repository.git('commit', '-q', '-m', 'top');
  await typist.types('gus-work ');
  const [narrow, hers] = await limitedWithAgent(host);
  const window = await host.again(await limited(host, gus), { replica: freshId() });
  const asked = ask(bob, await markFor(bob), {
    method: 'git.checkout',
    params: { target: { branch: `${canary}-branch` } },
  });
  await questions(dora.client, eve.client);
  for (const who of [narrow, hers, window]) {
    await who.handled();
    expect(toldOf(who, `${canary}-top`, `${canary}-folder`, `${canary}-file`, 'doras', 'eves')).toEqual([]);
    for (const [id, question] of await open())
      if (question.wish!.of !== person(who)) expect(await answer(who, id, allowing(question))).not.toBe('taken');
  }
  for (const [id, question] of await open())
    for (const who of [dora.client, eve.client])
      if (question.wish!.of === person(who)) await answer(who, id, refusing(question));
  expect((await asked).error).toBeDefined();
});

it('of evil words are of bounded length, and run nothing', async () => {
  const before = standing();
  const evil = ['\u202Ex'.repeat(50), 'x'.repeat(500), 'a\0b', 'a\nb\x1b[2K', '--exec=x', '__proto__', '](http://x)'];
  const moves = [
    ...evil.map((message) => ({ method: 'git.stash', params: { message, untracked: true } })),
    ...evil.map((branch) => ({ method: 'git.merge', params: { branch: branch.slice(0, 250) } })),
    { method: 'git.push', params: {} },
    { method: 'git.discard', params: { paths: 'all' } },
    { method: '__proto__', params: {} },
    { method: 'git.unstash', params: { id: '__proto__' } },
    { method: 'git.pick', params: { commit: '--upload-pack=x' } },
  ];
  for (const each of moves) {
    const asked = ask(bob, await markFor(bob), each);
    const first = await Promise.race([
      asked.then(({ error }) => error?.code ?? 'done'),
      questions(dora.client, eve.client).then(
        (all) => all,
        () => 'none',
      ),
    ]);
    for (const [, { title, detail }] of Array.isArray(first) ? first : [])
      expect([title.length < 301, detail.length < 2_001, /\p{Cc}|\p{Bidi_Control}/u.test(title)]).toEqual([
        true,
        true,
        false,
      ]);
    if (Array.isArray(first))
      for (const [[id, question], who] of (first as [string, Approval][]).map((q, i) => [q, [dora, eve][i]!] as const))
        await answer(who.client, id, refusing(question));
    await asked;
  }
  expect(standing()).toEqual(before);
}, 60_000);
