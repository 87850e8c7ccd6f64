import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/**
 * File of an archive: inside it at an offset, or beside it, in `app.asar.unpacked`.
 * @typedef {{ path: string, size: number, unpacked: boolean, executable: boolean, offset: number }} ArchivedFile
 * @typedef {{ files?: Record<string, Entry>, size?: number, offset?: string, unpacked?: boolean, executable?: boolean, link?: string }} Entry
 */

/** Electron's archive (asar): a table of all files as JSON, and then their bytes. */
export class Archive {
  /** @type {ArchivedFile[]} */
  files = [];
  #path;
  #start;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
    const sizes = readBytes(path, 0, 16);
    this.#start = 8 + sizes.readUInt32LE(4);
    this.#add('', JSON.parse(readBytes(path, 16, sizes.readUInt32LE(12)).toString('utf8')));
  }

  /** @param {string} path @param {Entry} entry */
  #add(path, { files, size = 0, offset = '0', unpacked = false, executable = false, link }) {
    if (link !== undefined) return;
    if (!files) this.files.push({ path, size, unpacked, executable, offset: this.#start + Number(offset) });
    else for (const [name, entry] of Object.entries(files)) this.#add(path ? `${path}/${name}` : name, entry);
  }

  /** A file's bytes, or its first ones. @param {ArchivedFile} file @param {number} [most] */
  read({ path, size, unpacked, offset }, most = size) {
    const length = Math.min(size, most);
    return unpacked
      ? readBytes(join(`${this.#path}.unpacked`, path), 0, length)
      : readBytes(this.#path, offset, length);
  }
}

/** @param {string} path @param {number} position @param {number} length */
function readBytes(path, position, length) {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, position));
  } finally {
    closeSync(file);
  }
}
