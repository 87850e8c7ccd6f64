import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { mustBeWithinSight } from '../../../../src/main/doors/within-sight.ts';
import {
  type WorkspaceMethod,
  type WorkspaceStream,
  workspaceMethods,
  workspaceStreams,
} from '../../../../src/shared/session/contract.ts';
import { searchText } from '../../../lib/search-text.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const content = new TextEncoder().encode('EVIL');
const files = {
  'docs/a.md': 'needle in docs\n',
  'docs/api/b.md': 'more\n',
  'docs-2/c.md': 'needle in a folder of nearly the same name\n',
  'src/secret.ts': 'needle in secret\n',
  'top.txt': 'needle at the top\n',
};

/** A real host, and a guest to whom it is limited. */
async function limited(paths: string[], given: Record<string, string> = files) {
  const folder = new SharedFolder(given);
  const open = await folder.host();
  const guest = await guestOf(await open.share(), 'Bob');
  const { client } = open.host;
  await client.publish('paths.limited', { person: guest.person!, paths });
  await guest.until((state) => state.participants[guest.person!]?.paths !== undefined);
  return { folder, guest, owner: client };
}

const names = async (guest: SessionClient, path: string) =>
  (await guest.request('files.list', { path })).entries.map(({ name }) => name).sort();

describe('a guest to whom the folder is limited', () => {
  it('finds their part, and the folders on the way there, as if there were nothing else', async () => {
    const { guest } = await limited(['docs/api']);
    expect(await names(guest, '')).toEqual(['docs']);
    expect(await names(guest, 'docs')).toEqual(['api']);
    expect(await names(guest, 'docs/api')).toEqual(['b.md']);
    for (const path of ['src', 'src/secret.ts', 'nothing', 'docs/a.md', 'docs/none.md'])
      await expect(guest.request('files.stat', { path }), path).rejects.toMatchObject({ code: 'hidden' });
  });

  it('edits and saves there, and opens nothing elsewhere', async () => {
    const { guest, folder } = await limited(['docs']);
    const document = await openFile(guest, 'docs/a.md');
    expect(document.toString()).toBe('needle in docs\n');
    for (const path of ['src/secret.ts', 'docs-2/c.md', 'top.txt', 'docs/../top.txt'])
      await expect(guest.request('documents.open', { path }), path).rejects.toMatchObject({
        code: expect.stringMatching(/hidden|outside-folder/),
      });
    const { ref } = document;
    const elsewhere = { ref, seq: 0, update: Uint8Array.of(0, 0), path: 'src/mine.ts' };
    await expect(guest.request('documents.save', elsewhere)).rejects.toMatchObject({ code: 'hidden' });
    expect(folder.reports).toEqual([]);
  });

  it('searches there alone, by words and by names', async () => {
    const { guest } = await limited(['docs']);
    const { matches } = await searchText(guest, { pattern: 'needle' });
    expect(matches.map(({ path }) => path)).toEqual(['docs/a.md']);
    const { paths } = await guest.request('search.files', { pattern: '' });
    expect(paths.sort()).toEqual(['docs/a.md', 'docs/api/b.md']);
  });

  it.each<[string, (guest: SessionClient) => Promise<unknown>]>([
    [
      'moves a folder on the way',
      (guest) => guest.request('files.move', { from: 'docs', to: 'docs/api/all', overwrite: true }),
    ],
    ['removes it', (guest) => guest.request('files.remove', { path: 'docs', recursive: true })],
    ['copies it', (guest) => guest.request('files.copy', { from: 'docs', to: 'docs/api/all', overwrite: true })],
    [
      'writes beside',
      (guest) => guest.request('files.write', { path: 'docs/x.md', content, create: true, overwrite: true }),
    ],
    [
      'writes into the root',
      (guest) => guest.request('files.write', { path: 'x.md', content, create: true, overwrite: true }),
    ],
    [
      'moves a file out',
      (guest) => guest.request('files.move', { from: 'docs/api/b.md', to: 'b.md', overwrite: true }),
    ],
  ])('never %s', async (_, act) => {
    const { guest } = await limited(['docs/api']);
    await expect(act(guest)).rejects.toMatchObject({ code: expect.stringMatching(/hidden|no-access/) });
  });

  it('follows no link out of their part', async () => {
    const { guest, folder } = await limited(['docs']);
    symlinkSync('../src/secret.ts', join(folder.folder, 'docs/link.ts'));
    symlinkSync('../src', join(folder.folder, 'docs/folder'));
    for (const path of ['docs/link.ts', 'docs/folder/secret.ts'])
      await expect(guest.request('files.read', { path }), path).rejects.toMatchObject({
        code: expect.stringMatching(/hidden|outside-folder/),
      });
    const over = { path: 'docs/link.ts', content, create: true, overwrite: true };
    await expect(guest.request('files.write', over)).rejects.toBeTruthy();
  });

  it('is told of a file only when it has come into their part', async () => {
    const { guest, owner } = await limited(['docs']);
    const [first] = await Promise.all([guest.request('documents.open', { path: 'docs/a.md' })]);
    await owner.until(({ documents }) => documents[first.ref] !== undefined);
    expect(Object.values(guest.state.documents).map(({ path }) => path)).toEqual(['docs/a.md']);
    await owner.publish('paths.limited', { person: guest.person!, paths: null });
    await guest.until((state) => state.participants[guest.person!]?.paths === undefined);
    expect(await names(guest, '')).toContain('src');
  });
});

it('asks the host for nothing that works on the whole folder', () => {
  const all = [...Object.keys(workspaceMethods), ...Object.keys(workspaceStreams)] as (
    | WorkspaceMethod
    | WorkspaceStream
  )[];
  const refused = all.filter((name) => {
    try {
      mustBeWithinSight({ paths: ['docs'] }, name);
      return false;
    } catch {
      return true;
    }
  });
  const families = [...new Set(refused.map((name) => name.split('.')[0]))];
  expect(families).toEqual(
    expect.arrayContaining(['terminals', 'git', 'languages', 'library', 'recordings', 'replay']),
  );
  for (const name of all)
    if (
      /^(terminals|git|languages|library|recordings|replay|activity|comments|locks|copies|storage|sharing)\./.test(name)
    )
      expect(refused, name).toContain(name);
});
