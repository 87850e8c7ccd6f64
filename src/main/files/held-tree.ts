import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, readlink, rmdir, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type AnchoredFolder, anchorBelow } from './anchored-folder.ts';
import { forReading, leadsNowhere, openExactly } from './exact-open.ts';
import { systemCode } from './os-errors.ts';

/** A name in a held folder, there or to come. */
export interface HeldName {
  readonly folder: AnchoredFolder;
  readonly name: string;
}

/** Path of the name, through its held folder. */
export function wayTo({ folder, name }: HeldName): string {
  return join(folder.path, name);
}

/**
 * Runs work in a folder below a held one, and lets go of it.
 * @throws EnsembleError `outside-folder` when a link has taken its place; the system's error
 */
export async function within<R>({ folder, name }: HeldName, work: (held: AnchoredFolder) => Promise<R>): Promise<R> {
  const held = await anchorBelow(folder, name);
  if (held === null) throw leadsNowhere();
  try {
    return await work(held);
  } finally {
    await held.close();
  }
}

/** Removes a file, a link, or a folder with all in it; from folder to held folder, so that no link leads it away. */
export async function removeTree(at: HeldName, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const stats = await lstat(wayTo(at)).catch(orNull('ENOENT'));
  if (stats === null) return;
  if (!stats.isDirectory()) return unlink(wayTo(at));
  await within(at, async (held) => {
    for (const name of await readdir(held.path)) await removeTree({ folder: held, name }, signal);
  });
  await rmdir(wayTo(at));
}

export interface CopyRules {
  readonly signal?: AbortSignal | undefined;
  /**
   * Says whether something below the copied thing is copied, by its path from there, with a leading `/`. Without it
   * everything is.
   */
  readonly takes?: (below: string, entry: Dirent) => boolean | Promise<boolean>;
  /** True if files keep their times, as when they are moved. */
  readonly keepsTimes?: boolean;
}

/**
 * Copies a file, a folder or a link (as a link), from held folder to held folder. Anything swapped for a link meanwhile
 * is refused.
 * @param kind the kind found when it was decided to copy
 * @throws EnsembleError `bad-request` for things without content, `outside-folder`; the system's error
 */
export function copyTree(from: HeldName, to: HeldName, kind: Kind, rules: CopyRules = {}): Promise<void> {
  return copy(from, to, kind, rules, '');
}

type Kind = Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

async function copy(from: HeldName, to: HeldName, kind: Kind, rules: CopyRules, below: string): Promise<void> {
  rules.signal?.throwIfAborted();
  if (kind.isSymbolicLink()) return symlink(await readlink(wayTo(from)), wayTo(to));
  if (kind.isFile()) return copyContent(from, to, rules);
  if (!kind.isDirectory()) throw new EnsembleError('bad-request', `This cannot be copied: “${from.name}”.`);
  await within(from, async (source) => {
    const [entries, { mode }] = [await readdir(source.path, { withFileTypes: true }), await lstat(`${source.path}/.`)];
    await mkdir(wayTo(to), mode | 0o700);
    await within(to, async (target) => {
      for (const entry of entries) {
        const path = `${below}/${entry.name}`;
        if (rules.takes && !(await rules.takes(path, entry))) continue;
        await copy({ folder: source, name: entry.name }, { folder: target, name: entry.name }, entry, rules, path);
      }
    });
  });
}

async function copyContent(from: HeldName, to: HeldName, { signal, keepsTimes }: CopyRules): Promise<void> {
  const source = await openSaved(from);
  let target: FileHandle | undefined;
  try {
    const stats = await source.stat();
    if (!stats.isFile()) throw leadsNowhere();
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    target = await open(wayTo(to), flags, stats.mode & 0o777);
    const piece = new Uint8Array(1024 * 1024);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await source.read(piece, 0, piece.length, null);
      if (bytesRead === 0) break;
      await target.writeFile(piece.subarray(0, bytesRead));
    }
    if (keepsTimes) await target.utimes(stats.atime, stats.mtime);
  } finally {
    await source.close();
    await target?.close();
  }
}

/** Opens a file, again where it was saved just now: then it is another one at the same place. */
async function openSaved({ folder, name }: HeldName): Promise<FileHandle> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const handle = await openExactly(join(folder.absolute, name), forReading, join(folder.path, name));
    if (handle !== null) return handle;
  }
  throw leadsNowhere();
}

function orNull(code: string) {
  return (error: unknown) => {
    if (systemCode(error) === code) return null;
    throw error;
  };
}
