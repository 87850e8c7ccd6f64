import type { BigIntStats, Dirent } from 'node:fs';
import { type FileHandle, opendir } from 'node:fs/promises';
import type { FileStat } from '../../shared/capabilities/files/methods.ts';
import { append } from '../../shared/core/append.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Result } from '../../shared/session/contract.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
import type { View } from './visibility.ts';
import { isWireName, joinPath } from './wire-path.ts';

type FileType = FileStat['type'];

/** Entries that are looked at before others have their turn. */
const entriesAtOnce = 200;

/**
 * Describes the thing at a path. A link that leads nowhere shared is an `other` that tells only about itself.
 * @throws EnsembleError, or the system's error
 */
export async function statFile(boundary: FolderBoundary, view: View, path: string): Promise<FileStat> {
  const named = path === '' ? null : await boundary.look(await boundary.findName(path, view));
  const isLink = named?.stats.isSymbolicLink() ?? false;
  const place = await boundary.find(path, view).catch((error: unknown) => {
    if (isLink) return null;
    throw error;
  });
  if (place === null) return statOf('other', named!.stats, true);
  const { stats, isWritable } = await boundary.look(place);
  // Root may write to everything; a file without write bits is meant to be left alone all the same.
  const onDisk = !isWritable || (stats.mode & 0o222n) === 0n;
  const stat = statOf(typeOf(stats, isLink), stats, !mayChange(view, place) || onDisk);
  return onDisk ? { ...stat, diskReadOnly: true } : stat;
}

function statOf(type: FileType, stats: BigIntStats, readOnly: boolean): FileStat {
  return {
    type,
    sizeBytes: type === 'other' ? 0 : Number(stats.size),
    modifiedMs: Math.round(Number(stats.mtimeNs) / 1e6),
    createdMs: Math.round(Number(stats.birthtimeNs) / 1e6),
    readOnly,
  };
}

/**
 * Lists a folder, without entries that the caller may not see.
 * @throws EnsembleError `too-large`, `cancelled` …, or the system's error
 */
export async function listFolder(
  boundary: FolderBoundary,
  view: View,
  path: string,
  { maxEntries, signal }: { maxEntries: number; signal?: AbortSignal },
): Promise<Result<'files.list'>> {
  const folder = await boundary.find(path, view);
  const found = await namesIn(boundary, folder, maxEntries, signal);
  const entries: Result<'files.list'>['entries'] = [];
  for (let at = 0; at < found.length; at += entriesAtOnce) {
    signal?.throwIfAborted();
    const some = found.slice(at, at + entriesAtOnce).filter(({ name }) => {
      return isWireName(name) && view.sees(joinPath(path, name)) && view.sees(joinPath(folder.realPath, name));
    });
    append(
      entries,
      await Promise.all(
        some.map(async (entry) => ({
          name: entry.name,
          type: entry.isSymbolicLink()
            ? await linkType(boundary, view, joinPath(path, entry.name))
            : typeOf(entry, false),
        })),
      ),
    );
    if (at > 0) await new Promise(setImmediate);
  }
  return { entries };
}

async function namesIn(
  boundary: FolderBoundary,
  folder: Place,
  maxEntries: number,
  signal?: AbortSignal,
): Promise<Dirent[]> {
  const held = await boundary.holdFolder(folder);
  const found: Dirent[] = [];
  try {
    for await (const entry of await opendir(held.path, { bufferSize: 1000 })) {
      signal?.throwIfAborted();
      found.push(entry);
      if (found.length > maxEntries) {
        throw new EnsembleError('too-large', `This folder has more than ${maxEntries} entries, too many to be listed.`);
      }
    }
  } finally {
    await held.close();
  }
  return found;
}

export interface ReadOptions {
  /** Most bytes to give at once. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly offsetBytes?: number;
  /** Length of the part; without it everything from the offset to the end. */
  readonly lengthBytes?: number;
}

/**
 * Gives a file's bytes, or those of a part of it, and the size of the whole.
 * @throws EnsembleError `is-a-folder`, `too-large`, `cancelled` …, or the system's error
 */
export async function readBytes(
  boundary: FolderBoundary,
  view: View,
  path: string,
  options: ReadOptions,
): Promise<Result<'files.read'>> {
  const handle = await boundary.openFile(await boundary.find(path, view));
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new EnsembleError('is-a-folder', 'This is a folder, not a file.');
    if (!stats.isFile()) throw new EnsembleError('bad-request', 'This is not a file with content.');
    const { offsetBytes = 0, signal } = options;
    const wantedBytes = Math.max(0, Math.min(options.lengthBytes ?? stats.size, stats.size - offsetBytes));
    if (wantedBytes > options.maxBytes) {
      const limitMb = Math.floor(options.maxBytes / 1024 / 1024);
      throw new EnsembleError(
        'too-large',
        `This file is larger than ${limitMb} MB, which is the most that can be sent.`,
      );
    }
    const whole = wantedBytes === stats.size;
    const content = await (whole
      ? handle.readFile(signal ? { signal } : {})
      : readPart(handle, offsetBytes, wantedBytes));
    return { content, sizeBytes: stats.size };
  } finally {
    await handle.close();
  }
}

/** Reads a part in a loop: one read may give less than all of it. */
async function readPart(handle: FileHandle, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
  const part = Buffer.alloc(lengthBytes);
  let at = 0;
  while (at < lengthBytes) {
    const { bytesRead } = await handle.read(part, at, lengthBytes - at, offsetBytes + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return part.subarray(0, at);
}

/** Says whether the caller may change a found file, by the path asked for and by the real one. */
export function mayChange(view: View, place: Place): boolean {
  return view.mayChange(place.path) && view.mayChange(place.realPath);
}

async function linkType(boundary: FolderBoundary, view: View, path: string): Promise<FileType> {
  try {
    return typeOf((await boundary.look(await boundary.find(path, view))).stats, true);
  } catch {
    return 'other';
  }
}

function typeOf(stats: BigIntStats | Dirent, isLink: boolean): FileType {
  if (stats.isFile()) return isLink ? 'link-to-file' : 'file';
  if (stats.isDirectory()) return isLink ? 'link-to-folder' : 'folder';
  return 'other';
}
