import { expect, it } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { adoptDiskHistory } from '../../../../src/main/documents/adopt-disk-history.ts';
import { MemoryJournal } from '../../../../src/main/documents/journal.ts';
import { EnsembleError, type ErrorCode } from '../../../../src/shared/core/errors.ts';
import { MemoryBases } from '../../../sim/memory-bases.ts';
import { MemoryDisk } from '../../../sim/memory-disk.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** Prepares a host's journal for a session of one document, which cannot be opened. */
function adopting(code: ErrorCode) {
  const open = () => Promise.reject(new EnsembleError(code, 'It cannot be opened.'));
  const documents = { get: () => null, open };
  const state = { documents: { one: { path: 'one.txt', format } } };
  const disk = new MemoryDisk();
  disk.setText('one.txt', 'text\n');
  const reports: string[] = [];
  const adopted = adoptDiskHistory({
    client: { documents, state } as unknown as SessionClient,
    disk,
    journal: new MemoryJournal(),
    bases: new MemoryBases(),
    report: (message) => reports.push(message),
  });
  return { adopted, reports };
}

it('takes over though a document leaves the session meanwhile, and says nothing of that', async () => {
  const { adopted, reports } = adopting('not-found');
  await (await adopted)();
  expect(reports).toEqual([]);
});

it('does not take over while a document cannot be asked for', async () => {
  await expect(adopting('disconnected').adopted).rejects.toMatchObject({ code: 'disconnected' });
});
