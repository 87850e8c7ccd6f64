import type { DocumentKeeper } from '../../src/main/documents/document-keeper.ts';
import type { AllHandlers } from '../../src/main/doors/request-server.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { MemoryDisk } from './memory-disk.ts';

type DiskActs = Pick<AllHandlers, 'files.stat' | 'files.write' | 'files.move' | 'files.remove'>;

/** Answers of a host that looks at, makes, moves and removes files; `changed` is called with each path that has changed. */
export function diskActs(keeper: DocumentKeeper, disk: MemoryDisk, changed: (path: string) => void): DiskActs {
  const bytesOf = (path: string) => {
    if (disk.hidden.has(path)) throw new EnsembleError('hidden', 'The host does not share this.');
    return disk.files.get(path);
  };
  const mustHave = (path: string) => {
    const bytes = bytesOf(path);
    if (!bytes) throw new EnsembleError('not-found', `${path} is not there.`);
    return bytes;
  };
  const mustLack = (path: string) => {
    if (bytesOf(path)) throw new EnsembleError('exists', `${path} is there already.`);
  };
  return {
    'files.stat': async ({ path }) => {
      // Files lie in the folder itself; there are no others.
      if (path === '') return { type: 'folder', sizeBytes: 0, modifiedMs: 0, createdMs: 0, readOnly: false };
      const { length } = mustHave(path);
      return { type: 'file', sizeBytes: length, modifiedMs: 0, createdMs: 0, readOnly: false };
    },
    'files.write': async ({ path, content }) => {
      const put = async () => {
        mustLack(path);
        disk.files.set(path, content);
      };
      await keeper.place(path, async (below) => below === '', put);
      changed(path);
      return {};
    },
    'files.move': async ({ from, to }) => {
      const run = async () => {
        const bytes = mustHave(from);
        mustLack(to);
        disk.files.delete(from);
        disk.files.set(to, bytes);
      };
      await keeper.move(from, to, run);
      changed(to);
      return {};
    },
    'files.remove': async ({ path }) => {
      mustHave(path);
      disk.files.delete(path);
      changed(path);
      return {};
    },
  };
}
