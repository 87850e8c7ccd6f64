import { access, constants } from 'node:fs/promises';
import { EnsembleError } from '../../shared/core/errors.ts';
import { limits } from '../../shared/core/version.ts';
import { FairTurns } from '../../shared/fair-turns.ts';
import type { Caller, Handlers, WorkspaceMethod } from '../../shared/session/contract.ts';
import type { WriteStep } from './atomic-write.ts';
import { isCaseSensitive } from './case-sensitivity.ts';
import { copyFile } from './file-copying.ts';
import { moveFile, removeFile } from './file-moving.ts';
import { listFolder, readBytes, statFile } from './file-reading.ts';
import { createFolder, type Placing, writeBytes } from './file-writing.ts';
import type { FolderBoundary } from './folder-boundary.ts';
import { fromSystemError } from './os-errors.ts';
import { type View, type Visibility, viewOf } from './visibility.ts';

export type FileMethod = Extract<WorkspaceMethod, 'workspace.describe' | `files.${string}`>;

export interface FileServiceOptions {
  readonly boundary: FolderBoundary;
  /** Gives the rules, at every request, so that the host's settings may change at any time. */
  readonly visibility: () => Visibility;
  readonly maxReadBytes?: number;
  /** Most entries that are listed of one folder; more would keep the host, and windows that show it, busy for long. */
  readonly maxEntries?: number;
  /** Time limit of a guest's copying, moving or removing. */
  readonly guestTimeoutMs?: number;
  /** Called with the last step of each write and copy. */
  readonly placing?: Placing;
  /** For tests: called after each step of a write. */
  readonly afterWriteStep?: (step: WriteStep) => void | Promise<void>;
}

/**
 * Makes the handlers for files. Rights are checked before these are called; visibility and write access by path are
 * checked here. They reject with EnsembleErrors only, and never name a place outside of the folder.
 */
export function createFileService(options: FileServiceOptions): Handlers<FileMethod> {
  const { boundary, visibility, maxReadBytes = limits.blobBytes, maxEntries = 50_000, afterWriteStep } = options;
  const { guestTimeoutMs = 60_000, placing } = options;
  // Each may fill the memory with as much as can be sent at once.
  const guestReads = new FairTurns({ atOnce: 4, ofOne: 2, waitingOfOne: 500, things: 'files' });

  /** Wraps the work on a path: the caller's view goes in, only our own errors come out. */
  async function on<R>(
    caller: Caller,
    path: string,
    signal: AbortSignal,
    work: (view: View) => Promise<R>,
  ): Promise<R> {
    try {
      signal.throwIfAborted();
      return await work(viewOf(caller, visibility()));
    } catch (error) {
      throw signal.aborted ? new EnsembleError('cancelled', 'This was cancelled.') : fromSystemError(error, path);
    }
  }
  /** Wraps work on whole trees as `on` does, with a time limit for guests. */
  async function within(
    caller: Caller,
    path: string,
    signal: AbortSignal,
    work: (view: View, signal: AbortSignal) => Promise<void>,
  ): Promise<Record<string, never>> {
    const over = caller.isOwner ? null : AbortSignal.timeout(guestTimeoutMs);
    const either = over ? AbortSignal.any([signal, over]) : signal;
    try {
      await on(caller, path, either, (view) => work(view, either));
      return {};
    } catch (error) {
      if (!over?.aborted || signal.aborted) throw error;
      const words = `This took longer than ${Math.round(guestTimeoutMs / 1000)} s and was stopped: “${path}”. The rest was neither copied nor removed. Ask an owner of the session to do it, or do it in parts.`;
      throw new EnsembleError('too-large', words);
    }
  }
  const nothing = () => ({});

  return {
    'workspace.describe': async () => ({
      name: boundary.name,
      caseSensitive: await isCaseSensitive(boundary.root),
      readable: await access(boundary.root, constants.R_OK | constants.X_OK).then(
        () => true,
        () => false,
      ),
    }),
    'files.stat': ({ path }, caller, signal) => on(caller, path, signal, (view) => statFile(boundary, view, path)),
    'files.list': ({ path }, caller, signal) =>
      on(caller, path, signal, (view) => listFolder(boundary, view, path, { maxEntries, signal })),
    'files.read': ({ path, offsetBytes, lengthBytes }, caller, signal) => {
      const part = { offsetBytes: offsetBytes ?? 0, ...(lengthBytes === undefined ? {} : { lengthBytes }) };
      const read = () =>
        on(caller, path, signal, (view) =>
          readBytes(boundary, view, path, { maxBytes: maxReadBytes, signal, ...part }),
        );
      return caller.isOwner ? read() : guestReads.take(caller.person, signal, read);
    },
    'files.write': ({ path, content, create, overwrite }, caller, signal) =>
      on(caller, path, signal, (view) => {
        const steps = { ...(afterWriteStep && { afterStep: afterWriteStep }), ...(placing && { placing }) };
        const options = { create, overwrite, ...steps };
        return writeBytes(boundary, view, path, content, options).then(nothing);
      }),
    'files.createFolder': ({ path }, caller, signal) =>
      on(caller, path, signal, (view) => createFolder(boundary, view, path).then(nothing)),
    'files.move': (params, caller, signal) =>
      within(caller, params.from, signal, (view, either) => moveFile(boundary, view, params, either)),
    'files.copy': (params, caller, signal) =>
      within(caller, params.from, signal, (view, either) => copyFile(boundary, view, params, either, placing)),
    'files.remove': (params, caller, signal) =>
      within(caller, params.path, signal, (view, either) => removeFile(boundary, view, params, either)),
  };
}
