import { expect, it } from 'vitest';
import { WatchedWorkspace } from '../../../src/client/watched-workspace.ts';
import { EnsembleError, type ErrorCode } from '../../../src/shared/core/errors.ts';
import type { Workspace } from '../../../src/shared/session/contract.ts';

/** A way to a host that refuses everything. */
const refusing = (code: ErrorCode) =>
  ({
    request: () => Promise.reject(new EnsembleError(code, 'No.')),
    open: () => ({ result: Promise.reject(new EnsembleError(code, 'No.')) }),
  }) as unknown as Workspace;

async function toldBy(code: ErrorCode): Promise<string[]> {
  const told: string[] = [];
  const workspace = new WatchedWorkspace(refusing(code), (kind) => void told.push(kind));
  await expect(workspace.request('files.createFolder', { path: 'a' })).rejects.toMatchObject({ code });
  await expect(workspace.open('search.text' as never, {} as never).result).rejects.toMatchObject({ code });
  return told;
}

it('tells of requests and streams that are refused for the lack of a right, and leaves the refusal to their asker', async () => {
  expect(await toldBy('not-permitted')).toEqual(['files.createFolder', 'search.text']);
});

it('says nothing of other failures', async () => {
  expect(await toldBy('not-found')).toEqual([]);
});
