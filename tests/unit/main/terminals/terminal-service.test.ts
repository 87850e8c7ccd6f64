import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { guestOf, SharedFolder, windowOf } from '../host/host-fixture.ts';
import { Attached, openShell, runs, size, startThoseThatStay } from './attached.ts';
import { linesWait } from './proposals.ts';
import { Watched } from './watched.ts';

async function opened(role: 'editor' | 'viewer' = 'editor') {
  const host = await new SharedFolder({ 'a.txt': 'a' }).host();
  const { direct, client } = await windowOf(host.host.url);
  return { host, direct, client, link: await host.share(role) };
}

const everybody = (access: 'none' | 'read' | 'approve' | 'write') => ({ access, people: [] });

describe("the owner's terminal", () => {
  it('runs a shell in the folder, with the keys that are typed', async () => {
    const { direct } = await opened();
    const shell = await openShell(direct);
    await shell.type('ls; echo sum $((40 + 2))\r');
    await shell.shows(/a\.txt[\s\S]*sum 42/);
  });

  it('shows the same screen to a window that comes again, and leaves the one before', async () => {
    const { direct } = await opened();
    const first = await openShell(direct);
    await first.type('echo once $((1 + 1))\r');
    await first.shows('once 2');
    const second = new Attached(direct, first.id, first.pid);
    await second.shows('once 2');
    expect(second.parts[0]).toMatchObject({ is: 'screen', columns: 80, rows: 24 });
    await expect(first.over).resolves.toEqual({ isTaken: true });
  });

  it('has its size, its own environment and none of our secrets', async () => {
    const { direct } = await opened();
    process.env.ENSEMBLE_TEST_SECRET = 'hush';
    const shell = await openShell(direct);
    delete process.env.ENSEMBLE_TEST_SECRET;
    await direct.request('terminals.resize', { id: shell.id, columns: 101, rows: 33 });
    await shell.type('stty size; echo $TERM-$COLORTERM-"$ENSEMBLE_TEST_SECRET"-end\r');
    await shell.shows(/33 101[\s\S]*xterm-256color-truecolor--end/);
  });

  it('says how it ended', async () => {
    const { direct } = await opened();
    const shell = await openShell(direct);
    await shell.type('exit 3\r');
    await expect(shell.over).resolves.toEqual({ isTaken: false });
    expect(shell.parts.at(-1)).toEqual({ is: 'exited', exitCode: 3 });
    await expect(direct.request('terminals.list', {})).resolves.toEqual({ terminals: [] });
  });

  it('says in words what cannot be started', async () => {
    const { direct } = await opened();
    await expect(openShell(direct, { program: '/no/such/shell' })).rejects.toThrow(
      '/no/such/shell could not be started',
    );
    await expect(openShell(direct, { cwd: '/no/such/folder' })).rejects.toThrow('no folder');
  });

  it('waits for a window that does not take its output, and goes on when it does', async () => {
    const { direct } = await opened();
    const shell = await openShell(direct, {}, false);
    const done = join(tmpdir(), `ensemble-${shell.pid}`);
    await shell.type(`yes 0123456789 | head -c 3000000; touch ${done}; echo the end\r`);
    await expect(direct.request('terminals.list', {})).resolves.toMatchObject({ terminals: [{ id: shell.id }] });
    expect(existsSync(done)).toBe(false);
    shell.goOn();
    await shell.shows(/\dthe end/);
    expect(existsSync(done)).toBe(true);
    rmSync(done);
  }, 60_000);

  it('leaves nothing behind when it is closed', async () => {
    const { direct } = await opened();
    const shell = await openShell(direct);
    const other = await openShell(direct);
    const left = await startThoseThatStay(shell);
    await direct.request('terminals.close', { id: shell.id });
    await expect.poll(() => [shell.pid, ...left].filter(runs), { timeout: 10_000 }).toEqual([]);
    expect(runs(other.pid)).toBe(true);
  });

  it('leaves nothing behind when its shell ends by itself', async () => {
    const { direct } = await opened();
    const shell = await openShell(direct);
    const left = await startThoseThatStay(shell);
    await shell.type('exit\r');
    await expect.poll(() => [shell.pid, ...left].filter(runs), { timeout: 10_000 }).toEqual([]);
  });
});

