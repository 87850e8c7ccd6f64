import type { Dirent, Stats } from 'node:fs';
import { access, constants, type FileHandle, lstat, readdir } from 'node:fs/promises';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import type { FileStat, Result } from '../../shared/workspace/contract.ts';
import type { FolderBoundary, Place } from './folder-boundary.ts';
import type { View } from './visibility.ts';
import { isWireName, joinPath } from './wire-path.ts';

type FileType = FileStat['type'];

/**
 * Gives what stands at a path. A link that leads nowhere shared is an `other` that tells only about itself.
 * @throws EnsembleError, or the system's error
 */
export async function statFile(boundary: FolderBoundary, view: View, path: string): Promise<FileStat> {
  const isLink = path !== '' && (await lstat((await boundary.findName(path, view)).absolute)).isSymbolicLink();
  const place = isLink ? await boundary.find(path, view).catch(() => null) : await boundary.find(path, view);
  if (place === null) return linkToNowhere(await lstat((await boundary.findName(path, view)).absolute));
  const stats = await lstat(place.absolute);
  return {
    type: typeOf(stats, isLink),
    sizeBytes: stats.size,
    modifiedMs: Math.round(stats.mtimeMs),
    createdMs: Math.round(stats.birthtimeMs),
    readOnly: !mayChange(view, place) || !(await isWritable(place.absolute, stats)),
  };
}

/**
 * Gives what is in a folder, without what the caller does not see.
 * @throws EnsembleError, or the system's error
 */
export async function listFolder(boundary: FolderBoundary, view: View, path: string): Promise<Result<'files.list'>> {
  const folder = await boundary.find(path, view);
  const held = await boundary.holdFolder(folder);
  const found = await readdir(held.path, { withFileTypes: true }).finally(() => held.close());
  const isSeen = ({ name }: Dirent) =>
    isWireName(name) && view.sees(joinPath(path, name)) && view.sees(joinPath(folder.realPath, name));
  const entries = found.filter(isSeen).map(async (entry) => ({
    name: entry.name,
    type: entry.isSymbolicLink() ? await linkType(boundary, view, joinPath(path, entry.name)) : typeOf(entry, false),
  }));
  return { entries: await Promise.all(entries) };
}

export interface ReadOptions {
  /** The most to give at once. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly offsetBytes?: number;
  /** Without it everything from the offset to the end. */
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

/** One read may give less than all of it. */
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

/** Says whether the caller may change what was found, by the path asked for and by the real one. */
export function mayChange(view: View, place: Place): boolean {
  return view.mayChange(place.path) && view.mayChange(place.realPath);
}

async function linkType(boundary: FolderBoundary, view: View, path: string): Promise<FileType> {
  try {
    return typeOf(await lstat((await boundary.find(path, view)).absolute), true);
  } catch {
    return 'other';
  }
}

function typeOf(stats: Stats | Dirent, isLink: boolean): FileType {
  if (stats.isFile()) return isLink ? 'link-to-file' : 'file';
  if (stats.isDirectory()) return isLink ? 'link-to-folder' : 'folder';
  return 'other';
}

function linkToNowhere(link: Stats): FileStat {
  return {
    type: 'other',
    sizeBytes: 0,
    modifiedMs: Math.round(link.mtimeMs),
    createdMs: Math.round(link.birthtimeMs),
    readOnly: true,
  };
}

/** Root may write to everything; a file without write bits is meant to be left alone all the same. */
async function isWritable(absolute: string, stats: Stats): Promise<boolean> {
  if ((stats.mode & 0o222) === 0) return false;
  return access(absolute, constants.W_OK).then(
    () => true,
    () => false,
  );
}
