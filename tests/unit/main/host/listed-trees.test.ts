import { expect, test, vi } from 'vitest';
import { unpackTree } from '../../../../server/replay/packed-tree.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { SharedFolder, windowOf } from './host-fixture.ts';

test('a recording begins with the files of the folder, without hidden and ignored ones, and again behind a pause', async () => {
  const files = { 'a.txt': '', 'src/b.txt': '', '.env': 'SECRET=1', 'sub/.env.local': 'SECRET=2', '.ignore': 'out/\n' };
  const folder = new SharedFolder({ ...files, 'out/made.js': '' });
  const { host } = await folder.host();
  const { client } = await windowOf(host.url);
  const listed: string[][] = [];
  host.client.events.on('entry', ({ kind, body }) => {
    if (kind === 'tree.listed') listed.push(unpackTree(decodeBody(kind, body).packed));
  });
  const recording = newId(nodeEnvironment);
  // Nobody follows a recording in a live session: the host's own word comes back to it by itself.
  await client.publish('recording.started', { title: '' }, recording);
  await vi.waitFor(() => expect(listed).toHaveLength(1), { timeout: 20_000 });
  expect(listed[0]).toEqual(expect.arrayContaining(['a.txt', 'src/b.txt']));
  expect(listed[0]!.join()).not.toMatch(/\.env|out/);
  await client.publish('recording.paused', {}, recording);
  folder.write('c.txt', '');
  await client.publish('recording.resumed', {}, recording);
  await vi.waitFor(() => expect(listed).toHaveLength(2), { timeout: 20_000 });
  expect(folder.reports).toEqual([]);
});
