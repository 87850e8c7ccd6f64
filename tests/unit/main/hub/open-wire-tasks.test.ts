import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDocument } from '../../../../src/client/shared-file.ts';
import { parseInviteLink } from '../../../../src/shared/invite-link.ts';
import { type OpenAnswer, OpenProgram } from '../../../lib/open-program.ts';
import { guestOf, SharedFolder } from '../host/host-fixture.ts';

const task = (title: string, status: string) => `---\ntitle: ${title}\n\nstatus: ${status}\n---\n`;
const one = '.tasks/aaaaaaaa-one.md';
const two = '.tasks/bbbbbbbb-two.md';

async function tasksOf(files: Record<string, string> = { [one]: task('One', 'todo'), [two]: task('Two', 'done') }) {
  const folder = new SharedFolder(files);
  const open = await folder.host();
  const link = await open.share();
  const { origin, session, invite } = parseInviteLink(link);
  const enter = async (name: string, more: object = {}) => {
    const program = await new OpenProgram(origin, session).opened();
    const { ok } = await program.join(name, invite, more);
    return { program, person: ok.person as string };
  };
  return { folder, open, link, enter };
}

/** Words of all events about a task, in their order. */
const told = ({ heard }: OpenProgram) => heard.flatMap((each) => (each.event === 'task' ? [each as Told] : []));

type Told = OpenAnswer & { is: string; path: string; status: string; holder: string | null };

describe('a program that subscribes to tasks', () => {
  it('gets them as they are, and then each change: of a claim, and of the file', async () => {
    const { folder, link, enter } = await tasksOf();
    const { program } = await enter('Watcher');
    const { ok } = await program.ask('subscribe', { to: 'tasks' });
    const free = { holder: null, sinceMs: null, untilMs: null };
    expect(ok).toEqual({
      tasks: [
        { path: one, id: 'aaaaaaaa', title: 'One', status: 'todo', ...free },
        { path: two, id: 'bbbbbbbb', title: 'Two', status: 'done', ...free },
      ],
      left: 0,
    });
    const [ada, bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
    const { ref } = await findDocument(ada, one);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    expect(await program.event('task')).toMatchObject({ is: 'claimed', path: one, holder: ada.person, untilMs: null });
    await bob.publish('task.stolen', { reason: 'mine' }, ref);
    await bob.publish('task.claimed', { untilMs: Date.now() + 700 }, ref);
    expect(await program.event('task', ({ is }) => is === 'expired')).toMatchObject({ path: one, holder: null });
    await ada.publish('task.claimed', { untilMs: null }, ref);
    await ada.publish('task.released', {}, ref);
    await program.event('task', ({ is }) => is === 'given-up');
    expect(told(program).map(({ is, holder }) => [is, holder])).toEqual([
      ['claimed', ada.person],
      ['taken-over', null],
      ['claimed', bob.person],
      ['expired', null],
      ['claimed', ada.person],
      ['given-up', null],
    ]);

    folder.write(two, task('Two', 'in-review'));
    expect(await program.event('task', ({ path }) => path === two)).toMatchObject({
      is: 'changed',
      status: 'in-review',
    });
    folder.write('.tasks/cccccccc.md', 'no task\n');
    expect(await program.event('task', ({ is }) => is === 'added')).toMatchObject({
      id: 'cccccccc',
      title: null,
      fault: expect.stringContaining('line 1'),
    });
    rmSync(join(folder.folder, two));
    expect(await program.event('task', ({ is }) => is === 'removed')).toMatchObject({ path: two });
    await program.ask('unsubscribe', { to: 'tasks' });
    const count = told(program).length;
    await ada.publish('task.claimed', { untilMs: null }, ref);
    await program.ask('ping');
    expect(told(program)).toHaveLength(count);
  });

  it('hears of a claim that is to end since its holder has gone, and that it lasts on once they are back', async () => {
    const { link, enter } = await tasksOf();
    const { program } = await enter('Watcher');
    await program.ask('subscribe', { to: 'tasks' });
    const holder = await guestOf(link, 'Ada');
    const { ref } = await findDocument(holder, one);
    await holder.publish('task.claimed', { untilMs: null }, ref);
    holder.leave();
    expect(await program.event('task', ({ is }) => is === 'renewed')).toMatchObject({
      holder: expect.any(String),
      untilMs: expect.any(Number),
    });
  });

  it('hears that the host has moved a task on, by an edit under its claim', async () => {
    const { link, enter } = await tasksOf({ [one]: task('One', 'todo'), 'a.txt': 'text\n' });
    const { program } = await enter('Watcher');
    await program.ask('subscribe', { to: 'tasks' });
    const ada = await guestOf(link, 'Ada');
    const { ref } = await findDocument(ada, one);
    await ada.publish('task.claimed', { untilMs: null }, ref);
    const text = await ada.documents.open((await findDocument(ada, 'a.txt')).ref);
    text.edit([{ offset: 0, deleteLength: 0, insertText: 'more ' }]);
    expect(await program.event('task', ({ is }) => is === 'advanced')).toMatchObject({
      path: one,
      status: 'in-progress',
      holder: ada.person,
    });
  });

  it('is told of no task that is hidden from it, at first or later', async () => {
    const hidden = { hidden: ['.tasks/bbbbbbbb-two.md'] };
    const { folder, enter } = await tasksOf({
      [one]: task('One', 'todo'),
      [two]: task('Secret', 'done'),
      '.ensemble/sharing.json': JSON.stringify(hidden),
    });
    const { program } = await enter('Watcher');
    expect((await program.ask('subscribe', { to: 'tasks' })).ok).toMatchObject({ tasks: [{ path: one }], left: 0 });
    folder.write(two, task('Secret', 'todo'));
    folder.write(one, task('One', 'in-review'));
    await program.event('task', ({ status }) => status === 'in-review');
    expect(JSON.stringify(program.heard)).not.toMatch(/bbbbbbbb|Secret/);
    folder.write('.ensemble/sharing.json', JSON.stringify({ hidden: [...hidden.hidden, one] }));
    expect(await program.event('task', ({ is }) => is === 'removed')).toMatchObject({ path: one });
    expect((await program.ask('subscribe', { to: 'tasks' })).ok).toEqual({ tasks: [], left: 0 });
  });

  it('is told of its own part where the folder is limited for it', async () => {
    const { open, enter } = await tasksOf();
    const ticket = 'a-ticket-of-the-program-itself';
    const { program, person } = await enter('Watcher', { ticket });
    const owner = open.host.client;
    await owner.publish('paths.limited', { person, paths: [one] });
    await program.closed;
    const { program: limited } = await enter('Watcher', { ticket });
    expect((await limited.ask('subscribe', { to: 'tasks' })).ok).toMatchObject({ tasks: [{ path: one }], left: 0 });
    expect(JSON.stringify(limited.heard)).not.toContain('bbbbbbbb');
  });

  it('is told of the first five hundred, and of the number of others', async () => {
    const name = (i: number) => `.tasks/${String(i).padStart(8, '0')}${'-long'.repeat(30)}.md`;
    const files = Object.fromEntries(Array.from({ length: 520 }, (_, i) => [name(i), task(`T${i}`, 'todo')]));
    const { enter } = await tasksOf(files);
    const { program } = await enter('Watcher');
    const { ok } = await program.ask('subscribe', { to: 'tasks' });
    expect(ok.tasks).toHaveLength(500);
    expect(ok.left).toBe(20);
  });
});
