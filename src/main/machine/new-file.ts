import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Writes a new file: its name is there once it is whole. Throws where there is one of this name. */
export async function writeNewFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  if (existsSync(path)) throw new EnsembleError('exists', `${path} is there already: give another name.`);
  await writeWhole(path, write, 0o600);
}

/** Writes a file: its name has the whole content, or what it had before. A link there is replaced, not followed. */
export async function writeWhole(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  mode = 0o666,
): Promise<void> {
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'wx', mode);
  try {
    await write(file);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } catch (thrown) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw thrown;
  }
}