describe('a shared terminal', () => {
  it('is seen live, by who comes late, and by nobody when it is shared no more', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    await shell.type('echo before $((1 + 1))\r');
    await shell.shows('before 2');
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    const watched = await Watched.follow(guest, ref!);
    await watched.shows('before 2');
    await shell.type('echo live $((2 + 2))\r');
    await watched.shows('live 4');
    const late = await Watched.follow(await guestOf(link, 'Bob'), ref!);
    await late.shows(/before 2[\s\S]*live 4/);
    expect(late.rows).toEqual(watched.rows);
    await direct.request('terminals.resize', { id: shell.id, columns: 60, rows: 20 });
    await expect.poll(() => `${watched.size} ${late.size}`).toBe('60x20 60x20');
    await direct.request('terminals.share', { id: shell.id, ...everybody('none') });
    await guest.until(({ terminals }) => terminals[ref!] === undefined);
    const gone = await Watched.follow(guest, ref!);
    await expect.poll(() => gone.denied?.code).toBe('not-found');
  });

  it('tells its title only where all may look at it: a title may name a file or a command', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    const guest = await guestOf(link, 'Ada');
    await direct.request('terminals.rename', { id: shell.id, title: 'vim secret-plans.txt' });
    const people: [string, 'read'][] = [[guest.person!, 'read']];
    const { ref } = await direct.request('terminals.share', { id: shell.id, access: 'none', people });
    const title = (wanted: (title: string | undefined) => boolean) =>
      guest.until(({ terminals }) => wanted(terminals[ref!]?.title));
    await title((told) => told !== undefined);
    expect(guest.state.terminals[ref!]?.title).not.toContain('secret');
    await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await title((told) => told === 'vim secret-plans.txt');
    await direct.request('terminals.share', { id: shell.id, access: 'none', people });
    await title((told) => told !== 'vim secret-plans.txt');
  });

  it('is typed into by who may, and refused to others in words', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    const type = (data: string) => guest.request('terminals.type', { terminal: ref!, data });
    await expect(type('echo no\r')).rejects.toMatchObject({ code: 'not-permitted', message: /to look at/ });
    await direct.request('terminals.share', { id: shell.id, ...everybody('write') });
    await guest.until(({ terminals }) => terminals[ref!]?.access === 'write');
    await type('echo by guest $((3 + 3))\r');
    await shell.shows('by guest 6');
  });

  it('fits the window of who typed last, and is letterboxed in that of its owner meanwhile', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('write') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    await guest.request('terminals.fit', { terminal: ref!, columns: 61, rows: 19 });
    await guest.request('terminals.type', { terminal: ref!, data: '\x1b[O' });
    expect(guest.state.terminals[ref!]).toMatchObject(size);
    await guest.request('terminals.type', { terminal: ref!, data: 'stty size\r' });
    await shell.shows('19 61');
    expect(shell.parts).toContainEqual({ is: 'size', isOthers: true, columns: 61, rows: 19 });
    await direct.request('terminals.resize', { id: shell.id, columns: 101, rows: 33 });
    await guest.until(({ terminals }) => terminals[ref!]?.columns === 61);
    await shell.type('stty size\r');
    await shell.shows('33 101');
    expect(shell.parts).toContainEqual({ is: 'size', isOthers: false, columns: 101, rows: 33 });
    await guest.request('terminals.type', { terminal: ref!, data: ' ' });
    await guest.until(({ terminals }) => terminals[ref!]?.columns === 61);
    await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await guest.until(({ terminals }) => terminals[ref!]?.columns === 101);
  });

  it("runs a guest's line when somebody who may type agrees, and not before", async () => {
    const { client, direct, link } = await opened();
    const shell = await openShell(direct);
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('approve') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    await expect(guest.request('terminals.type', { terminal: ref!, data: 'x' })).rejects.toThrow('propose a line');
    await guest.request('terminals.propose', { terminal: ref!, text: 'echo agreed $((4 + 4))' });
    const [proposed] = await linesWait(client, 1);
    const { approval, line } = proposed!;
    expect(proposed).toMatchObject({ terminal: ref, asker: guest.person });
    expect(await direct.request('terminals.proposed', { terminal: ref!, line })).toEqual({
      person: guest.person,
      text: 'echo agreed $((4 + 4))',
    });
    await expect(guest.publish('approval.answered', { approval, choice: 'run' })).rejects.toThrow('Somebody else');
    expect(shell.text).not.toContain('agreed');
    await client.publish('approval.answered', { approval, choice: 'run' });
    await shell.shows('agreed 8');
    await linesWait(client, 0);
    await guest.request('terminals.propose', { terminal: ref!, text: 'echo late' });
    const [late] = await linesWait(client, 1);
    await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await linesWait(client, 0);
    await expect(
      client.publish('approval.answered', { approval: late!.approval, choice: 'run' }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await direct.request('terminals.share', { id: shell.id, ...everybody('approve') });
    await guest.until(({ terminals }) => terminals[ref!]?.access === 'approve');
    await expect(guest.request('terminals.propose', { terminal: ref!, text: 'a\u202eb' })).rejects.toThrow('are seen');
  });

  it('runs a line once where two may agree at once, and none whose author has gone', async () => {
    const { client, direct, link } = await opened();
    const shell = await openShell(direct);
    const [guest, helper] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
    const people: [string, 'write'][] = [[helper.person!, 'write']];
    const { ref } = await direct.request('terminals.share', { id: shell.id, access: 'approve', people });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    await guest.request('terminals.propose', { terminal: ref!, text: 'echo once-$((4 + 4))' });
    const [proposed] = await linesWait(helper, 1);
    const { approval } = proposed!;
    await linesWait(client, 1);
    const answer = { approval, choice: 'run' };
    const both = await Promise.allSettled([client, helper].map((each) => each.publish('approval.answered', answer)));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await shell.shows('once-8');
    await client.until(({ approvals }) => approvals[approval]?.answer?.choice === 'run');
    await guest.request('terminals.propose', { terminal: ref!, text: 'echo gone' });
    await linesWait(client, 1);
    await client.publish('participant.removed', { person: guest.person!, ban: false });
    await linesWait(client, 0);
    expect(shell.text.match(/once-8/g)).toHaveLength(1);
    expect(shell.text).not.toContain('echo gone');
  });

  it('logs what is typed only where its owner wants that, and only then', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    await expect(direct.request('terminals.log', { id: shell.id, input: true })).rejects.toThrow('share it first');
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('write') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    const watched = await Watched.follow(guest, ref!);
    const typed: unknown[] = [];
    guest.events.on('entry', ({ kind, body }) => {
      if (kind === 'terminal.typed') typed.push(decodeBody(kind, body));
    });
    await guest.request('terminals.type', { terminal: ref!, data: 'echo not $((1 + 1))\r' });
    await watched.shows('not 2');
    await direct.request('terminals.log', { id: shell.id, input: true });
    await guest.until(({ terminals }) => terminals[ref!]?.logsInput === true);
    await guest.request('terminals.type', { terminal: ref!, data: 'read -s -p asks? it; echo $((2 + 2))\r' });
    // Keys that come while a shell begins a program may be lost.
    await watched.shows(/^asks\?/m);
    await guest.request('terminals.type', { terminal: ref!, data: 'pass' });
    await guest.request('terminals.type', { terminal: ref!, data: 'word\r' });
    await watched.shows(/^(asks\?)?4$/m);
    await shell.type('echo mine $((3 + 3))\r');
    await watched.shows('mine 6');
    await direct.request('terminals.log', { id: shell.id, input: false });
    await guest.until(({ terminals }) => terminals[ref!]?.logsInput === false);
    await guest.request('terminals.type', { terminal: ref!, data: 'echo after $((4 + 4))\r' });
    await watched.shows('after 8');
    const person = guest.person!;
    expect(typed.filter((each) => (each as { person: string }).person === person)).toMatchObject([
      { person, data: 'read -s -p asks? it; echo $((2 + 2))\r' },
      { person, data: 'password\r' },
    ]);
    expect(JSON.stringify(typed)).toMatch(/mine/);
    expect(JSON.stringify(typed)).not.toMatch(/not|after/);
  });

  it('is gone for guests when its program ends', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    await shell.type('exit\r');
    await guest.until(({ terminals }) => terminals[ref!] === undefined);
  });

  it('comes to everybody where it is more than the log takes: the newest of it', async () => {
    const { direct, link } = await opened();
    const shell = await openShell(direct);
    const guest = await guestOf(link, 'Ada');
    const { ref } = await direct.request('terminals.share', { id: shell.id, ...everybody('read') });
    await guest.until(({ terminals }) => terminals[ref!] !== undefined);
    const watched = await Watched.follow(guest, ref!);
    await shell.type('yes 0123456789 | head -c 2000000; echo the end\r');
    await watched.shows(/^\d*the end$/m);
    expect(watched.rows.length).toBeGreaterThan(900);
  }, 60_000);
});
