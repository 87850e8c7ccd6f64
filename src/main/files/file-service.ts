import { access, constants } from 'node:fs/promises';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { limits } from '../../shared/protocol/version.ts';
import type { Caller, Handlers, WorkspaceMethod } from '../../shared/workspace/contract.ts';
import type { WriteStep } from './atomic-write.ts';
import { isCaseSensitive } from './case-sensitivity.ts';
import { copyFile } from './file-copying.ts';
import { moveFile, removeFile } from './file-moving.ts';
import { listFolder, readBytes, statFile } from './file-reading.ts';
import { createFolder, writeBytes } from './file-writing.ts';
import type { FolderBoundary } from './folder-boundary.ts';
import { fromSystemError } from './os-errors.ts';
import { type View, type Visibility, viewOf } from './visibility.ts';

export type FileMethod = Extract<WorkspaceMethod, 'workspace.describe' | `files.${string}`>;

export interface FileServiceOptions {
  readonly boundary: FolderBoundary;
  /** Asked at every request, so that the host's settings may change at any time. */
  readonly visibility: () => Visibility;
  readonly maxReadBytes?: number;
  /** For tests: called after each step of a write. */
  readonly afterWriteStep?: (step: WriteStep) => void | Promise<void>;
}

/**
 * Gives the handlers for files. Rights are checked before these are called; what a caller may see and change by path
 * is checked here. They reject with EnsembleErrors only, and never name a place outside of the folder.
 */
export function createFileService(options: FileServiceOptions): Handlers<FileMethod> {
  const { boundary, visibility, maxReadBytes = limits.blobBytes, afterWriteStep } = options;

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
    'files.list': ({ path }, caller, signal) => on(caller, path, signal, (view) => listFolder(boundary, view, path)),
    'files.read': ({ path, offsetBytes, lengthBytes }, caller, signal) =>
      on(caller, path, signal, async (view) => {
        const part = { offsetBytes: offsetBytes ?? 0, ...(lengthBytes === undefined ? {} : { lengthBytes }) };
        return await readBytes(boundary, view, path, { maxBytes: maxReadBytes, signal, ...part });
      }),
    'files.write': ({ path, content, create, overwrite }, caller, signal) =>
      on(caller, path, signal, (view) => {
        const options = { create, overwrite, ...(afterWriteStep && { afterStep: afterWriteStep }) };
        return writeBytes(boundary, view, path, content, options).then(nothing);
      }),
    'files.createFolder': ({ path }, caller, signal) =>
      on(caller, path, signal, (view) => createFolder(boundary, view, path).then(nothing)),
    'files.move': (params, caller, signal) =>
      on(caller, params.from, signal, (view) => moveFile(boundary, view, params).then(nothing)),
    'files.copy': (params, caller, signal) =>
      on(caller, params.from, signal, (view) => copyFile(boundary, view, params, signal).then(nothing)),
    'files.remove': (params, caller, signal) =>
      on(caller, params.path, signal, (view) => removeFile(boundary, view, params).then(nothing)),
  };
}
