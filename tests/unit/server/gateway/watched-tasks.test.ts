import { expect, it } from 'vitest';
import type { Acting } from '../../../../server/gateway/open-wire/acts.ts';
import { WatchedTasks } from '../../../../server/gateway/open-wire/watched-tasks.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { EnsembleError, type ErrorCode } from '../../../../src/shared/core/errors.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { ann, annsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';

const [one, two] = ['.tasks/aaaaaaaa-one.md', '.tasks/bbbbbbbb-two.md'];
const hosts = (term: number) => entryOf('host.claimed', { term, folder: 'f' }, { by: annsWindow });
const task = (status: string) => `---\ntitle: T\nstatus: ${status}\n---\n`;

/** Tasks of a folder whose answers a test holds back, or fails. */
function watched() {
  const files = new Map([one, two].map((path) => [path, task('todo')]));
  const slow = new Map<string, PromiseWithResolvers<void>>();
  const faults = new Map<string, ErrorCode>();
  const told: { is: string; path: string; status: string }[] = [];
  let reads = 0;
  const request = async (method: string, { path }: { path: string }) => {
    if (method === 'files.list')
      return { entries: [...files.keys()].map((each) => ({ name: each.slice('.tasks/'.length), type: 'file' })) };
    reads++;
    const content = new TextEncoder().encode(files.get(path));
    const fault = faults.get(path);
    await slow.get(path)?.promise;
    if (fault !== undefined) throw new EnsembleError(fault, 'a fault');
    return { content, sizeBytes: content.length };
  };
  const member = { state: foldAll([joined(ann, annsWindow), hosts(1)]), request };
  const means = { nowMs: () => 0, newId: () => '' };
  const tasks = new WatchedTasks({ member, ...means } as unknown as Acting, (event) => told.push(event as never));
  const hear = (entry: Entry) => {
    const before = member.state;
    member.state = fold(before, entry);
    tasks.entry(entry, before);
  };
  const changed = (path: string, text: string) => {
    files.set(path, text);
    hear(entryOf('files.changed', { term: 1, changes: [{ path, type: 'changed' }] }, { by: annsWindow }));
  };
  const hold = (path: string) => {
    const held = Promise.withResolvers<void>();
    slow.set(path, held);
    return () => {
      slow.delete(path);
      held.resolve();
    };
  };
  const statuses = async () => (await tasks.follow()).tasks.map(({ status }) => status);
  return { tasks, told, faults, files, hear, changed, hold, statuses, reads: () => reads };
}

it('takes in what changes while it reads for the first time', async () => {
  const { changed, hold, reads, statuses } = watched();
  const goOn = hold(two);
  const first = statuses();
  await expect.poll(reads).toBe(2);
  changed(one, task('done'));
  goOn();
  expect(await first).toEqual(['done', 'todo']);
});

it('tells nothing where the subscription ended while it read, and begins anew with the next', async () => {
  const { changed, hold, reads, statuses, tasks, told } = watched();
  const goOn = hold(two);
  const first = statuses();
  await expect.poll(reads).toBe(2);
  tasks.leave();
  // Nobody notes this, and the answer that is under way is from before.
  changed(two, task('done'));
  const next = statuses();
  goOn();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(await next).toEqual(['todo', 'done']);
  tasks.leave();
  changed(two, task('todo'));
  expect(told).toEqual([]);
});

it('counts a file that cannot be read now as left out, and reads it with the next round', async () => {
  const { changed, faults, tasks, told } = watched();
  faults.set(two, 'internal');
  expect(await tasks.follow()).toMatchObject({ tasks: [{ path: one }], left: 1 });
  faults.clear();
  changed(one, task('done'));
  await expect.poll(() => told.length).toBe(2);
  expect(told).toMatchObject([
    { is: 'changed', path: one },
    { is: 'added', path: two },
  ]);
});

it('reads every file anew when the folder is hosted anew', async () => {
  const { files, hear, statuses, told } = watched();
  expect(await statuses()).toEqual(['todo', 'todo']);
  files.set(one, task('in-review'));
  hear(hosts(2));
  await expect.poll(() => told).toMatchObject([{ is: 'changed', path: one, status: 'in-review' }]);
});
