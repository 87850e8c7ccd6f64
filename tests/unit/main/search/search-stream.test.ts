import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FolderBoundary } from '../../../../src/main/files/folder-boundary.ts';
import { SearchedFolder } from '../../../../src/main/files/searched-folder.ts';
import { createVisibility, sharingSettings, viewOf } from '../../../../src/main/files/visibility.ts';
import {
  createSearchService,
  type SearchServiceOptions,
  SearchTurns,
} from '../../../../src/main/search/search-service.ts';
import type { TextMatch } from '../../../../src/shared/capabilities/search/methods.ts';
import { type HostStream, workspaceStreams } from '../../../../src/shared/session/contract.ts';
import { searchWith } from '../../../lib/search-text.ts';
import { guest, never, owner, temporaryFolder } from '../files/folder-fixture.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

async function serviceIn(root: string, options: Partial<SearchServiceOptions> = {}) {
  const folder = new SearchedFolder(await FolderBoundary.open(root));
  const visibility = createVisibility(sharingSettings.parse({}));
  return createSearchService({ folder, viewFor: (caller) => viewOf(caller, visibility), ...options });
}

test('text is told in parts while it is found, as far as its asker takes them', async () => {
  const root = await temporaryFolder({
    a: 'needle\n'.repeat(3),
    b: `needle ${'x'.repeat(390)}\n`.repeat(20_000),
  });
  const service = await serviceIn(root);
  const params = workspaceStreams['search.text'].params.parse({ pattern: 'needle', maxResults: 20_000 });
  const parts: TextMatch[][] = [];
  const untaken: (() => void)[] = [];
  const stream: Mutable<HostStream<'search.text'>> = {
    send: ({ matches }) => {
      parts.push(matches);
      stream.unsentBytes += JSON.stringify(matches).length;
      return new Promise((resolve) => untaken.push(resolve));
    },
    unsentBytes: 0,
    async *[Symbol.asyncIterator]() {},
  };
  const searching = service['search.text'](params, owner, never, stream);
  await expect.poll(() => stream.unsentBytes).toBeGreaterThan(1_000_000);
  expect(parts[0]).toHaveLength(1);
  const told = parts.flat().length;
  expect(told).toBeLessThan(5_000);
  let isOver = false;
  void searching.then(() => {
    isOver = true;
  });
  for (; !isOver; await setImmediate()) {
    stream.unsentBytes = 0;
    for (const take of untaken.splice(0)) take();
  }
  expect(await searching).toEqual({ limitHit: true });
  expect(parts.flat().flatMap(({ ranges }) => ranges)).toHaveLength(20_000);
});

test('a search whose asker takes nothing has its time like any other', async () => {
  const root = await temporaryFolder({ a: `needle ${'x'.repeat(390)}\n`.repeat(20_000) });
  const service = await serviceIn(root, { turns: new SearchTurns(1), guestTimeoutMs: 500 });
  const params = workspaceStreams['search.text'].params.parse({ pattern: 'needle', maxResults: 20_000 });
  const stuck: Mutable<HostStream<'search.text'>> = {
    send: ({ matches }) => {
      stuck.unsentBytes += JSON.stringify(matches).length;
      return new Promise(() => undefined);
    },
    unsentBytes: 0,
    async *[Symbol.asyncIterator]() {},
  };
  const { limitHit, notice } = await service['search.text'](params, guest, never, stuck);
  expect([limitHit, notice]).toEqual([true, expect.stringContaining('was stopped after')]);
  // The only turn is free again.
  expect(await searchWith(service, { pattern: 'needle' }, guest, never)).toHaveProperty('limitHit');
});
