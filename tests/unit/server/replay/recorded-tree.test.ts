import { deflateRawSync } from 'node:zlib';
import { expect, it, test } from 'vitest';
import { isPlain, packTree, unpackTree } from '../../../../server/replay/packed-tree.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { treeLimits } from '../../../../src/shared/capabilities/recording/kinds.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { Gateway } from '../gateway/gateway-fixture.ts';
import { viewer } from './recorded-session.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** A recording of a folder with three files, of which one is opened, one goes and another comes. */
async function session() {
  const gateway = await Gateway.open();
  const { host } = gateway;
  const [file, one] = [newId(nodeEnvironment), newId(nodeEnvironment)];
  const list = (paths: string[], isWhole = true) =>
    host.publish('tree.listed', { term: 1, packed: packTree(paths).packed, isWhole }, one);
  await host.publish('recording.started', { title: 'Monday' }, one);
  await list(['a.txt', 'src/b.txt', 'src/c.txt']);
  await host.publish('doc.opened', { term: 1, path: 'a.txt', title: '', format, readOnly: false }, file);
  const opened = host.applied;
  const change = (path: string, type: 'created' | 'deleted') =>
    host.publish('files.changed', { term: 1, changes: [{ path, type }] });
  await change('src', 'deleted');
  await change('new', 'created');
  await change('new/d.txt', 'created');
  return { gateway, host, one, list, opened };
}

it('a recording shows the files that nobody opened too, as its host listed them, and as they came and went', async () => {
  const { gateway, host, one, opened } = await session();
  await host.publish('recording.stopped', {}, one);
  const { client } = await viewer(gateway, one);
  const shows = async (seq: number) => {
    await client.shown('seq', seq);
    return client.request('replay.tree', {});
  };
  expect(await shows(0)).toEqual({ unopened: ['a.txt', 'src/b.txt', 'src/c.txt'], isWhole: true });
  expect(await shows(opened)).toEqual({ unopened: ['src/b.txt', 'src/c.txt'], isWhole: true });
  const { entries } = await client.request('files.list', { path: '' });
  expect(entries).toEqual([
    { name: 'a.txt', type: 'file' },
    { name: 'src', type: 'folder' },
  ]);
  expect(await client.request('files.stat', { path: 'src/b.txt' })).toMatchObject({ type: 'file' });
  await expect(client.request('files.read', { path: 'src/b.txt' })).rejects.toMatchObject({
    message: expect.stringContaining('Nobody had opened src/b.txt'),
  });
  await expect(client.request('files.stat', { path: 'src/none.txt' })).rejects.toMatchObject({ code: 'not-found' });
  expect(await shows(Number.MAX_SAFE_INTEGER)).toEqual({ unopened: ['new/d.txt'], isWhole: true });
  expect(await shows(opened)).toMatchObject({ unopened: ['src/b.txt', 'src/c.txt'] });
});

it('a recording that goes on after a pause has the folder as it is then', async () => {
  const { gateway, host, one, list } = await session();
  await host.publish('recording.paused', {}, one);
  await host.publish('files.changed', { term: 1, changes: [{ path: 'in-the-pause.txt', type: 'created' }] });
  await host.publish('recording.resumed', {}, one);
  await list(['after.txt', 'a.txt'], false);
  await host.publish('recording.stopped', {}, one);
  const { client } = await viewer(gateway, one);
  await client.shown('seq', Number.MAX_SAFE_INTEGER);
  expect(await client.request('replay.tree', {})).toEqual({ unopened: ['after.txt'], isWhole: false });
});

it('the host alone lists a folder, and only into the recording that runs', async () => {
  const { gateway, list, host, one } = await session();
  const guest = await gateway.client();
  const body = { term: 1, packed: packTree(['evil.txt']).packed, isWhole: true };
  await expect(guest.publish('tree.listed', body, one)).rejects.toMatchObject({ code: 'not-permitted' });
  await expect(host.publish('tree.listed', body, newId(nodeEnvironment))).rejects.toMatchObject({ code: 'not-found' });
  await host.publish('recording.stopped', {}, one);
  await expect(list(['late.txt'])).rejects.toMatchObject({ code: 'not-found' });
});

test('a tree of many paths takes an entry at most, and says how many of them it has', () => {
  const paths = Array.from({ length: 20_000 }, (_, index) => `src/${(index * 7919) % 997}/module-${index}.test.ts`);
  const { packed, count } = packTree(paths);
  expect(packed.length).toBeLessThanOrEqual(treeLimits.packedBytes);
  expect(count).toBe(treeLimits.paths);
  expect(unpackTree(packed)).toEqual([...paths].sort().slice(0, count));
  const noise = Array.from({ length: 3_000 }, () => Buffer.from(nodeEnvironment.randomBytes(60)).toString('hex'));
  expect(packTree(noise).count).toBeLessThan(3_000);
});

test('a packed tree by somebody hostile gives no path that leads out of a folder, and no end of them', () => {
  expect(unpackTree(new Uint8Array([1, 2, 3]))).toEqual([]);
  const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, 'a'));
  expect(bomb.length).toBeLessThan(100_000);
  expect(unpackTree(bomb)).toEqual([]);
  for (const path of ['', '/etc/passwd', '../a', 'a/../b', 'a//b', './a', 'a/', 'a\0b', '\ud800', 'x'.repeat(5_000)])
    expect(isPlain(path), path).toBe(false);
  for (const path of ['a', '.hidden', 'a/b.txt', '...', 'a b']) expect(isPlain(path), path).toBe(true);
});
