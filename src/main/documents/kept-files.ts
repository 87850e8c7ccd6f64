import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, Handlers } from '../../shared/session/contract.ts';
import { hashBytes } from '../../shared/text/hash.ts';
import type { FairLanes } from '../doors/fair-lanes.ts';
import type { PathAuthority } from '../doors/path-authority.ts';
import { createFileService, type FileMethod } from '../files/file-service.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import type { Visibility } from '../files/visibility.ts';
import type { DocumentKeeper } from './document-keeper.ts';

export interface KeptFilesOptions {
  boundary: FolderBoundary;
  visibility: () => Visibility;
  keeper: DocumentKeeper;
  authority: PathAuthority;
  /** The keeper's queue: work in it never overlaps a save. */
  lanes: FairLanes;
}

/**
 * Makes the handlers for files that take documents into account. Replacing a document's file is refused, for everybody:
 * its text is changed by edits, which have an author.
 */
export function createKeptFiles(options: KeptFilesOptions): Handlers<FileMethod> {
  const { boundary, visibility, keeper, authority, lanes } = options;
  const files = createFileService({
    boundary,
    visibility,
    placing: (to, has, put) => keeper.place(to, has, put),
  });
  /** Without the session, the host's own windows save files that they could not open as documents. */
  const alone = createFileService({ boundary, visibility });
  /** Nobody else writes through this host between looking at a file and writing it. */
  const mustHold = async (path: string, hash: string, caller: Caller, signal: AbortSignal) => {
    const { content } = await files['files.read']({ path }, caller, signal);
    if (hashBytes(content) === hash) return;
    throw new EnsembleError(
      'changed-on-disk',
      `${path} holds something else on the disk by now, so it was not written over. What you typed is kept.`,
    );
  };
  return {
    ...files,
    'files.write': async (params, caller, signal) => {
      const { path, expected } = params;
      if (expected === undefined) return files['files.write'](params, caller, signal);
      const run = async () => {
        await mustHold(path, expected, caller, signal);
        return (caller.isDirect ? alone : files)['files.write'](params, caller, signal);
      };
      return lanes.run(caller.person, run, signal);
    },
    'files.move': async (params, caller, signal) => {
      const from = await authority.realNameOf(params.from, caller);
      const to = await authority.realNameOf(params.to, caller);
      const run = async () => void (await files['files.move'](params, caller, signal));
      await lanes.run(caller.person, () => keeper.move(from, to, run), signal);
      return {};
    },
  };
}
