import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { type Attached, openShell } from '../unit/main/terminals/attached.ts';
import { agentOf, limitedWithAgent, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { canary, plantPart, toldOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

interface Approval {
  asker: string;
  person?: string;
  answer?: { person: string | null; choice: string };
  choices: { choice: string; allows: boolean }[];
  wish?: { is: string; line?: string };
}

let host: AttackedHost;
let window: OwnWindow;
let shell: Attached;
let ref: string;
let repository: AttackedRepository;

const word = () => `w${freshId().slice(0, 8).replaceAll(/\W/g, 'x')}`;
const approvals = () => stateOf<Record<string, Approval>>(host, 'approvals');
const remote = () => execFileSync('git', ['-C', `${host.outside}/remote.git`, 'for-each-ref'], { encoding: 'utf8' });

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  repository = await AttackedRepository.make(host, { 'open.txt': 'one\n' });
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(host.outside, 'remote.git')]);
  repository.git('remote', 'add', 'origin', join(host.outside, 'remote.git'));
  repository.git('push', '-q', '-u', 'origin', 'main');
  repository.git('commit', '-q', '--allow-empty', '-m', 'two');
  window = await ownWindow(host.url);
  shell = await openShell(window.direct);
  const told = await window.direct.request('terminals.share', { id: shell.id, access: 'approve', people: [] });
  ref = told.ref!;
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => {
  window?.client.leave();
  return host?.close();
});

const propose = (who: RawClient, text: string) =>
  who.request('terminals.propose', { terminal: ref, text }, host.host, { ref });
const answer = (who: RawClient, approval: string, choice: string) =>
  who.verdict('approval.answered', { approval, choice });
const question = (over: object = {}) => ({
  approval: freshId(),
  title: 'rm -rf build',
  detail: '',
  choices: [{ choice: 'yes', name: 'Yes', allows: true }],
  waitMs: 60_000,
  ...over,
});

async function untouched(typed: string): Promise<void> {
  const fence = word();
  await shell.type(`echo ${fence}\r`);
  await shell.shows(fence);
  expect(shell.text).not.toContain(typed);
}

/** The question of the host about a line. */
async function asked(line: string): Promise<[string, Approval]> {
  return vi.waitFor(async () => {
    const found = Object.entries(await approvals()).find(([, { wish }]) => wish?.line === line);
    if (!found) throw new Error('not asked yet');
    return found;
  });
}

const allowing = ({ choices }: Approval) => choices.find(({ allows }) => allows)!.choice;

describe('a line for a terminal', () => {
  it('runs by no answer of its asker, their other windows, their agent, or who may not type', async () => {
    const bob = await host.guest('editor', { name: 'Bob' });
    const agent = await agentOf(host, bob);
    const typed = word();
    const { result } = await propose(bob, `echo ${typed}`);
    const [id, approval] = await asked(result!.line as string);
    const others = ['viewer', 'reviewer', 'editor', 'maintainer'] as const;
    const clients = [bob, await host.again(bob, { replica: freshId() }), agent];
    for (const role of others) clients.push(await host.guest(role));
    clients.push(await agentOf(host, clients.at(-1)!));
    for (const client of clients)
      for (const choice of [...approval.choices.map((each) => each.choice), '__proto__', '', 'constructor'])
        expect(await answer(client, id, choice)).not.toBe('taken');
    for (const client of clients)
      expect(await client.verdict('approval.withdrawn', { approval: id })).not.toBe('taken');
    expect((await approvals())[id]!.answer).toBeUndefined();
    await untouched(typed);
    const refuse = approval.choices.find(({ allows }) => !allows)!.choice;
    expect(await answer(host.owner, id, refuse)).toBe('taken');
    expect(await answer(host.owner, id, allowing(approval))).not.toBe('taken');
    await untouched(typed);
  });

  it('runs by no answer once its asker is sent out, or sees the terminal no more', async () => {
    for (const end of ['removed', 'none'] as const) {
      const eve = await host.guest('editor', { name: 'Eve' });
      const typed = word();
      const { result } = await propose(eve, `echo ${typed}`);
      const [id, approval] = await asked(result!.line as string);
      const { person } = eve.welcome!;
      if (end === 'removed') await host.owner.verdict('participant.removed', { person, ban: false });
      else
        await window.direct.request('terminals.share', { id: shell.id, access: 'approve', people: [[person, 'none']] });
      await answer(host.owner, id, allowing(approval));
      await untouched(typed);
    }
    await window.direct.request('terminals.share', { id: shell.id, access: 'approve', people: [] });
  });

  it('is one line of characters that are seen, proposed by an agent too', async () => {
    const agent = await agentOf(host, await host.guest('editor', { name: 'Bob' }));
    const evil = [
      'a\nb',
      'a\rb',
      'a\0b',
      'a\x1b[2K',
      'a\x7f',
      'a\x80b',
      'a\x9bb',
      'a\u2028b',
      'a\u2066b',
      'a\u00adb',
      'a\u{e0041}b',
      'a\ud800',
      'a\tb',
      'a\u2800b',
      'a\ufe0fb',
      'a\u034fb',
      'a\u061cb',
    ];
    for (const text of evil)
      expect([JSON.stringify(text), (await propose(agent, text)).error?.code]).toEqual([
        JSON.stringify(text),
        expect.stringMatching(/bad-request|not-permitted/),
      ]);
  });

  it('is told by the host alone, and to those who may look', async () => {
    const [limited, hers] = await limitedWithAgent(host);
    const bob = await host.guest('editor', { name: 'Bob' });
    const { result } = await propose(bob, `echo ${canary}-line`);
    const line = result!.line as string;
    for (const who of [limited, hers]) {
      who.send({ t: 'subscribe', ref, subscription: 1 });
      expect(
        (await who.request('terminals.proposed', { terminal: ref, line }, host.host, { ref })).error,
      ).toBeDefined();
      expect((await propose(who, 'echo limited')).error).toBeDefined();
      for (const [id, approval] of Object.entries(await approvals()))
        if (!approval.answer) expect(await answer(who, id, allowing(approval))).not.toBe('taken');
      expect(toldOf(who, canary)).toEqual([]);
    }
  });
});

