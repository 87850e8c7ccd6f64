import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type AtomicWriteOptions, writeAtomically } from './atomic-write.ts';
import { mayChange } from './file-reading.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
import { systemCode } from './os-errors.ts';
import type { View } from './visibility.ts';

/**
 * Runs the step that puts something at a real path, in turn with others who use that place. `has` tells whether there
 * is a file at this place below it. It may throw, and then nothing is put there.
 */
export type Placing = (to: string, has: (below: string) => Promise<boolean>, put: () => Promise<void>) => Promise<void>;

export interface WriteOptions extends Omit<AtomicWriteOptions, 'mustBeNew' | 'placing'> {
  readonly placing?: Placing;
  /** True if the file may be a new one. */
  readonly create: boolean;
  /** True if the file may exist already. */
  readonly overwrite: boolean;
}

/**
 * Writes a whole file atomically; through a link, to its target.
 * @throws EnsembleError `exists`, `not-found`, `is-a-folder`, `no-access` …, or the system's error
 */
export async function writeBytes(
  boundary: FolderBoundary,
  view: View,
  path: string,
  content: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const place = (await findOrNull(boundary, view, path)) ?? (await boundary.findName(path, view));
  refuseReadOnly(view, place);
  const old = await boundary.look(place).then(
    ({ stats }) => stats,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    },
  );
  if (old?.isDirectory()) throw new EnsembleError('is-a-folder', `This is a folder, not a file: “${path}”.`);
  if (old && !old.isFile()) throw new EnsembleError('bad-request', `This is not a file with content: “${path}”.`);
  if (old && !options.overwrite) throw exists(path);
  const held = await boundary.holdFolderOf(place);
  try {
    if (!old && !options.create) throw new EnsembleError('not-found', `There is no such file: “${path}”.`);
    const { create: _create, overwrite, placing, ...rest } = options;
    const itself = async (below: string) => below === '';
    await writeAtomically(join(held.path, basename(place.absolute)), content, {
      ...rest,
      ...(placing && { placing: (put) => placing(place.realPath, itself, put) }),
      mustBeNew: !overwrite,
    });
  } finally {
    await held.close();
  }
}

/**
 * Makes a folder in an existing one.
 * @throws EnsembleError `exists`, `not-found`, `no-access` …, or the system's error
 */
export async function createFolder(boundary: FolderBoundary, view: View, path: string): Promise<void> {
  const place = await boundary.findName(path, view);
  refuseReadOnly(view, place);
  const held = await boundary.holdFolderOf(place);
  try {
    await mkdir(join(held.path, basename(place.absolute)));
  } finally {
    await held.close();
  }
}

/** @throws EnsembleError `no-access` when the caller may only read the found file */
export function refuseReadOnly(view: View, place: Place): void {
  if (!mayChange(view, place)) {
    throw new EnsembleError('no-access', `The host shares this for reading only: “${place.path}”.`);
  }
}

/** Error for a place where nothing may be replaced. */
export function exists(path: string): EnsembleError {
  return new EnsembleError('exists', `Something of this name is there already: “${path}”.`);
}

async function findOrNull(boundary: FolderBoundary, view: View, path: string): Promise<Place | null> {
  try {
    return await boundary.find(path, view);
  } catch (error) {
    if (error instanceof EnsembleError && error.code === 'not-found') return null;
    throw error;
  }
}
