import { EnsembleError } from '../../shared/protocol/errors.ts';
import type { Caller, Handlers } from '../../shared/workspace/contract.ts';
import type { FileMethod } from '../files/file-service.ts';
import type { DocumentKeeper } from './document-keeper.ts';
import type { SaveTurns } from './save-turns.ts';

type DocumentMethod =
  | 'documents.open'
  | 'documents.create'
  | 'documents.prepareSave'
  | 'documents.save'
  | 'documents.withheld'
  | 'documents.resolve';

/** Documents for callers: what a guest may not see or change as a file, they may not as a document. */
export function createDocumentService(
  keeper: DocumentKeeper,
  turns: SaveTurns,
  files: Handlers<FileMethod>,
): Handlers<DocumentMethod> {
  /** As a file, what a document's path leads to may be hidden, or only to be looked at. */
  const mayTouch = async (ref: string, toWrite: boolean, caller: Caller, signal: AbortSignal) => {
    const path = keeper.pathOf(ref) ?? '';
    const { readOnly } = await files['files.stat']({ path }, caller, signal);
    if (toWrite && readOnly) throw new EnsembleError('not-permitted', `${path} is read-only for you.`);
  };
  return {
    'documents.open': async ({ path }, caller, signal) => {
      const { type } = await openable(files, path, caller, signal);
      if (type === 'folder' || type === 'link-to-folder')
        throw new EnsembleError('is-a-folder', `${path} is a folder.`);
      return { ref: await keeper.open(path) };
    },
    'documents.create': async ({ title, text }) => ({ ref: await keeper.create(title, text) }),
    'documents.prepareSave': async ({ ref }, { replica }, signal) => {
      keeper.pathOf(ref);
      return { vector: await turns.take(ref, replica, signal) };
    },
    'documents.save': async ({ ref, update, path, overwrite = false, endsTurn = false }, caller, signal) => {
      if (path === undefined || path === keeper.pathOf(ref)) {
        const save = () => keeper.save(ref, update);
        return { hash: await (endsTurn ? turns.saving(ref, caller.replica, update, save) : save()) };
      }
      // Whether the name may be taken is the files' business.
      await files['files.write']({ path, content: new Uint8Array(0), create: true, overwrite }, caller, signal);
      return { hash: await keeper.save(ref, update, { path, overwrite: true }) };
    },
    'documents.withheld': async ({ ref }, caller, signal) => {
      await mayTouch(ref, false, caller, signal);
      return keeper.withheld(ref);
    },
    'documents.resolve': async ({ ref, choice, hash, update }, caller, signal) => {
      await mayTouch(ref, true, caller, signal);
      await keeper.resolve(ref, { choice, hash, person: caller.person }, update);
      return {};
    },
  };
}

/** A document whose file is gone can be opened still. */
async function openable(
  files: Handlers<FileMethod>,
  path: string,
  caller: Caller,
  signal: AbortSignal,
): Promise<{ type: string }> {
  try {
    return await files['files.stat']({ path }, caller, signal);
  } catch (thrown) {
    if (thrown instanceof EnsembleError && thrown.code === 'not-found') return { type: 'file' };
    throw thrown;
  }
}
