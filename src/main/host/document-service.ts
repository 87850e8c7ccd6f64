import { EnsembleError } from '../../shared/protocol/errors.ts';
import type { Caller, Handlers } from '../../shared/workspace/contract.ts';
import type { FileMethod } from '../files/file-service.ts';
import type { DocumentKeeper } from './document-keeper.ts';

type DocumentMethod = 'documents.open' | 'documents.create' | 'documents.save';

/** Documents for callers: what a guest may not see or change as a file, they may not as a document. */
export function createDocumentService(keeper: DocumentKeeper, files: Handlers<FileMethod>): Handlers<DocumentMethod> {
  return {
    'documents.open': async ({ path }, caller, signal) => {
      const { type } = await openable(files, path, caller, signal);
      if (type === 'folder' || type === 'link-to-folder')
        throw new EnsembleError('is-a-folder', `${path} is a folder.`);
      return { ref: await keeper.open(path) };
    },
    'documents.create': async ({ title, text }) => ({ ref: await keeper.create(title, text) }),
    'documents.save': async ({ ref, update, path, overwrite = false }, caller, signal) => {
      if (path === undefined || path === keeper.pathOf(ref)) return { hash: await keeper.save(ref, update) };
      // Whether the name may be taken is the files' business.
      await files['files.write']({ path, content: new Uint8Array(0), create: true, overwrite }, caller, signal);
      return { hash: await keeper.save(ref, update, { path, overwrite: true }) };
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