describe('a question', () => {
  it('is asked by no person, on behalf of nobody, and for no wish, as anybody but the host', async () => {
    const bob = await host.guest('maintainer', { name: 'Bob' });
    const agent = await agentOf(host, bob);
    const person = host.owner.welcome!.person;
    const wishes = [
      { is: 'push' },
      { is: 'line', terminal: ref, line: freshId() },
      { is: 'tree', of: person, files: [], more: 0 },
    ];
    for (const over of [{}, { person }, ...wishes.map((wish) => ({ wish, person }))]) {
      expect(await bob.verdict('approval.asked', question(over))).not.toBe('taken');
      if (Object.keys(over).length > 0) expect(await agent.verdict('approval.asked', question(over))).not.toBe('taken');
    }
    for (const wish of wishes) expect(await agent.verdict('approval.asked', question({ wish }))).not.toBe('taken');
    for (const approval of ['__proto__', 'constructor', ''])
      expect(await (await agentOf(host, bob)).verdict('approval.asked', question({ approval }))).toMatch(
        /bad-request|cut/,
      );
  });

  it('is of bounded words, choices and time', async () => {
    const agent = await agentOf(host, await host.guest('editor', { name: 'Bob' }));
    const yes = { choice: 'yes', name: 'Yes', allows: true };
    const evil: object[] = [
      { title: 'x'.repeat(301) },
      { detail: 'x'.repeat(2_001) },
      { waitMs: 0 },
      { waitMs: 3_600_001 },
      { choices: Array.from({ length: 9 }, (_, at) => ({ ...yes, choice: `${at}` })) },
    ];
    for (const over of evil)
      expect([over, await agent.verdict('approval.asked', question(over))]).toEqual([over, 'bad-request']);
  });

  it('by the thousand is bounded, in words, and leaves room for those of others', async () => {
    const flooder = await agentOf(host, await host.guest('editor', { name: 'Eve' }));
    for (let at = 0; at < 2_000 && !flooder.gone; at++)
      flooder.say('approval.asked', question({ detail: 'x'.repeat(2_000) }));
    await Promise.race([flooder.ended(), flooder.handled()]).catch(() => null);
    const open = Object.values(await approvals()).filter(({ answer: given }) => !given);
    expect(open.length).toBeLessThan(150);
    await host.goesOn();
    const other = await agentOf(host, await host.guest('editor', { name: 'Bob' }));
    expect(await other.verdict('approval.asked', question())).toBe('taken');
    const bob = await host.guest('editor', { name: 'Bob' });
    expect((await propose(bob, 'echo room')).error).toBeUndefined();
  });
});

describe('a push that is asked for', () => {
  it('happens by no answer of those who may not push, of the asker, or of agents', async () => {
    const before = remote();
    const bob = await host.guest('editor', { name: 'Bob' });
    const agent = await agentOf(host, bob);
    const pushing = bob.open('git.askToPush', { repository: '' }, host.host);
    const id = await vi.waitFor(async () => {
      const all = Object.entries(await approvals());
      const found = all.find(([, each]) => each.wish?.is === 'push' && !each.answer);
      if (!found) throw new Error('not asked yet');
      return found[0];
    });
    const choice = allowing((await approvals())[id]!);
    const others = [bob, agent, await host.guest('viewer'), await host.guest('reviewer'), await host.guest('editor')];
    const maintainer = await host.guest('maintainer');
    others.push(await agentOf(host, maintainer));
    for (const each of others) expect(await answer(each, id, choice)).not.toBe('taken');
    expect(remote()).toBe(before);
    // The asker loses the right: a late answer does nothing.
    await host.give(bob, 'viewer');
    await answer(maintainer, id, choice);
    const { error } = await pushing;
    expect([error?.message.length ?? 0, remote()]).toEqual([expect.any(Number), before]);
    expect(error).toBeDefined();
  });
});
